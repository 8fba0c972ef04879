/**
 * Hall: where choruses are begun, joined, opened and forgotten on this browser
 * (PROTOCOL.md §SS). It hands each tab a weaver of its own: the one it had
 * before where that is free, another of this browser's, or a new one.
 */

import type { Currents } from '../network/link'
import { assembleSigil, encodeBody } from '../protocol/codec'
import {
  type ChorusId,
  chorusIdFrom,
  strandIdFrom,
  weaverIdFrom,
  type WeaverId,
} from '../protocol/ids'
import { readInvitation } from '../protocol/invitation'
import { maxNameUnits, maxWeaverNameUnits } from '../protocol/limits'
import { plainName } from '../protocol/names'
import type { Clock, Entropy, Hash, KeyMaker, Schedule, Signer, Verifier } from '../protocol/ports'
import { sealMessage } from '../protocol/seal'
import type { Body, Sigil } from '../protocol/sigil'
import { nextStamp, stampZero } from '../protocol/stamp'
import { orderRule } from '../protocol/text/order-rule'
import type { ChorusRecord, Keyring, Seat, Seats } from '../storage/keyring'
import type { Vault } from '../storage/vault'
import { changeRefusal } from './change'
import type { Chorus } from './chorus'
import { drawName } from './names'
import { openSession } from './session'

export interface HallDeps {
  readonly keyring: Keyring
  readonly keyMaker: KeyMaker
  readonly seats: Seats
  readonly openVault: (id: ChorusId) => Promise<Vault>
  readonly deleteVault: (id: ChorusId) => Promise<void>
  /** The ways to reach others of this chorus from this tab. */
  readonly currentsFor: (record: ChorusRecord, self: WeaverId) => readonly Currents[]
  readonly verifier: Verifier
  readonly hash: Hash
  readonly entropy: Entropy
  readonly clock: Clock
  /** What sigils are stamped by where that is another clock: the lab makes it stand still. */
  readonly stampClock?: Clock
  readonly schedule: Schedule
  readonly random: () => number
  /** Sigils from which on a chorus is shown from its face, where that is another number than ours. */
  readonly faceFrom?: number
  /** What this very tab sat in before a reload; a duplicated tab finds it taken. */
  readonly lastSeat: LastSeat
}

/** Who this tab is in a chorus, and what makes it the only one. */
interface Sitting {
  readonly signer: Signer
  /** This browser's other keys in that chorus. */
  readonly kin: readonly Signer[]
  readonly seat: Seat
}

export interface LastSeat {
  readonly get: (chorus: ChorusId) => WeaverId | null
  readonly set: (chorus: ChorusId, weaver: WeaverId) => void
}

export interface Hall {
  readonly choruses: () => Promise<readonly ChorusRecord[]>
  /** Rejects with a ChangeRefusal where a name can't be taken. */
  readonly found: (name: string, weaverName: string | null) => Promise<Chorus>
  /** Opens at once, still joining; `Chorus.ready` tells when. Rejects where the link can't be read. */
  readonly join: (link: string, weaverName: string | null) => Promise<Chorus>
  readonly open: (id: ChorusId) => Promise<Chorus>
  /** Deletes this browser's copy and keys. Rejects with a ChangeRefusal while a tab has it open. */
  readonly forget: (id: ChorusId) => Promise<void>
}

