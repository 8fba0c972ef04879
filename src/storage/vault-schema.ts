/** What one chorus's database holds (PROTOCOL.md §VT). */

import type { FaceHead, GlyphFace } from '../protocol/face'
import type { Schema } from './database'
import type { PackedSigils } from './packing'

export interface VaultSchema extends Schema {
  /** Keys are handed out by IndexedDB in the order of commits. */
  journal: { key: number; value: PackedSigils }
  packs: { key: number; value: PackedSigils }
  /** The face: its head, and a record a glyph. */
  snapshot: { key: string; value: KeptHead | GlyphFace }
}

export interface KeptHead extends FaceHead {
  /**
   * The last key of the journal when the face was of all that lay on the disk [SN9]. Null where that was
   * not known; absent in what older builds wrote.
   */
  readonly upTo?: number | null
}
