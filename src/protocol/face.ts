/**
 * Face: all that a board shows, as it followed from one set of sigils (PROTOCOL.md §SN).
 * Standard term: a materialised view.
 *
 * Kept beside the history so that opening reads none of it. It decides nothing:
 * once the history is read the weaver answers, and what differs is told as a change.
 */

import type { GlyphId, SigilId } from './ids'
import type { Admitted, OpenDoor } from './trace'
import type { GlyphState, SettledFacet, Weaver } from './weaver'

/** One glyph as it is shown. */
export interface GlyphFace {
  readonly id: GlyphId
  /** Null where nobody has a say in it. */
  readonly state: GlyphState | null
  readonly text: string
  /**
   * Ids of the text heads that `text` is the merge of, so that a weaver can go on from it;
   * null where something in the body is set aside [SN5].
   */
  readonly version: readonly SigilId[] | null
  /** How the facets stand where one is contested; else none, and nothing to tell. */
  readonly facets: readonly SettledFacet[]
}

/** What is shown of the chorus as a whole, and by which set of sigils. */
export interface FaceHead {
  /** Names the set that all of the face followed from [AE1]. */
  readonly digest: string
  readonly count: number
  readonly admitted: readonly Admitted[]
  readonly invites: readonly OpenDoor[]
  /** Glyphs in the face: one with more or fewer is no face. */
  readonly glyphs: number
}

export interface Face {
  readonly head: FaceHead
  readonly glyphs: readonly GlyphFace[]
}

/** A face as it was found beside the history. */
export interface FoundFace extends Face {
  /** Nothing lies on the disk that is not in the set the face is of [SN9]. Else that is not known. */
  readonly isLatest: boolean
}

/** What turns one face into a later one. */
export interface FaceChange {
  /** Digest of the face it goes over; null where it stands in for whatever is there. */
  readonly over: string | null
  readonly head: FaceHead
  /** Glyphs that differ; all of them where it goes over none. */
  readonly glyphs: readonly GlyphFace[]
  /** Asked as it is written: this tab still holds no more than the set the face is of [SN9]. */
  readonly isLatest: () => boolean
}

export function faceHeadOf(weaver: Weaver): FaceHead {
  return {
    digest: weaver.digest(),
    count: weaver.count(),
    admitted: weaver.admitted(),
    invites: weaver.invites(),
    glyphs: weaver.glyphIds().length,
  }
}

/** The face after the change; null where it was made over another, and so is none of ours. */
export function changedFace(before: Face | null, change: FaceChange): Face | null {
  const { over, head, glyphs } = change
  if (over === null) return { head, glyphs }
  // Done already, by another tab or by ourselves: of one set there is one face.
  if (before?.head.digest === head.digest) return before
  if (before?.head.digest !== over) return null
  const all = new Map([...before.glyphs, ...glyphs].map((glyph) => [glyph.id, glyph]))
  return { head, glyphs: [...all.values()] }
}
