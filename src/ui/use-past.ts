/** One visit to the past: where the scrubber stands, and what is seen there. */

import { useCallback, useEffect, useMemo, useState } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { Past, PastDeed } from '../state/time'
import { useActions, useNameOf } from './chorus-context'
import { count, grouped } from './words'

/** Milliseconds of learning between two pictures, and cuts learned before looking at the clock. */
const learnForMs = 12
const learnAtOnce = 10

export interface Visit {
  readonly past: Past
  /** Share of the past that is known, 0 to 1; only at 1 can one look around. */
  readonly known: number
  readonly cut: number
  /** Where the scrubber stops, ascending. */
  readonly stops: readonly number[]
  /** Index of the stop that shows this cut. */
  readonly stop: number
  readonly goTo: (stop: number) => void
  /** The glyph whose changes alone the scrubber stops at; null for the whole chorus. */
  readonly scope: GlyphId | null
  readonly setScope: (scope: GlyphId | null) => void
  /** The cut in words: “Before Bea renamed “Tea” to “Coffee””. */
  readonly words: string
  /** “214 of 980 sigils”. */
  readonly place: string
}

export function useVisit(): Visit {
  const { openPast } = useActions()
  const [past] = useState(openPast)
  const [scope, setScope] = useState<GlyphId | null>(null)
  const [cut, setCut] = useState(past.count)
  const known = useLearning(past)
  const nameOf = useNameOf()
  const stops = useMemo(() => (known < 1 ? [past.count] : past.stops(scope)), [known, past, scope])
  const stop = nearestStop(stops, cut)
  const words = useMemo(() => wordsAt(past, cut, known, nameOf), [past, cut, known, nameOf])
  return {
    past,
    known,
    cut,
    stops,
    stop,
    goTo: useCallback(
      (to: number) => setCut(stops[Math.max(0, Math.min(to, stops.length - 1))] ?? past.count),
      [past, stops],
    ),
    scope,
    setScope: useCallback(
      (next: GlyphId | null) => {
        setScope(next)
        const its = past.stops(next)
        setCut((now) => its[nearestStop(its, now)] ?? now)
      },
      [past],
    ),
    words,
    place: `${grouped(cut)} of ${count(past.count, 'sigil')}`,
  }
}

/** Learns the past a little at a time, so that the page stays alive. */
function useLearning(past: Past): number {
  const [known, setKnown] = useState(() => past.known())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const go = (): void => {
      const until = performance.now() + learnForMs
      let isDone = false
      while (!isDone && performance.now() < until) isDone = past.learn(learnAtOnce)
      setKnown(past.known())
      if (!isDone) timer = setTimeout(go, 0)
    }
    timer = setTimeout(go, 0)
    return () => clearTimeout(timer)
  }, [past])
  return past.count === 0 ? 1 : known / past.count
}

/** Index of the last stop that is not after the cut. */
function nearestStop(stops: readonly number[], cut: number): number {
  const after = stops.findIndex((stop) => stop > cut)
  return after < 0 ? stops.length - 1 : Math.max(0, after - 1)
}

function wordsAt(
  past: Past,
  cut: number,
  known: number,
  nameOf: (weaver: string) => string,
): string {
  if (known < 1) return `Reading the past: ${Math.floor(known * 100)}%`
  const next = past.nextAt(cut)
  if (next === null) return 'Now, as it was when you came here'
  return `Before ${nameOf(next.weaver)} ${next.words}${whereWords(next)}`
}

/** “ in “Tea”” after what was typed, “: “Tea”” after “moved it”; nothing where the title is told already. */
function whereWords({ title, words }: PastDeed): string {
  if (title === '' || words.includes(title)) return ''
  return /^(typed|deleted) /.test(words) ? ` in “${title}”` : `: “${title}”`
}
