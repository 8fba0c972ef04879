/**
 * Undo and redo of one's own changes, each a new sigil (PROTOCOL.md §UN).
 * Standard term: selective, local undo.
 *
 * Nothing is rewound: an undo is drafted on all that is here, as every change is,
 * so it converges as every change does. Before it is drafted the pen must be idle:
 * what it takes back is then all sealed, and every position is an integrated one.
 */

import { compareSigils } from '../protocol/concordance'
import type { GlyphSigil } from '../protocol/glyph'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { changesGlyph } from '../protocol/quintessence'
import type { Sigil } from '../protocol/sigil'
import { markWrite, type UndoMark } from '../protocol/undo-mark'
import type { Weaver } from '../protocol/weaver'
import type { Chorus, ChorusEvent, Left, UndoOutcome, UndoScope, UndoStep } from './chorus'
import type { Pending } from './overlay'
import type { Pen } from './pen'
import { invertFacets, pastOf } from './undo-facets'
import { createStepReader, idsOf, sigilsOn, type Step, type StepReader } from './undo-steps'
import { invertText, type TextInverse } from './undo-text'

export interface UndoDeps {
  readonly weaver: Weaver
  readonly pen: Pick<Pen, 'strand' | 'change' | 'isIdle' | 'whenIdle'>
  readonly self: WeaverId
  /** Why nothing may be changed at present; null where it may. */
  readonly reasonAgainst: () => Error | null
  readonly tell: (event: ChorusEvent) => void
}

export type Undo = Pick<Chorus, 'undoable' | 'redoable' | 'undo' | 'redo'>

export function createUndo(deps: UndoDeps): Undo {
  const { weaver, pen, self } = deps
  const ownSteps = createOwnSteps(weaver, self)
  /** Steps of which nothing could be taken back: the next undo goes past them. */
  const passed = new Set<string>()
  /** One at a time: two that were asked for at once would find the same step. */
  let last: Promise<unknown> = Promise.resolve()

  function next(kind: UndoMark['kind'], scope: UndoScope): Step | undefined {
    const { done, undone } = ownSteps().steps()
    return (kind === 'undo' ? done : undone).findLast(
      (step) => isWithin(step, scope) && !passed.has(nameOf(kind, step)),
    )
  }

  function told(kind: UndoMark['kind'], scope: UndoScope): UndoStep | null {
    const step = next(kind, scope)
    return step === undefined ? null : describe(step)
  }

  async function reverse(kind: UndoMark['kind'], scope: UndoScope): Promise<UndoOutcome> {
    const against = deps.reasonAgainst()
    if (against !== null) throw against
    while (!pen.isIdle()) await pen.whenIdle()
    const step = next(kind, scope)
    if (step === undefined) return { kind: 'nothing' }
    const inverted = kind === 'undo' ? step.sigils : step.inverse
    const glyphs = [...new Set(inverted.map(({ deed }) => deed.glyph))]
    const inverses = glyphs.map((glyph) => invert(sigilsOn(inverted, glyph), glyph))
    const left = inverses.flatMap((inverse) => inverse.left)
    const changed = inverses.filter(({ pending }) => pending !== null)
    if (changed.length === 0) {
      passed.add(nameOf(kind, step))
      // What has no effect, and nobody to name for it, is no step to a person.
      if (left.length === 0) return reverse(kind, scope)
      deps.tell({ kind: 'facts' })
      return { kind: 'left', step: describe(step), left }
    }
    const sealed = changed.map(({ glyph, pending }) =>
      write(glyph, pending, { kind, range: step.range }),
    )
    await Promise.all(sealed)
    return { kind: 'done', step: describe(step), left }
  }

  function write(glyph: GlyphId, pending: Pending | null, mark: UndoMark): Promise<unknown> {
    if (pending === null) return Promise.resolve()
    const { facet, value } = markWrite(pen.strand, mark)
    const writes = new Map([...pending.writes, [facet, value] as const])
    const written = pen.change(glyph, { ...pending, writes }, false)
    if (pending.splices.length > 0) {
      deps.tell({ kind: 'body', glyph, splices: pending.splices, source: null })
    }
    deps.tell({ kind: 'glyphs', touched: new Set([glyph]), remote: false })
    deps.tell({ kind: 'facts' })
    // Trouble with the vault is the status's to tell, and nothing to wait for here [SS4].
    written.kept.catch(() => {})
    return written.sealed
  }

  /** What takes back all that `sigils`, of one glyph, did; `pending` is null where nothing can be. */
  function invert(sigils: readonly GlyphSigil[], glyph: GlyphId): Inverse {
    const { reversals } = ownSteps().steps()
    const { writes, alive, left } = invertFacets(sigils, { weaver, self, reversals })
    // Whatever is written to a shattered glyph would bring it back.
    const isBarred = left.some(({ facet }) => facet === 'alive')
    const [first] = sigils
    const isCreation = first !== undefined && weaver.facetBefore(first.id, 'alive') === null
    const text = isBarred || isCreation ? unchanged : invertBody(sigils, glyph)
    const leftText: readonly Left[] =
      text.splices.length === 0 && text.by.length > 0 ? [{ glyph, facet: 'body', by: text.by }] : []
    const isAnything = writes.size > 0 || alive !== null || text.splices.length > 0
    const pending = { writes, splices: text.splices, shatters: alive === false }
    return {
      glyph,
      pending: isAnything && !isBarred ? pending : null,
      left: [...left, ...leftText],
    }
  }

  function invertBody(sigils: readonly GlyphSigil[], glyph: GlyphId): TextInverse {
    if (sigils.every(({ deed }) => deed.splices.length === 0)) return unchanged
    const reversals = ownSteps()
      .steps()
      .reversals.map((reversal) => ({
        sigils: sigilsOn(reversal.sigils, glyph),
        inverts: idsOf(sigilsOn(reversal.inverts, glyph)),
      }))
      .filter((reversal) => reversal.sigils.some(({ deed }) => deed.splices.length > 0))
      .map((reversal) => ({ ...reversal, hadSeen: hadSeenBy(reversal.sigils, weaver) }))
    const inverted = { inverts: idsOf(sigils), hadSeen: hadSeenBy(sigils, weaver) }
    return invertText(weaver.spans(glyph), reversals, inverted, self)
  }

  const inTurn = <T>(move: () => Promise<T>): Promise<T> => {
    const turn = last.then(move)
    last = turn.catch(() => {})
    return turn
  }

  return {
    undoable: (scope = {}) => told('undo', scope),
    redoable: (scope = {}) => told('redo', scope),
    undo: (scope = {}) => inTurn(() => reverse('undo', scope)),
    redo: (scope = {}) => inTurn(() => reverse('redo', scope)),
  }
}

