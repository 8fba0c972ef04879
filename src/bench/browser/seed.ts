/**
 * Fills this browser's vault with a sealed board and makes it a member, as if it
 * had joined long ago. Runs in the app's own page while no chorus is open there,
 * since that is where the vault is; `stage.ts` bundles it and hands it over.
 */

import { systemEntropy } from '../../platform/entropy'
import { createKeyMaker } from '../../platform/keys'
import { sha256 } from '../../platform/sha256'
import { systemClock, systemSchedule } from '../../platform/system-clock'
import { createReader, toHex } from '../../protocol/bytes'
import { decodeSigil } from '../../protocol/codec'
import { createDigest } from '../../protocol/digest'
import { faceHeadOf } from '../../protocol/face'
import { type SigilId, strandIdFrom, weaverIdFrom } from '../../protocol/ids'
import { readInvitation } from '../../protocol/invitation'
import { coSealMessage } from '../../protocol/seal'
import { sealBody } from '../../protocol/sealing'
import type { Deed, Sigil } from '../../protocol/sigil'
import { createWeaver } from '../../protocol/weaver'
import { openIdbKeyring } from '../../storage/idb-keyring'
import { openIdbVault } from '../../storage/idb-vault'
import type { SealedBoard } from './sealed'

const deps = {
  indexedDB,
  hash: sha256,
  clock: systemClock,
  schedule: systemSchedule,
  entropy: systemEntropy,
}

/** `parcels` holds sigils end to end, each with its length, in base64; the covenant's come first. */
export async function seed(
  fragment: string,
  covenant: number,
  parcels: readonly string[],
  kept: Pick<SealedBoard, 'faces' | 'digest'>,
): Promise<string> {
  const read = readInvitation(fragment)
  if (!read.ok) throw new Error(read.refusal.message)
  const { chorus, inviteSeed, chorusSecret } = read.invitation
  const keyMaker = createKeyMaker(systemEntropy, 'webcrypto')
  const vault = openIdbVault(chorus, deps)
  // Empty, and known to be, as whoever joins finds it: the face is then one of all that is kept here.
  await vault.read(async () => true)
  const weaver = createWeaver({ chorus, clock: systemClock, hash: sha256 })
  let seen = 0
  for (const parcel of parcels) {
    const sigils = sigilsIn(parcel).map((bytes): Sigil => {
      const decoded = decodeSigil(bytes, chorus, sha256)
      if (!decoded.ok) throw new Error(decoded.refusal.kind)
      return decoded.sigil
    })
    weaver.resonate(sigils.slice(0, Math.max(0, covenant - seen)), 'bench')
    seen += sigils.length
    await vault.keep(sigils)
  }

  const stored = await keyMaker.mint()
  const signer = await keyMaker.revive(stored)
  const author = weaverIdFrom(signer.key)
  const invite = await keyMaker.fromSeed(inviteSeed)
  const coSeal = await invite.sign(coSealMessage(chorus, author))
  const deed: Deed = {
    kind: 'join',
    via: 'invite',
    sponsor: toHex(invite.key),
    coSeal,
    name: 'Ada',
  }
  const strand = strandIdFrom(systemEntropy.bytes(8))
  const body = weaver.draft({ author, strand, tip: null }, deed)
  const join = await sealBody(body, { chorus, signer, hash: sha256 })
  weaver.resonate([join], 'bench')
  await vault.keep([join])
  // A board that is cut short has none: the app makes its own once it has read what is here.
  if (kept.faces.length > 0) {
    const digest = createDigest()
    // A digest is a sum, and one of all the others is a summand like any other [AE1].
    for (const summand of [kept.digest as SigilId, join.id]) digest.add(summand)
    await vault.keepFace({
      over: null,
      head: {
        ...faceHeadOf(weaver),
        digest: digest.hex(),
        count: seen + 1,
        glyphs: kept.faces.length,
      },
      glyphs: kept.faces,
      isLatest: () => true,
    })
  }
  vault.close()

  const keyring = openIdbKeyring(keyMaker, deps)
  await keyring.keepKey(chorus, stored)
  await keyring.keepChorus({
    id: chorus,
    name: 'Bench',
    chorusSecret,
    inviteSeed: null,
    madeInvites: {},
    weaverName: 'Ada',
    openedMs: 0,
    glyphs: 0,
    weavers: 0,
  })
  keyring.close()
  return chorus
}

function sigilsIn(parcel: string): readonly Uint8Array[] {
  const reader = createReader(Uint8Array.from(atob(parcel), (character) => character.charCodeAt(0)))
  const sigils: Uint8Array[] = []
  while (reader.left() > 0) sigils.push(reader.blob().slice())
  return sigils
}
