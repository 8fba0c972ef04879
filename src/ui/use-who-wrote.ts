/** Who wrote which part of a body: read when somebody asks, and again when the writing pauses. */

import { useEffect, useMemo, useState } from 'react'

import type { ChorusActions, GlyphCard } from '../state/chorus-store'
import { useActions, usePersonOf } from './chorus-context'
import { ago } from './time-words'
import { useNow } from './use-now'

/** Milliseconds without a change until authors are looked up again: it replays the body. */
const pauseMs = 250

type Authored = ReturnType<ChorusActions['authorship']>[number]
type LoomRow = ReturnType<ChorusActions['history']>[number]

export interface Written {
  readonly from: number
  readonly to: number
  /** Degrees. */
  readonly hue: number
  /** 0 to {@link patterns} − 1. */
  readonly pattern: number
  /** Who and when, for whoever points at it. */
  readonly title: string
}

/** Underlines that can be told apart in black and white. */
const patterns = 6

/** One author in the legend. */
export interface Author {
  readonly name: string
  /** Degrees. */
  readonly hue: number
  readonly pattern: number
  /** Of the text as it stands, 0 to 1. */
  readonly share: number
}

export interface WhoWrote {
  readonly written: readonly Written[]
  /** By how much they wrote. */
  readonly authors: readonly Author[]
  /** “Bea, 5 min ago”: who wrote what stands right before a position; empty where nothing does. */
  readonly at: (position: number) => string
}

export function useWhoWrote(card: GlyphCard, isAsked: boolean): WhoWrote {
  const { authorship, history } = useActions()
  const personOf = usePersonOf()
  const nowMs = useNow()
  const [parts, setParts] = useState<readonly Authored[]>([])
  useEffect(() => {
    if (!isAsked) return undefined
    const timer = setTimeout(() => setParts(authorship(card.id)), parts.length === 0 ? 0 : pauseMs)
    return () => clearTimeout(timer)
    // `parts` decides about the delay alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isAsked, authorship, card])
  return useMemo(
    () => (isAsked ? describe(parts, history(card.id), personOf, nowMs) : nothing),
    [isAsked, parts, history, card.id, personOf, nowMs],
  )
}

const nothing: WhoWrote = { written: [], authors: [], at: () => '' }

function describe(
  parts: readonly Authored[],
  rows: readonly LoomRow[],
  personOf: ReturnType<typeof usePersonOf>,
  nowMs: number,
): WhoWrote {
  const stampOf = new Map(rows.map((row) => [row.sigil, row.stamp.ms]))
  const lengths = new Map<string, number>()
  const named = parts.map((part) => {
    const { name, hue, self } = personOf(part.weaver)
    const who = self ? 'You' : name
    // Of two who share a name the hues differ, since they come from their keys.
    const key = `${who} ${hue}`
    lengths.set(key, (lengths.get(key) ?? 0) + part.to - part.from)
    const stampMs = part.sigil === null ? undefined : stampOf.get(part.sigil)
    const when = stampMs === undefined ? 'just now' : ago(stampMs, nowMs)
    return { ...part, key, name: who, hue, title: `${who}, ${when}` }
  })
  const total = parts.at(-1)?.to ?? 0
  const order = [...lengths].toSorted(([, a], [, b]) => b - a).map(([key]) => key)
  const patternOf = (key: string): number => order.indexOf(key) % patterns
  return {
    written: joined(
      named.map(({ from, to, key, hue, title }) => {
        return { from, to, hue, title, pattern: patternOf(key) }
      }),
    ),
    authors: order.flatMap((key) => {
      const first = named.find((part) => part.key === key)
      if (first === undefined) return []
      const share = (lengths.get(key) ?? 0) / Math.max(1, total)
      return [{ name: first.name, hue: first.hue, pattern: patternOf(key), share }]
    }),
    at: (position) => named.find(({ from, to }) => from < position && position <= to)?.title ?? '',
  }
}

/** A line typed in one go is many sigils, and one thing to whoever reads it. */
function joined(parts: readonly Written[]): readonly Written[] {
  const runs: Written[] = []
  for (const part of parts) {
    const last = runs.at(-1)
    const goesOn = last?.to === part.from && last.title === part.title && last.hue === part.hue
    if (goesOn) runs[runs.length - 1] = { ...last, to: part.to }
    else runs.push(part)
  }
  return runs
}
