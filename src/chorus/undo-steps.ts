/**
 * What a weaver can undo and redo, read off its own sigils (PROTOCOL.md §UN).
 * Standard term: an undo manager, without a stack of its own to lose.
 *
 * Nothing here is stored: history is the stack. A reload, a crash or another
 * device that holds the key finds the same steps, and a mark that were lost
 * would make an undo a change like any other.
 */

import type { GlyphSigil } from '../protocol/glyph'
import type { GlyphId, SigilId } from '../protocol/ids'
import type { Transmute } from '../protocol/sigil'
import { isMark, markOf, type StrandRange } from '../protocol/undo-mark'
import type { Weaver } from '../protocol/weaver'
import type { UndoStep } from './chorus'
import { burstMs, handfulMs, maxUndoSteps, pasteUnits, pauseMs } from './limits'

export interface Step {
  readonly range: StrandRange
  readonly did: UndoStep['did']
  /** What stands for it now: as it was made, or as it was last redone. */
  readonly sigils: readonly GlyphSigil[]
  /** The sigils that undid it; none where it is not undone. */
  readonly inverse: readonly GlyphSigil[]
}

/** One undo or redo that was made. */
export interface Reversal {
  readonly sigils: readonly GlyphSigil[]
  /** What it took back. */
  readonly inverts: readonly GlyphSigil[]
}

export interface Steps {
  /** The oldest first. */
  readonly done: readonly Step[]
  /** The one undone first comes first. */
  readonly undone: readonly Step[]
  /** In the order in which they were made. */
  readonly reversals: readonly Reversal[]
}

export interface StepReader {
  /** Takes the weaver's next own sigil. They come in the order of their stamps. */
  readonly take: (sigil: GlyphSigil) => void
  readonly steps: () => Steps
}

export function createStepReader(facetBefore: Weaver['facetBefore']): StepReader {
  const done: Step[] = []
  const undone: Step[] = []
  const reversals: Reversal[] = []
  /** The newest step may go on: nothing but its own sigils came since it began. */
  let isOpen = false

  const isFirst = ({ id }: GlyphSigil): boolean => facetBefore(id, 'alive') === null
  /** What others wrote in between is not to be passed over. */
  const isUpon = (step: readonly GlyphSigil[], { id, deed }: GlyphSigil): boolean => {
    const last = sigilsOn(step, deed.glyph).at(-1)
    return (
      last === undefined ||
      deed.writes.every(({ facet }) => facetBefore(id, facet)?.verdict.stands === last.id)
    )
  }

  function take(sigil: GlyphSigil): void {
    const mark = markOf(sigil.deed)
    const reversed =
      mark === null
        ? false
        : mark.kind === 'undo'
          ? undo(mark.range, sigil)
          : redo(mark.range, sigil)
    if (reversed) isOpen = false
    else makeStep(sigil)
  }

  function makeStep(sigil: GlyphSigil): void {
    const last = done.at(-1)
    const isMore = isOpen && last !== undefined && goesOn(last.sigils, sigil)
    if (isMore && isUpon(last.sigils, sigil) && !isFirst(sigil)) {
      const range = { ...last.range, last: sigil.seq }
      const did = together(last.did, doingOf(sigil.deed))
      done[done.length - 1] = { ...last, range, did, sigils: [...last.sigils, sigil] }
    } else {
      const range = { strand: sigil.strand, first: sigil.seq, last: sigil.seq }
      const did = isFirst(sigil) ? 'created' : doingOf(sigil.deed)
      done.push({ range, did, sigils: [sigil], inverse: [] })
      if (done.length > maxUndoSteps) done.shift()
    }
    isOpen = !isFirst(sigil)
    forgetUndone(sigil.deed.glyph)
  }

  /** [UN7] What was undone in a glyph can't be redone once that glyph was changed anew. */
  function forgetUndone(glyph: GlyphId): void {
    for (let nth = undone.length - 1; nth >= 0; nth -= 1) {
      if (undone[nth]?.sigils.some(({ deed }) => deed.glyph === glyph)) undone.splice(nth, 1)
    }
  }

  /** A step that touches several glyphs is undone by a sigil each, all with one mark. */
  function undo(range: StrandRange, sigil: GlyphSigil): boolean {
    const last = undone.at(-1)
    if (last !== undefined && sameRange(last.range, range)) {
      undone[undone.length - 1] = { ...last, inverse: [...last.inverse, sigil] }
      goOnReversing(sigil)
      return true
    }
    const step = draw(done, range) ?? carve(range)
    if (step === undefined) return false
    undone.push({ ...step, inverse: [sigil] })
    reversals.push({ sigils: [sigil], inverts: step.sigils })
    return true
  }

  function redo(range: StrandRange, sigil: GlyphSigil): boolean {
    const last = done.at(-1)
    if (last !== undefined && !isOpen && sameRange(last.range, range)) {
      done[done.length - 1] = { ...last, sigils: [...last.sigils, sigil] }
      goOnReversing(sigil)
      return true
    }
    const step = draw(undone, range)
    if (step === undefined) return false
    done.push({ ...step, sigils: [sigil], inverse: [] })
    reversals.push({ sigils: [sigil], inverts: step.inverse })
    return true
  }

  function goOnReversing(sigil: GlyphSigil): void {
    const last = reversals.pop()
    if (last !== undefined) reversals.push({ ...last, sigils: [...last.sigils, sigil] })
  }

  /** Where steps were grouped otherwise, by an older rule, the sigils themselves say what was undone. */
  function carve(range: StrandRange): Step | undefined {
    const isIn = ({ strand, seq }: GlyphSigil): boolean =>
      strand === range.strand && seq >= range.first && seq <= range.last
    const sigils = done.flatMap((step) => step.sigils.filter(isIn))
    if (sigils.length === 0) return undefined
    const rest = done.flatMap((step) => {
      const left = step.sigils.filter((sigil) => !isIn(sigil))
      return left.length === 0 ? [] : [{ ...step, sigils: left }]
    })
    done.splice(0, done.length, ...rest)
    return { range, did: 'changed', sigils, inverse: [] }
  }

  return { take, steps: () => ({ done, undone, reversals }) }
}

