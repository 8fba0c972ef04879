/** Who looks at what, as a component needs it. */

import { useMemo } from 'react'

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { ChorusState } from '../state/chorus-store'
import { useChorus, usePersonOf } from './chorus-context'

/** Someone else who is here, tab by tab: two tabs of one person have two carets. */
export interface Fellow {
  readonly weaver: WeaverId
  readonly name: string
  /** Degrees. */
  readonly hue: number
}

/** “Your other tab” for oneself, else the person's name. */
export function useFellowOf(): (weaver: WeaverId) => Fellow {
  const personOf = usePersonOf()
  return useMemo(
    () => (weaver) => {
      const { name, hue, self } = personOf(weaver)
      return { weaver, name: self ? 'Your other tab' : name, hue }
    },
    [personOf],
  )
}

/** Those who have this glyph open. Drawn again only when one of them comes or goes. */
export function useReaders(glyph: GlyphId): readonly Fellow[] {
  // A string, since a new list at every move of a pointer would draw every card anew.
  const weavers = useChorus((state) => weaversWhere(state, (one) => one.glyph === glyph))
  return useFellows(weavers)
}

/** Whoever drags this card; the first where two do. */
export function useHolder(glyph: GlyphId): Fellow | undefined {
  const weavers = useChorus((state) =>
    weaversWhere(state, (one) => one.drags.some((drag) => drag.glyph === glyph)),
  )
  return useFellows(weavers)[0]
}

type Onlooker = ChorusState['onlookers'][number]

const weaversWhere = ({ onlookers }: ChorusState, wanted: (one: Onlooker) => boolean): string =>
  onlookers
    .filter(wanted)
    .map(({ weaver }) => weaver)
    .join(' ')

function useFellows(weavers: string): readonly Fellow[] {
  const fellowOf = useFellowOf()
  return useMemo(
    () => (weavers === '' ? nobody : weavers.split(' ').map((one) => fellowOf(one as WeaverId))),
    [weavers, fellowOf],
  )
}

const nobody: readonly Fellow[] = []

/** “Ada”, “Ada and Bea”, “Ada, Bea and 2 more”. */
export function namesOf(fellows: readonly Fellow[]): string {
  const names = [...new Set(fellows.map(({ name }) => name))]
  const [first = '', second = ''] = names
  if (names.length < 2) return first
  if (names.length === 2) return `${first} and ${second}`
  return `${first}, ${second} and ${names.length - 2} more`
}
