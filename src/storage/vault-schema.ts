/** What one chorus's database holds (PROTOCOL.md §VT). */

import type { FaceHead, GlyphFace } from '../protocol/face'
import type { Schema } from './database'
import type { PackedSigils } from './packing'

export interface VaultSchema extends Schema {
  /** Keys are handed out by IndexedDB in the order of commits. */
  journal: { key: number; value: PackedSigils }
  packs: { key: number; value: PackedSigils }
  /** The face: its head, and a record a glyph. */
  snapshot: { key: string; value: FaceHead | GlyphFace }
}