function draw(steps: Step[], range: StrandRange): Step | undefined {
  const nth = steps.findLastIndex((step) => sameRange(step.range, range))
  return nth < 0 ? undefined : steps.splice(nth, 1)[0]
}

const sameRange = (a: StrandRange, b: StrandRange): boolean =>
  a.strand === b.strand && a.first === b.first && a.last === b.last

/** [UN3] Whether a sigil belongs to the step that the ones before it make. */
function goesOn(step: readonly GlyphSigil[], next: GlyphSigil): boolean {
  const [first] = step
  const last = step.at(-1)
  if (first === undefined || last === undefined || last.strand !== next.strand) return false
  const sinceMs = next.stamp.ms - last.stamp.ms
  if (step.every(({ deed }) => deed.glyph !== next.deed.glyph)) return sinceMs <= handfulMs
  const shape = shapeOf(last.deed)
  const isOne = step.every(({ deed }) => deed.glyph === next.deed.glyph)
  if (!isOne || shape !== shapeOf(next.deed) || !soonAgain.has(shape) || sinceMs > pauseMs)
    return false
  return (
    shape !== 'text' || (next.stamp.ms - first.stamp.ms <= burstMs && typesOn(last.deed, next.deed))
  )
}

type Shape = 'text' | 'title' | 'hue' | 'place' | 'bond' | 'tag' | 'shatter' | 'other'

/** What goes on as long as a key is held, or a hand is on it. */
const soonAgain: ReadonlySet<Shape> = new Set(['text', 'title', 'hue', 'place'])

function shapeOf({ writes, splices, shatters }: Transmute): Shape {
  if (shatters) return 'shatter'
  if (splices.length > 0) return writes.length === 0 ? 'text' : 'other'
  const [kind, ...others] = new Set(writes.map(({ facet }) => facet.split(':')[0]))
  if (kind === undefined || others.length > 0 || writes.some(({ facet }) => isMark(facet)))
    return 'other'
  return (shapes as readonly string[]).includes(kind) ? (kind as Shape) : 'other'
}

function doingOf(deed: Transmute): UndoStep['did'] {
  const shape = shapeOf(deed)
  if (shape === 'shatter') return 'shattered'
  if (shape === 'text')
    return deed.splices.some(([, , inserted]) => inserted !== '') ? 'wrote' : 'deleted'
  if (shape !== 'other') return shape
  return deed.writes.length === 0 && deed.splices.length === 0 ? 'revived' : 'changed'
}

function together(one: UndoStep['did'], other: UndoStep['did']): UndoStep['did'] {
  if (one === other) return one
  const isText = [one, other].every((did) => did === 'wrote' || did === 'deleted')
  return isText ? 'wrote' : 'changed'
}

const shapes: readonly Shape[] = ['title', 'hue', 'place', 'bond', 'tag']

/** A line break ends a burst of typing, and a paste stands by itself. */
function typesOn(last: Transmute, next: Transmute): boolean {
  const isPaste = ({ splices }: Transmute): boolean =>
    splices.some(([, , inserted]) => inserted.length > pasteUnits)
  return (
    !last.splices.some(([, , inserted]) => inserted.includes('\n')) &&
    !isPaste(last) &&
    !isPaste(next)
  )
}

/** Sigils by id, of one glyph. */
export function sigilsOn(sigils: readonly GlyphSigil[], glyph: GlyphId): readonly GlyphSigil[] {
  return sigils.filter(({ deed }) => deed.glyph === glyph)
}

export const idsOf = (sigils: readonly GlyphSigil[]): ReadonlySet<SigilId> =>
  new Set(sigils.map(({ id }) => id))
