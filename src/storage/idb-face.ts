/**
 * The face of a chorus in its vault's database: a head, and a record a glyph, so that
 * a change writes what differs and opening reads all in one go (PROTOCOL.md §SN, §VT).
 */

import type { FaceHead, GlyphFace } from '../protocol/face'
import type { Database } from './database'
import type { Vault } from './vault'
import type { VaultSchema } from './vault-schema'

/**
 * Counts up whenever a weaver would answer otherwise for the same sigils, or a record
 * looks otherwise: what an older build wrote is then no face of ours, and is made anew.
 */
const faceKey = 'face/1'
const glyphKey = (id: string): string => `${faceKey}/${id}`

export function createFaceShelf(
  database: Pick<Database<VaultSchema>, 'transact'>,
): Pick<Vault, 'face' | 'faceDigest' | 'keepFace'> {
  return {
    face: async () => {
      const [head, all] = await database.transact(
        { stores: ['snapshot'], mode: 'readonly' },
        (tx) => {
          const store = tx.objectStore('snapshot')
          return Promise.all([store.get(faceKey), store.getAll()])
        },
      )
      if (head === undefined || !isHead(head)) return null
      const glyphs = all.filter((record): record is GlyphFace => !isHead(record))
      return glyphs.length === head.glyphs ? { head, glyphs } : null
    },
    faceDigest: () =>
      database.transact({ stores: ['snapshot'], mode: 'readonly' }, async (tx) =>
        digestOf(await tx.objectStore('snapshot').get(faceKey)),
      ),
    keepFace: ({ over, head, glyphs }) =>
      database.transact({ stores: ['snapshot'], mode: 'readwrite' }, async (tx) => {
        const store = tx.objectStore('snapshot')
        if (over === null) await store.clear()
        else {
          const there = digestOf(await store.get(faceKey))
          // Done already, by another tab or by ourselves: of one set there is one face.
          if (there !== over) return there === head.digest
        }
        await Promise.all([
          store.put(head, faceKey),
          ...glyphs.map((glyph) => store.put(glyph, glyphKey(glyph.id))),
        ])
        return true
      }),
  }
}

const isHead = (record: FaceHead | GlyphFace): record is FaceHead => 'digest' in record

const digestOf = (record: FaceHead | GlyphFace | undefined): string | null =>
  record !== undefined && isHead(record) ? record.digest : null
