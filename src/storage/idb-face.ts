/**
 * The face of a chorus in its vault's database: a head, and a record a glyph, so that
 * a change writes what differs and opening reads all in one go (PROTOCOL.md §SN, §VT).
 */

import type { GlyphFace } from '../protocol/face'
import type { Database } from './database'
import { type Coverage, lastKeyOf } from './journal'
import type { Vault } from './vault'
import type { KeptHead, VaultSchema } from './vault-schema'

/**
 * Counts up whenever a weaver would answer otherwise for the same sigils, or a record
 * looks otherwise: what an older build wrote is then no face of ours, and is made anew.
 */
const faceKey = 'face/1'
const glyphKey = (id: string): string => `${faceKey}/${id}`

export function createFaceShelf(
  database: Pick<Database<VaultSchema>, 'transact'>,
  coverage: Pick<Coverage, 'isAll'>,
): Pick<Vault, 'face' | 'faceDigest' | 'keepFace'> {
  return {
    face: async () => {
      const [kept, all, last] = await database.transact(
        { stores: ['snapshot', 'journal'], mode: 'readonly' },
        (tx) => {
          const store = tx.objectStore('snapshot')
          return Promise.all([
            store.get(faceKey),
            store.getAll(),
            lastKeyOf(tx.objectStore('journal')),
          ])
        },
      )
      if (kept === undefined || !isHead(kept)) return null
      const { upTo, ...head } = kept
      const glyphs = all.filter((record): record is GlyphFace => !isHead(record))
      return glyphs.length === head.glyphs ? { head, glyphs, isLatest: upTo === last } : null
    },
    faceDigest: () =>
      database.transact({ stores: ['snapshot'], mode: 'readonly' }, async (tx) =>
        digestOf(await tx.objectStore('snapshot').get(faceKey)),
      ),
    keepFace: ({ over, head, glyphs, isLatest }) =>
      database.transact({ stores: ['snapshot', 'journal'], mode: 'readwrite' }, async (tx) => {
        const store = tx.objectStore('snapshot')
        const [there, last] = await Promise.all([
          store.get(faceKey),
          lastKeyOf(tx.objectStore('journal')),
        ])
        const before = digestOf(there)
        // Done already, by another tab or by ourselves: of one set there is one face.
        const isThere = over !== null && before === head.digest
        if (over === null) await store.clear()
        else if (!isThere && before !== over) return false
        const upTo = isLatest() && coverage.isAll(last) ? last : null
        await Promise.all([
          store.put({ ...head, upTo }, faceKey),
          ...(isThere ? [] : glyphs).map((glyph) => store.put(glyph, glyphKey(glyph.id))),
        ])
        return true
      }),
  }
}

const isHead = (record: KeptHead | GlyphFace): record is KeptHead => 'digest' in record

const digestOf = (record: KeptHead | GlyphFace | undefined): string | null =>
  record !== undefined && isHead(record) ? record.digest : null
