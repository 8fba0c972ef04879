/**
 * The ends of an opening by the face: who may see one, what the history then says
 * otherwise, and what becomes of it where somebody leaves before (PROTOCOL.md §SN).
 */

import type { Face, FoundFace } from '../protocol/face'
import { type WeaverId, weaverIdFrom } from '../protocol/ids'
import type { Signer } from '../protocol/ports'
import { differenceOf } from '../protocol/text/difference'
import type { Admitted } from '../protocol/trace'
import type { Weaver } from '../protocol/weaver'
import type { ChorusRecord } from '../storage/keyring'
import { changeRefusal } from './change'
import type { EventHub } from './events'
import { type Ground, groundOf, type Stale } from './ground'
import { faceFrom as longHistory } from './limits'
import type { Pen } from './pen'
import type { Reading } from './reading'

export interface Viewer {
  readonly signer: Signer
  /** Other keys of this browser in this chorus. */
  readonly kin: readonly Signer[]
  readonly record: ChorusRecord
  /** Sigils from which on a chorus is shown from its face, where that is another number than ours. */
  readonly faceFrom?: number
}

/**
 * A long history is shown from its face, to whoever is of the chorus. A further tab still has to
 * join, and whoever has an invite to use for that does so in step with others [SS3].
 */
export function maySeeFace(face: Face, viewer: Viewer): boolean {
  const { faceFrom = longHistory, record, signer } = viewer
  if (face.head.count < faceFrom) return false
  const ground = groundOf(face)
  if (ground.admittedAs(weaverIdFrom(signer.key)) !== undefined) return true
  return record.inviteSeed === null && standingBy(ground, viewer) !== undefined
}

/**
 * [SN9] Nothing came to the disk since, and nothing that only history tells waits to be looked at:
 * the inbox, and where somebody was removed what was set aside.
 */
export const mayBeLeft = (face: FoundFace, { record }: Pick<Viewer, 'record'>): boolean =>
  face.isLatest &&
  (record.unlooked ?? 0) === 0 &&
  !face.head.admitted.some(({ isRemoved }) => isRemoved)

/** As whom a tab is shown a face: as itself, or as the other tabs of its person. */
export function standingBy(
  { admittedAs }: Pick<Ground, 'admittedAs'>,
  { signer, kin }: Pick<Viewer, 'signer' | 'kin'>,
): Admitted | undefined {
  const all: readonly WeaverId[] = [signer, ...kin].map(({ key }) => weaverIdFrom(key))
  return all.map(admittedAs).find((admitted) => admitted !== undefined)
}

export interface StaleDeps {
  readonly weaver: Pick<Weaver, 'text'>
  readonly pen: Pick<Pen, 'carry'>
  readonly tell: EventHub['tell']
}

/** [SN7] What the history says otherwise is told like any other change, and what waits goes past it. */
export function tellStale(stale: readonly Stale[], { weaver, pen, tell }: StaleDeps): void {
  if (stale.length === 0) return
  const texts = new Map(stale.map(({ glyph, text }) => [glyph, text]))
  const changes = stale.flatMap(({ glyph, text }) => {
    const splices = differenceOf(text, weaver.text(glyph))
    return splices.length === 0 ? [] : [[glyph, splices] as const]
  })
  for (const [glyph, splices] of pen.carry(new Map(changes), texts)) {
    tell({ kind: 'body', glyph, splices, source: null })
  }
  tell({ kind: 'glyphs', touched: new Set(texts.keys()), remote: true })
}

/** [SN7] What was made from a face is sealed before we go; for the rest of the history nobody waits. */
export async function finishReading(reading: Reading, pen: Pen): Promise<void> {
  if (!reading.isWhole() && pen.pendingGlyphs().length > 0) {
    reading.hurry()
    await reading.whole().catch(() => {})
  }
  if (reading.isWhole()) return
  reading.stop()
  pen.release(changeRefusal('closed', 'This chorus was closed before its history could be read.'))
}

/** A face made us out to be of the chorus, and the history does not. */
export const notAdmitted = (): Error =>
  changeRefusal('not-open', 'This weaver turned out not to be one of the chorus yet.')
