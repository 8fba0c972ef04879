/**
 * The pen's line of work: deeds in the order in which they are sealed (PROTOCOL.md §SS), and
 * found by their glyph, since each look at a glyph asks what waits for its seal.
 */

import type { GlyphId, SigilId } from '../protocol/ids'
import type { Deed } from '../protocol/sigil'
import { chainLength } from './limits'

export interface Job {
  readonly deed: Deed
  /** Set on the last sigil of a change. */
  readonly settles: Settles | null
}

export interface Settles {
  readonly sealed: (id: SigilId) => void
  readonly kept: (id: SigilId) => void
  readonly notKept: (reason: unknown) => void
  /** Neither sealed nor kept. */
  readonly failed: (reason: unknown) => void
}

export interface Line {
  readonly length: () => number
  readonly first: () => Job | undefined
  readonly push: (jobs: readonly Job[]) => void
  /** What may be sealed next in one go: changes of glyphs, or any other one deed. */
  readonly nextChain: () => readonly Job[]
  /** Takes so many off, from the first. */
  readonly drop: (count: number) => void
  /** In their order. */
  readonly of: (glyph: GlyphId) => readonly Job[]
  readonly glyphs: () => readonly GlyphId[]
  /** Takes all of that glyph off, and returns them. */
  readonly remove: (glyph: GlyphId) => readonly Job[]
  /** Puts in the place of each of that glyph what `anew` makes of it. */
  readonly rewrite: (glyph: GlyphId, anew: (job: Job) => Job) => void
}

export function createLine(): Line {
  let jobs: Job[] = []
  const byGlyph = new Map<GlyphId, Job[]>()

  function push(more: readonly Job[]): void {
    for (const job of more) {
      jobs.push(job)
      const glyph = glyphOf(job.deed)
      if (glyph === null) continue
      const before = byGlyph.get(glyph)
      if (before === undefined) byGlyph.set(glyph, [job])
      else before.push(job)
    }
  }

  function nextChain(): readonly Job[] {
    const other = jobs.findIndex(({ deed }) => deed.kind !== 'transmute')
    return jobs.slice(0, other < 0 ? chainLength : Math.min(chainLength, Math.max(1, other)))
  }

  function drop(count: number): void {
    for (const { deed } of jobs.splice(0, count)) {
      const glyph = glyphOf(deed)
      const same = glyph === null ? undefined : byGlyph.get(glyph)
      // The first of the line is the first of its glyph.
      same?.shift()
      if (glyph !== null && same?.length === 0) byGlyph.delete(glyph)
    }
  }

  function remove(glyph: GlyphId): readonly Job[] {
    const removed = byGlyph.get(glyph) ?? []
    byGlyph.delete(glyph)
    jobs = jobs.filter(({ deed }) => glyphOf(deed) !== glyph)
    return removed
  }

  function rewrite(glyph: GlyphId, anew: (job: Job) => Job): void {
    const rewritten = byGlyph.get(glyph)?.map(anew)
    if (rewritten === undefined) return
    byGlyph.set(glyph, rewritten)
    let nth = 0
    jobs = jobs.map((job) => (glyphOf(job.deed) === glyph ? (rewritten[nth++] ?? job) : job))
  }

  return {
    length: () => jobs.length,
    first: () => jobs[0],
    push,
    nextChain,
    drop,
    of: (glyph) => byGlyph.get(glyph) ?? [],
    glyphs: () => [...byGlyph.keys()],
    remove,
    rewrite,
  }
}

const glyphOf = (deed: Deed): GlyphId | null => (deed.kind === 'transmute' ? deed.glyph : null)
