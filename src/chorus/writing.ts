/**
 * Writing: what a person may change, checked before it shows (PROTOCOL.md §SS).
 * Everything here answers at once; sealing, emanating and keeping follow.
 */

import { compareSigils } from '../protocol/concordance'
import { type GlyphId, glyphIdFrom, type SigilId } from '../protocol/ids'
import type { Entropy } from '../protocol/ports'
import type { GlyphState, Weaver } from '../protocol/weaver'
import { changeRefusal } from './change'
import type { Change, Chorus, ChorusEvent } from './chorus'
import { checkSplices, readFacets } from './facets'
import type { Keeper } from './keeper'
import { changesText, nothingPending, type Pending } from './overlay'
import type { Pen } from './pen'

export interface WritingDeps {
  readonly weaver: Pick<Weaver, 'get' | 'glyph'>
  readonly pen: Pen
  readonly keeper: Pick<Keeper, 'whenKept'>
  readonly entropy: Entropy
  readonly glyph: (id: GlyphId) => GlyphState | undefined
  readonly text: (id: GlyphId) => string
  /** Why nothing may be changed at present; null where it may. */
  readonly reasonAgainst: () => Error | null
  readonly tell: (event: ChorusEvent) => void
}

export interface Writing extends Pick<Chorus, 'create' | 'set' | 'splice' | 'shatter' | 'restore'> {
  /** Writes one glyph, whether or not it is there; refused where making the change throws. */
  readonly change: (id: GlyphId, make: () => Pending) => Change
}

export function createWriting(deps: WritingDeps): Writing {
  const { weaver, pen, keeper, glyph, text } = deps

  function change(id: GlyphId, make: () => Pending, source: unknown = null): Change {
    return write(id, attempt(make), source)
  }

  /** [SS9] As {@link change}, but what changes nothing is not sealed. */
  function changeIfAny(id: GlyphId, make: () => Pending, source: unknown = null): Change {
    const made = attempt(make)
    return made instanceof Error || changesAnything(made) ? write(id, made, source) : asItStands(id)
  }

  function asItStands(id: GlyphId): Change {
    const sealed = pen.whenIdle().then(() => {
      const head = headOf(id)
      if (head === undefined) throw noSuchGlyph(id)
      return head
    })
    const kept = sealed.then(async (head) => {
      await keeper.whenKept()
      return head
    })
    kept.catch(() => {})
    return { sealed, kept }
  }

  /** The latest of the sigils by which a glyph stands. */
  function headOf(id: GlyphId): SigilId | undefined {
    const heads = weaver.glyph(id)?.heads.flatMap((head) => weaver.get(head) ?? [])
    return heads?.toSorted(compareSigils).at(-1)?.id
  }

  function write(id: GlyphId, made: Pending | Error, source: unknown): Change {
    if (made instanceof Error) return refused(made)
    // Whoever names itself as a source is an editor, and more keystrokes are likely [SS1].
    const written = pen.change(id, made, source !== null)
    if (made.splices.length > 0) {
      deps.tell({ kind: 'body', glyph: id, splices: made.splices, source })
    }
    deps.tell({ kind: 'glyphs', touched: new Set([id]), remote: false })
    deps.tell({ kind: 'facts' })
    return written
  }

  function attempt(make: () => Pending): Pending | Error {
    const against = deps.reasonAgainst()
    if (against !== null) return against
    try {
      return make()
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  const mustExist = (id: GlyphId): GlyphState => {
    const state = glyph(id)
    if (state === undefined) throw noSuchGlyph(id)
    return state
  }

  return {
    change,
    create: (facets) => {
      const id = glyphIdFrom(deps.entropy.bytes(16))
      return { glyph: id, ...change(id, () => readFacets(facets, undefined, '')) }
    },
    set: (id, facets) => changeIfAny(id, () => readFacets(facets, mustExist(id), text(id))),
    splice: (id, splices, source) => {
      const make = (): Pending => {
        mustExist(id)
        return { ...nothingPending, splices: checkSplices(text(id), splices) }
      }
      return changeIfAny(id, make, source)
    },
    shatter: (id) =>
      change(id, () => {
        mustExist(id)
        return { ...nothingPending, shatters: true }
      }),
    restore: (id, facet, value) =>
      change(id, () => {
        mustExist(id)
        // Any change makes a glyph alive again, so restoring life needs no write of its own [CO6].
        if (facet === 'alive') return { ...nothingPending, shatters: value === false }
        return { ...nothingPending, writes: new Map([[facet, value]]) }
      }),
  }
}

const noSuchGlyph = (id: GlyphId): Error =>
  changeRefusal('no-such-glyph', `There is no glyph ${id} here.`)

const changesAnything = ({ writes, splices }: Pending): boolean =>
  writes.size > 0 || splices.some(changesText)

function refused(reason: Error): Change {
  const never = Promise.reject(reason)
  // A caller that does not look has its change refused all the same; one that looks sees why.
  never.catch(() => {})
  return { sealed: never, kept: never }
}
