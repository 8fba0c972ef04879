/**
 * The Quintessence at any causal cut (PROTOCOL.md §TM).
 * Standard term: time travel over an event graph.
 *
 * A cut is a number: so many sigils, in the order of (stamp, id). Stamps grow
 * along links, so every such cut is closed under the past: a state that a weaver
 * could have stood in. Every weaver has the same cuts.
 *
 * The surprise: nothing is replayed twice. One weaver takes in everything once,
 * in order; what each sigil made of its glyph is noted, and a body's changes as
 * splices with a whole text now and then. Going back is then looking things up.
 */

import { compareSigils } from '../protocol/concordance'
import type { ChorusId, GlyphId } from '../protocol/ids'
import type { Hash } from '../protocol/ports'
import type { Sigil, Splice } from '../protocol/sigil'
import { createWeaver, type GlyphState } from '../protocol/weaver'
import { textEvery } from './limits'

/** One glyph at a cut. The same object at every cut where nothing about it differs. */
export interface PastGlyph {
  readonly state: GlyphState
  readonly text: string
}

export interface Replay {
  /** In the order of (stamp, id): cut `n` holds the first `n`. */
  readonly sigils: readonly Sigil[]
  /** Cuts that are known, up to `sigils.length`. */
  readonly known: () => number
  /** Learns at most so many cuts more; true once all are known. */
  readonly learn: (atMost: number) => boolean
  /** Every glyph written by then, shattered ones too. Learns as far as it must. */
  readonly at: (cut: number) => ReadonlyMap<GlyphId, PastGlyph>
  readonly glyphAt: (glyph: GlyphId, cut: number) => PastGlyph | undefined
  /** Cuts right after a sigil of this glyph, ascending, and 0 before them all: where its scrubber stops. */
  readonly stopsOf: (glyph: GlyphId) => readonly number[]
}

export interface ReplayDeps {
  readonly chorus: ChorusId
  readonly hash: Hash
}

/** What the sigils of one glyph made of it, one after another. */
interface Line {
  /** Cuts right after each of them. */
  readonly cuts: number[]
  readonly states: GlyphState[]
  /** What each did to the body. */
  readonly splices: (readonly Splice[])[]
  /** The whole text after every {@link textEvery}th. */
  readonly texts: string[]
  /** The last that was asked for, whose text need not be made again. */
  asked: { readonly nth: number; readonly glyph: PastGlyph } | null
}

/** `held`: all sigils of a weaver, in any order. Later ones need a new replay. */
export function createReplay(held: readonly Sigil[], deps: ReplayDeps): Replay {
  const sigils = held.toSorted(compareSigils)
  const { lines, known, learn } = createTimeline(sigils, deps)
  let shown: ReadonlyMap<GlyphId, PastGlyph> = new Map()
  let shownCut = 0

  function glyphAt(glyph: GlyphId, cut: number): PastGlyph | undefined {
    learn(cut - known())
    const line = lines.get(glyph)
    return line === undefined ? undefined : read(line, lastAtOrBelow(line.cuts, cut))
  }

  function at(asked: number): ReadonlyMap<GlyphId, PastGlyph> {
    const cut = Math.max(0, Math.min(asked, sigils.length))
    if (cut === shownCut) return shown
    const touched = new Set<GlyphId>()
    for (const { deed } of sigils.slice(Math.min(cut, shownCut), Math.max(cut, shownCut))) {
      if (deed.kind === 'transmute') touched.add(deed.glyph)
    }
    const next = new Map(shown)
    for (const glyph of touched) {
      const past = glyphAt(glyph, cut)
      if (past === undefined) next.delete(glyph)
      else next.set(glyph, past)
    }
    shown = next
    shownCut = cut
    return shown
  }

  return {
    sigils,
    known,
    learn,
    at,
    glyphAt,
    stopsOf: (glyph) => {
      learn(sigils.length)
      return [0, ...(lines.get(glyph)?.cuts ?? [])]
    },
  }
}

/** Learns sigils one after another; what each made of its glyph is noted and never made again. */
function createTimeline(sigils: readonly Sigil[], { chorus, hash }: ReplayDeps) {
  // What is integrated was in time once: no stamp is too far ahead now.
  const clock = { now: () => Number.MAX_SAFE_INTEGER }
  const weaver = createWeaver({ chorus, hash, clock })
  const lines = new Map<GlyphId, Line>()
  let known = 0

  function learnOne(sigil: Sigil): void {
    known += 1
    const { splices } = weaver.resonate([sigil], 'self')
    if (sigil.deed.kind !== 'transmute') return
    const { glyph } = sigil.deed
    const state = weaver.glyph(glyph)
    if (state === undefined) return
    const line = lines.get(glyph) ?? begin(glyph)
    line.cuts.push(known)
    line.states.push(state)
    // Only a body that was read before tells what changed in it.
    const isFirst = line.cuts.length === 1
    line.splices.push(isFirst ? wholeOf(weaver.text(glyph)) : (splices.get(glyph) ?? []))
    if (line.cuts.length % textEvery === 0) line.texts.push(weaver.text(glyph))
  }

  function begin(glyph: GlyphId): Line {
    const line: Line = { cuts: [], states: [], splices: [], texts: [], asked: null }
    lines.set(glyph, line)
    return line
  }

  function learn(atMost: number): boolean {
    for (const sigil of sigils.slice(known, known + Math.max(0, atMost))) learnOne(sigil)
    return known === sigils.length
  }

  return { lines, learn, known: () => known }
}

function read(line: Line, nth: number): PastGlyph | undefined {
  const state = line.states[nth]
  if (state === undefined) return undefined
  if (line.asked?.nth !== nth) line.asked = { nth, glyph: { state, text: textAfter(line, nth) } }
  return line.asked.glyph
}

/** From the nearest whole text before it. */
function textAfter({ texts, splices }: Line, nth: number): string {
  const whole = Math.floor((nth + 1) / textEvery)
  const rest = splices.slice(whole * textEvery, nth + 1)
  return rest.flat().reduce(applySplice, whole === 0 ? '' : (texts[whole - 1] ?? ''))
}

const applySplice = (text: string, [at, deleted, inserted]: Splice): string =>
  text.slice(0, at) + inserted + text.slice(at + deleted)

const wholeOf = (text: string): readonly Splice[] => (text === '' ? [] : [[0, 0, text]])

/** Index of the last of ascending cuts that is not above `cut`, or −1. */
function lastAtOrBelow(cuts: readonly number[], cut: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] ?? 0) <= cut) low = middle + 1
    else high = middle
  }
  return low - 1
}
