/** Undo as the interface shows it: what it would take back, and what came of it, in words. */

import type { Chorus, Left, UndoOutcome, UndoScope, UndoStep } from '../chorus/chorus'
import { counted, listed, quoted } from '../loom/words'
import type { GlyphId, WeaverId } from '../protocol/ids'

/** What came of an undo or a redo. */
export interface UndoTold {
  /** `left`: nothing could be taken back, since others have built on it. */
  readonly kind: UndoOutcome['kind']
  /** A sentence or two. */
  readonly words: string
}

export interface UndoActions {
  /** What an undo would take back: “renamed “Tea””; null where there is nothing. Keyed by `historyCount`. */
  readonly undoWords: (scope?: UndoScope) => string | null
  readonly redoWords: (scope?: UndoScope) => string | null
  readonly undo: (scope?: UndoScope) => Promise<UndoTold>
  readonly redo: (scope?: UndoScope) => Promise<UndoTold>
}

export function createUndoActions(chorus: Chorus): UndoActions {
  const wordsFor = (step: UndoStep | null): string | null =>
    step === null ? null : stepWords(step, (glyph) => titleOf(chorus, glyph))

  async function tell(verb: string, outcome: Promise<UndoOutcome>): Promise<UndoTold> {
    const made = await outcome.catch((error: unknown) => error)
    if (!isOutcome(made)) {
      return { kind: 'left', words: made instanceof Error ? made.message : String(made) }
    }
    if (made.kind === 'nothing') {
      return { kind: 'nothing', words: `There is nothing of yours to ${verb} here.` }
    }
    const left = made.left.map((one) => leftWords(chorus, one)).join(' ')
    const did = wordsFor(made.step) ?? ''
    if (made.kind === 'left')
      return { kind: 'left', words: left || `Nothing is left to ${verb} of it.` }
    return {
      kind: 'done',
      words: [`${verb === 'undo' ? 'Undone' : 'Redone'}: ${did}.`, left].join(' ').trim(),
    }
  }

  return {
    undoWords: (scope) => wordsFor(chorus.undoable(scope)),
    redoWords: (scope) => wordsFor(chorus.redoable(scope)),
    undo: (scope) => tell('undo', chorus.undo(scope)),
    redo: (scope) => tell('redo', chorus.redo(scope)),
  }
}

const isOutcome = (made: unknown): made is UndoOutcome =>
  typeof made === 'object' && made !== null && !(made instanceof Error) && 'kind' in made

const doings: Readonly<Record<UndoStep['did'], string>> = {
  created: 'created',
  shattered: 'shattered',
  revived: 'brought back',
  wrote: 'typed in',
  deleted: 'deleted text in',
  title: 'renamed',
  hue: 'coloured',
  place: 'moved',
  tag: 'tagged',
  bond: 'bonded',
  changed: 'changed',
}

/** “renamed “Tea””, “moved 3 glyphs”. */
function stepWords({ did, glyphs }: UndoStep, titleOf: (glyph: GlyphId) => string): string {
  const [glyph] = glyphs
  const what =
    glyph === undefined || glyphs.length > 1 ? counted(glyphs.length, 'glyph') : titleOf(glyph)
  return `${doings[did]} ${what}`
}

function titleOf(chorus: Chorus, glyph: GlyphId): string {
  const title = chorus.glyph(glyph)?.title ?? ''
  return title === '' ? 'a glyph without a title' : quoted(title)
}

/** “Bea has changed its title since, so it stays.” */
function leftWords(chorus: Chorus, { glyph, facet, by }: Left): string {
  const title = titleOf(chorus, glyph)
  const who = by.length === 0 ? 'It' : listed(by.map((weaver) => nameOf(chorus, weaver)))
  const have = by.length > 1 ? 'have' : 'has'
  if (by.length === 0) return `${title} has changed since, so it stays as it is.`
  if (facet === 'alive') {
    const isGone = chorus.glyph(glyph)?.alive !== true
    return isGone
      ? `${who} ${have} shattered ${title} since.`
      : `${who} ${have} worked on ${title} since, so it stays.`
  }
  if (facet === 'body') return `${who} ${have} deleted that text in ${title} since.`
  return `${who} ${have} changed the ${facetWord(facet)} of ${title} since, so it stays.`
}

function facetWord(facet: string): string {
  if (facet.startsWith('tag:')) return `tag ${quoted(facet.slice(4))}`
  if (facet.startsWith('bond:')) return 'bonds'
  return facet
}

/** One's own tabs bear one name. */
function nameOf(chorus: Chorus, weaver: WeaverId): string {
  const fellows = chorus.fellows()
  const fellow = fellows.find((one) => one.weaver === weaver)
  if (fellow === undefined) return weaver.slice(0, 8)
  const isOwn = fellow.person === fellows.find(({ self }) => self)?.person
  return isOwn ? 'Another tab of yours' : fellow.name
}
