/**
 * Admission: how this tab's weaver comes to be one of the chorus, once the
 * sigils it needs are here (PROTOCOL.md §CH). It authors nothing else before.
 */

import { toHex } from '../protocol/bytes'
import { weaverIdFrom, type WeaverId } from '../protocol/ids'
import type { Signer } from '../protocol/ports'
import { coSealMessage } from '../protocol/seal'
import type { Join } from '../protocol/sigil'
import type { OpenDoor } from '../protocol/trace'
import type { Weaver } from '../protocol/weaver'
import type { Keeper } from './keeper'
import type { Remembered } from './remembered'

export interface AdmissionDeps {
  readonly weaver: Weaver
  readonly self: Signer
  /** The invite this browser was given, while it has not joined; else null. */
  readonly invite: Signer | null
  /** Other keys of this browser in this chorus: whoever is admitted among them vouches for us. */
  readonly kin: readonly Signer[]
  readonly name: () => string
}

/** The join to seal now; null where there is nothing to gain, or what it needs is not here yet. */
async function nextJoin(deps: AdmissionDeps): Promise<Join | null> {
  const { weaver, self, invite, kin } = deps
  if (weaver.admittedAs(weaverIdFrom(self.key)) !== undefined) {
    return invite !== null && isPromoted(deps, invite) ? vouched('invite', invite, deps) : null
  }
  const relative = kin.find(({ key }) => weaver.admittedAs(weaverIdFrom(key)) !== undefined)
  if (relative !== undefined) return vouched('kin', relative, deps)
  return invite !== null && doorOf(weaver, invite)?.isOpen === true
    ? vouched('invite', invite, deps)
    : null
}

/** [SS11] Whoever looked on and was given a link to weave by joins once more. */
function isPromoted({ weaver, self }: AdmissionDeps, invite: Signer): boolean {
  if (weaver.admittedAs(weaverIdFrom(self.key))?.role !== 'witness') return false
  const door = doorOf(weaver, invite)
  return door?.role === 'weave' && door.isOpen
}

function doorOf(weaver: Weaver, invite: Signer): OpenDoor | undefined {
  return weaver.doorOf(toHex(invite.key))
}

async function vouched(via: Join['via'], sponsor: Signer, deps: AdmissionDeps): Promise<Join> {
  const { weaver, self, name } = deps
  const joiner: WeaverId = weaverIdFrom(self.key)
  const coSeal = await sponsor.sign(coSealMessage(weaver.chorus, joiner))
  return {
    kind: 'join',
    via,
    sponsor: toHex(sponsor.key),
    coSeal,
    name: via === 'kin' ? '' : name(),
  }
}

export interface GateDeps extends AdmissionDeps {
  /** True once all that some neighbour offered is integrated. */
  readonly inStep: () => boolean
  /** Seals and integrates the join. */
  readonly declare: (join: Join) => Promise<unknown>
  /** Called once, as the gate opens. */
  readonly opened: () => void
  /** Called when the invite turns out to be revoked: there is nothing to wait for. */
  readonly turnedAway: () => void
  /** Called whenever a join was sealed, and as the gate opens: there may be nothing left to join by. */
  readonly joined: () => void
}

export interface Gate {
  /** Looks again whether this weaver can join, or has. Cheap; call once all is read, and whenever something arrived. */
  readonly knock: () => void
  readonly isOpen: () => boolean
  readonly phase: () => 'joining' | 'open' | 'turned-away'
  /** The invite, while it may still be good for something. */
  readonly invite: () => Signer | null
  /** Somebody of this chorus says that the door which our invite names was closed [CU27]. */
  readonly shut: () => void
}

/** Opens once this weaver is admitted and, on its first visit, in step with somebody [SS3]. */
export function createGate(deps: GateDeps): Gate {
  const self = weaverIdFrom(deps.self.key)
  /** Asked as the gate is first knocked at: nothing is known before the history is read. */
  let isFirstVisit: boolean | null = null
  let open = false
  let joining = false
  let toldShut = false

  function knock(): void {
    const admitted = deps.weaver.admittedAs(self)
    isFirstVisit ??= deps.invite !== null && admitted === undefined
    if (admitted === undefined && isShut()) deps.turnedAway()
    if (admitted === undefined || admitted.role === 'witness') void join()
    if (open || admitted === undefined) return
    if (isFirstVisit && !deps.inStep()) return
    open = true
    deps.opened()
    deps.joined()
  }

  async function join(): Promise<void> {
    if (joining) return
    joining = true
    try {
      const deed = await nextJoin(deps)
      if (deed === null) return
      await deps.declare(deed)
      deps.joined()
    } finally {
      joining = false
    }
    knock()
  }

  /** The link leads to a door that was closed, as far as those linked can tell, or those who wouldn't link. */
  const isShut = (): boolean =>
    deps.invite !== null &&
    (toldShut || (doorOf(deps.weaver, deps.invite)?.isOpen === false && deps.inStep()))

  function shut(): void {
    toldShut = true
    knock()
  }

  function invite(): Signer | null {
    const { weaver } = deps
    const admitted = weaver.admittedAs(self)
    if (deps.invite === null || admitted?.role === 'weave') return null
    const isSpent = admitted !== undefined && doorOf(weaver, deps.invite)?.role === 'witness'
    return isSpent ? null : deps.invite
  }

  function phase(): ReturnType<Gate['phase']> {
    if (open) return 'open'
    return deps.weaver.admittedAs(self) === undefined && isShut() ? 'turned-away' : 'joining'
  }

  return { knock, isOpen: () => open, phase, invite, shut }
}

export interface InviteUse {
  readonly keeper: Pick<Keeper, 'whenIdle' | 'unkept'>
  readonly gate: Pick<Gate, 'invite'>
  readonly remember: Remembered['remember']
}

/** Forgets an invite that is good for nothing more. Until our join is on the disk, it is all that could make it anew. */
export async function forgetInvite({ keeper, gate, remember }: InviteUse): Promise<void> {
  await keeper.whenIdle()
  if (keeper.unkept() === 0 && gate.invite() === null) await remember({ inviteSeed: null })
}
