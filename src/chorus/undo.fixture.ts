/**
 * A few people with one chorus between them, for tests of undo: real weavers
 * and real undo, with seals that cost nothing and a pen that never waits.
 */

import type { GlyphId, SigilId } from '../protocol/ids'
import type { FacetName, FacetValue, Sigil, Splice } from '../protocol/sigil'
import { blank, createLoom, strandNamed, weaverNamed } from '../protocol/sigil.fixture'
import { splitDeed } from '../protocol/splitting'
import { isMark } from '../protocol/undo-mark'
import type { StrandEnd, Weaver } from '../protocol/weaver'
import { nothingPending, type Pending } from './overlay'
import { createUndo, type Undo } from './undo'

export interface Pupil extends Undo {
  readonly weaver: Weaver
  readonly write: (glyph: GlyphId, change: Partial<Pending>) => Sigil
  readonly type: (glyph: GlyphId, ...splices: readonly Splice[]) => Sigil
  readonly set: (glyph: GlyphId, facet: FacetName, value: FacetValue) => Sigil
  readonly shatter: (glyph: GlyphId) => Sigil
  /** Takes in all that `other` holds. */
  readonly hear: (other: Pupil) => void
  /** The same person after a reload: the same sigils and key, and nothing else. */
  readonly reload: () => Pupil
  readonly text: (glyph: GlyphId) => string
}

export interface School {
  readonly pupil: (name: string) => Pupil
  /** Lets so many milliseconds pass for everybody. */
  readonly wait: (ms: number) => void
}

export function createSchool(...names: readonly string[]): School {
  const loom = createLoom(names.filter((name) => name !== 'ada'))
  let nowMs = 10_000
  let sessions = 0

  function open(name: string, held: readonly Sigil[]): Pupil {
    const self = weaverNamed(name)
    const weaver = loom.weaver(held, () => nowMs)
    sessions += 1
    const strand = strandNamed(`${name} ${sessions}`)
    let end: StrandEnd = { author: self, strand, tip: null }

    function write(glyph: GlyphId, change: Partial<Pending>): Sigil {
      const { writes, splices, shatters } = { ...nothingPending, ...change }
      const all = [...writes].map(([facet, value]) => ({ facet, value }))
      const marks = all.filter(({ facet }) => isMark(facet))
      const rest = all.filter(({ facet }) => !isMark(facet))
      const deeds = splitDeed({ kind: 'transmute', glyph, shatters, writes: rest, splices }, marks)
      let last: Sigil | null = null
      for (const deed of deeds) {
        last = loom.seal({ ...blank(self, strand), ...weaver.draft(end, deed) })
        end = { ...end, tip: last }
        const { dissolved } = weaver.resonate([last], 'self')
        if (dissolved.length > 0) throw new Error(JSON.stringify(dissolved))
      }
      if (last === null) throw new Error('a change without a deed')
      return last
    }

    const undo = createUndo({
      weaver,
      self,
      pen: {
        strand,
        isIdle: () => true,
        whenIdle: () => Promise.resolve(),
        change: (glyph, pending) => {
          const sealed = Promise.resolve<SigilId>(write(glyph, pending).id)
          return { sealed, kept: sealed }
        },
      },
      reasonAgainst: () => null,
      tell: () => {},
    })
    return {
      ...undo,
      weaver,
      write,
      type: (glyph, ...splices) => write(glyph, { splices }),
      set: (glyph, facet, value) => write(glyph, { writes: new Map([[facet, value]]) }),
      shatter: (glyph) => write(glyph, { shatters: true }),
      hear: (other) => void weaver.resonate(other.weaver.sigils(), 'other'),
      reload: () => open(name, weaver.sigils()),
      text: (glyph) => weaver.text(glyph),
    }
  }

  return {
    pupil: (name) => open(name, []),
    wait: (ms) => {
      nowMs += ms
    },
  }
}