export function createHall(deps: HallDeps): Hall {
  const { keyring, keyMaker, entropy, clock, hash } = deps

  async function found(name: string, weaverName: string | null): Promise<Chorus> {
    const chorusName = checkedName(name, 'chorus', maxNameUnits)
    const founder = chosenName(weaverName)
    const stored = await keyMaker.mint()
    const signer = await keyMaker.revive(stored)
    const genesis = await sealGenesis(signer, chorusName, founder)
    const id = chorusIdFrom(genesis.id)
    await keyring.keepKey(id, stored)
    const vault = await deps.openVault(id)
    await vault.keep([genesis]).finally(vault.close)
    // Last, since it is what lists the chorus: without a genesis there is nothing to open.
    await keyring.keepChorus({ ...newRecord(id, entropy.bytes(32), founder), name: chorusName })
    return open(id)
  }

  async function sealGenesis(signer: Signer, name: string, weaverName: string): Promise<Sigil> {
    const body: Body = {
      chorusTag: '00000000',
      author: weaverIdFrom(signer.key),
      strand: strandIdFrom(entropy.bytes(8)),
      seq: 0,
      stamp: nextStamp(stampZero, clock),
      links: [],
      prev: null,
      deed: { kind: 'found', name, weaverName, orderRule },
    }
    const bytes = encodeBody(body)
    return assembleSigil(body, bytes, await signer.sign(sealMessage(null, bytes)), null, hash)
  }

  async function join(link: string, weaverName: string | null): Promise<Chorus> {
    const read = readInvitation(link)
    if (!read.ok) throw changeRefusal('bad-value', read.refusal.message)
    const { chorus, inviteSeed, chorusSecret } = read.invitation
    const known = await keyring.chorus(chorus)
    if (known === undefined) {
      const record = newRecord(chorus, chorusSecret, chosenName(weaverName))
      await keyring.keepChorus({ ...record, inviteSeed })
    } else {
      // The link before may have led nowhere, or to less, or has been closed behind us [SS11].
      const name = weaverName === null ? known.weaverName : chosenName(weaverName)
      if (known.isRemoved === true) await keyring.forgetKeys(chorus)
      const change = { inviteSeed, chorusSecret, weaverName: name, isRemoved: false }
      await keyring.changeChorus(chorus, change)
    }
    const opening = open(chorus)
    if (known === undefined) hurryUntil(opening.then(({ ready }) => ready))
    return opening
  }

  /** A whole board is about to come, and nobody can work on it before it is here. */
  function hurryUntil(joined: Promise<unknown>): void {
    const over = deps.verifier.hurry?.() ?? (() => {})
    joined.then(over, over)
  }

  async function open(id: ChorusId): Promise<Chorus> {
    const [record, signers] = await Promise.all([keyring.chorus(id), keyring.signers(id)])
    if (record === undefined) {
      throw changeRefusal(
        'bad-value',
        'This browser has no copy of that chorus. Join it with a link.',
      )
    }
    // It opens while the seat is taken.
    const vault = await deps.openVault(id)
    try {
      const sitting = await takeSeat(id, signers)
      return await openAs(sitting, record, vault).catch((error: unknown) => {
        sitting.seat.release()
        throw error
      })
    } catch (error) {
      vault.close()
      throw error
    }
  }

  async function openAs(sitting: Sitting, record: ChorusRecord, vault: Vault): Promise<Chorus> {
    const { id } = record
    const { signer, kin, seat } = sitting
    const chorus = await openSession({
      ...deps,
      chorus: id,
      record,
      signer,
      kin,
      vault,
      signerFromSeed: keyMaker.fromSeed,
      currents: deps.currentsFor(record, weaverIdFrom(signer.key)),
      remember: (change) => keyring.changeChorus(id, change),
    })
    // Nobody waits for these: a durable write takes the disk longer than all that opening reads. Where
    // they fail, the disk does, of which the vault tells; what is lost is the order on the threshold,
    // and that a key deleted under this tab is put back.
    void keyring.changeChorus(id, { openedMs: clock.now() }).catch(() => {})
    const guarding = keyring.guard(id, seat.weaver).catch(() => () => {})
    const leave = (): void => {
      void guarding.then((unguard) => unguard())
      seat.release()
    }
    return { ...chorus, close: () => chorus.close().finally(leave) }
  }

  /** [KR3] This tab's own seat again, else any that is free, else a new one. */
  async function takeSeat(id: ChorusId, signers: readonly Signer[]): Promise<Sitting> {
    const last = deps.lastSeat.get(id)
    const isLast = ({ key }: Signer): boolean => weaverIdFrom(key) === last
    const inOrder = [...signers.filter(isLast), ...signers.filter((signer) => !isLast(signer))]
    for (const signer of inOrder) {
      const taken = await sitDown(id, signer)
      if (taken !== null) {
        return { signer, kin: signers.filter((other) => other !== signer), seat: taken }
      }
    }
    const stored = await keyMaker.mint()
    const signer = await keyMaker.revive(stored)
    // Held before it is stored, so that no other tab can find it free in between.
    const seat = await sitDown(id, signer)
    if (seat === null) throw new Error('a fresh key was already in use')
    await keyring.keepKey(id, stored)
    return { signer, kin: signers, seat }
  }

  async function sitDown(id: ChorusId, signer: Signer): Promise<Seat | null> {
    const weaver = weaverIdFrom(signer.key)
    const seat = await deps.seats.claim(id, weaver)
    if (seat !== null) deps.lastSeat.set(id, weaver)
    return seat
  }

  /** A tab that has it open would keep everything anew: so all seats must be free, and stay ours until it is gone. */
  async function forget(id: ChorusId): Promise<void> {
    const weavers = (await keyring.signers(id)).map(({ key }) => weaverIdFrom(key))
    const taken = await Promise.all(weavers.map((weaver) => deps.seats.claim(id, weaver)))
    try {
      if (taken.includes(null)) {
        throw changeRefusal('in-use', 'This chorus is open in another tab. Close it there first.')
      }
      await deps.deleteVault(id)
      await keyring.forgetChorus(id)
    } finally {
      for (const seat of taken) seat?.release()
    }
  }

  const chosenName = (name: string | null): string =>
    name === null || name.trim() === ''
      ? drawName(entropy)
      : checkedName(name, 'weaver', maxWeaverNameUnits)

  return {
    choruses: keyring.choruses,
    found,
    join,
    open,
    forget,
  }
}

function newRecord(id: ChorusId, chorusSecret: Uint8Array, weaverName: string): ChorusRecord {
  return {
    id,
    name: '',
    chorusSecret,
    inviteSeed: null,
    madeInvites: {},
    weaverName,
    openedMs: 0,
    glyphs: 0,
    weavers: 0,
  }
}

/** Refuses what a cut would change, rather than cut it; the rest is only tidied [SG10]. */
function checkedName(name: string, whose: 'chorus' | 'weaver', max: number): string {
  const text = plainName(name, Number.MAX_SAFE_INTEGER)
  if (text === '') throw changeRefusal('bad-value', `The ${whose}’s name is empty.`)
  if (text.length > max) {
    throw changeRefusal('bad-value', `The ${whose}’s name has more than ${max} characters.`)
  }
  return text
}
