/**
 * Inviting: the link that admits others (PROTOCOL.md §CH). One invite a role and
 * browser, so that Share always shows the same link.
 */

import { toHex } from '../protocol/bytes'
import { writeInvitation } from '../protocol/invitation'
import type { Entropy, Signer } from '../protocol/ports'
import type { Role } from '../protocol/sigil'
import type { Weaver } from '../protocol/weaver'
import type { Pen } from './pen'
import type { Remembered } from './remembered'

export interface InvitingDeps extends Remembered {
  readonly weaver: Weaver
  readonly pen: Pen
  readonly entropy: Entropy
  readonly signerFromSeed: (seed: Uint8Array) => Promise<Signer>
  /** Why nothing may be declared at present; null where it may. */
  readonly reasonAgainst: () => Error | null
}

export function createInviting(deps: InvitingDeps): (role: Role) => Promise<string> {
  const { weaver, pen } = deps

  const keyOf = async (seed: Uint8Array): Promise<string> =>
    toHex((await deps.signerFromSeed(seed)).key)

  /** The invite that Share showed before, unless it was closed since. */
  async function stillOpen(seed: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    if (seed === undefined) return undefined
    const door = weaver.doorOf(await keyOf(seed))
    return door?.isOpen === false ? undefined : seed
  }
  return async (role) => {
    const against = deps.reasonAgainst()
    if (against !== null) throw against
    const { madeInvites, chorusSecret } = deps.record()
    const made = await stillOpen(madeInvites[role])
    const inviteSeed = made ?? deps.entropy.bytes(32)
    const key = await keyOf(inviteSeed)
    // The secret first: an invite whose secret was lost could never be used, nor told apart later.
    // A disk that takes nothing is told in the status, and costs one more invite next time.
    if (made === undefined) {
      await deps.remember({ madeInvites: { ...madeInvites, [role]: inviteSeed } }).catch(() => {})
    }
    // Sealed is enough to admit others; waiting for a full disk would keep them out.
    if (weaver.inviteOf(key) === undefined) await pen.declare({ kind: 'invite', key, role }).sealed
    return writeInvitation({ chorus: weaver.chorus, inviteSeed, chorusSecret })
  }
}