interface Inverse {
  readonly glyph: GlyphId
  readonly pending: Pending | null
  readonly left: readonly Left[]
}

const unchanged: TextInverse = { splices: [], by: [] }

/** Follows the weaver's own sigils as they come; from the start, where an older one turns up late. */
function createOwnSteps(weaver: Weaver, self: WeaverId): () => StepReader {
  const isOwn = (sigil: GlyphSigil): boolean => sigil.author === self
  let reader = createStepReader(weaver.facetBefore)
  let read = 0
  let newest: Sigil | null = null

  const unread = (): readonly GlyphSigil[] =>
    weaver.sigils().slice(read).filter(changesGlyph).filter(isOwn).toSorted(compareSigils)

  return () => {
    let own = unread()
    const [oldest] = own
    if (oldest !== undefined && newest !== null && compareSigils(oldest, newest) < 0) {
      reader = createStepReader(weaver.facetBefore)
      read = 0
      own = unread()
    }
    for (const sigil of own) reader.take(sigil)
    newest = own.at(-1) ?? newest
    read = weaver.count()
    return reader
  }
}

/** What a reversal had seen as it was made. */
function hadSeenBy(sigils: readonly GlyphSigil[], weaver: Weaver): (id: SigilId) => boolean {
  const [first] = sigils
  let past: ReadonlySet<SigilId> | null = null
  return (id) => {
    past ??= first === undefined ? new Set() : pastOf([first], weaver.get)
    return past.has(id) && id !== first?.id
  }
}

function isWithin({ sigils, did }: Step, { glyph, body = false }: UndoScope): boolean {
  if (body && did !== 'wrote' && did !== 'deleted') return false
  return glyph === undefined || sigils.some(({ deed }) => deed.glyph === glyph)
}

const describe = ({ sigils, did }: Step): UndoStep => ({
  did,
  glyphs: [...new Set(sigils.map(({ deed }) => deed.glyph))],
})

const nameOf = (kind: UndoMark['kind'], { sigils, inverse }: Step): string =>
  (kind === 'undo' ? sigils : inverse).map(({ id }) => id).join(' ')
