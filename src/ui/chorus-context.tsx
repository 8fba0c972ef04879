/**
 * The open chorus, for every component inside its room.
 *
 * Components read slices of the store; what belongs to this screen alone (which
 * panel is open, what a toast says) comes through {@link Doors}.
 */

import { createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand'

import type { GlyphId, SigilId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { ChorusActions, ChorusState, ChorusStore } from '../state/chorus-store'
import { untitled } from './facet-words'
import { type Person, personOf } from './people'

export type Panel = 'glyph' | 'loom' | 'inbox' | 'aludel' | 'dissolved'

/** A short message about what was just done here, with at most one thing to do about it. */
export interface Toast {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** Ways from any component to the rest of the room. */
export interface Doors {
  /** `focus`: where the caret goes, for a glyph that was just made. */
  readonly openGlyph: (glyph: GlyphId, focus?: 'title') => void
  readonly openPanel: (panel: Panel | null) => void
  readonly showWhy: (sigil: SigilId, facets: readonly (FacetName | 'body')[]) => void
  readonly toast: (toast: Toast) => void
}

export const ChorusContext = createContext<ChorusStore | null>(null)
export const DoorsContext = createContext<Doors | null>(null)

export function useChorus<T>(select: (state: ChorusState) => T): T {
  return useStore(useChorusStore(), select)
}

/** For what is read only once somebody does something: it never causes a render. */
export function useChorusStore(): ChorusStore {
  const store = useContext(ChorusContext)
  if (store === null) throw new Error('useChorusStore outside of a chorus')
  return store
}

/** Actions never change identity, so this never causes a render. */
export const useActions = (): ChorusActions => useChorus((state) => state.actions)

export function useDoors(): Doors {
  const doors = useContext(DoorsContext)
  if (doors === null) throw new Error('useDoors outside of a chorus')
  return doors
}

/** As {@link personOf}, for whoever asks of several. */
export function usePersonOf(): (weaver: string) => Pick<Person, 'name' | 'hue' | 'self' | 'here'> {
  const weavers = useChorus((state) => state.weavers)
  return useMemo(() => (weaver) => personOf(weavers, weaver), [weavers])
}

/** “You” for oneself, else the person's name. */
export function useNameOf(): (weaver: string) => string {
  const personOf = usePersonOf()
  return useMemo(
    () => (weaver) => {
      const person = personOf(weaver)
      return weaver === 'self' || person.self ? 'you' : person.name
    },
    [personOf],
  )
}

/** Title of a glyph by id, as it stands. */
export function useTitleOf(): (glyph: string) => string {
  const glyphs = useChorus((state) => state.glyphs)
  return useMemo(
    () => (glyph) => {
      const card = glyphs.get(glyph as GlyphId)
      if (card === undefined) return 'a shattered glyph'
      return card.title === '' ? untitled : card.title
    },
    [glyphs],
  )
}
