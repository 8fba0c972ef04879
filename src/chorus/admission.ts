/**
 * Admission: how this tab's weaver comes to be one of the chorus, once the
 * sigils it needs are here (PROTOCOL.md §CH). It authors nothing else before.
 */

import { toHex } from '../protocol/bytes'
import { weaverIdFrom, type WeaverId } from '../protocol/ids'
import type { Signer } from '../protocol/ports'
import { coSealMessage } from '../protocol/seal'
import type { Join } from '../protocol/sigil'
import type { Weaver } from '../protocol/weaver'

export interface AdmissionDeps {
  readonly weaver: Weaver
  readonly self: Signer
  /** The invite this browser was given, while it has not joined; else null. */
  readonly invite: Signer | null
  /** Other keys of this browser in this chorus: whoever is admitted among them vouches for us. */
  readonly kin: readonly Signer[]
  readonly name: () => string
}

/** The join to seal now; null where we are admitted already, or what it needs is not here yet. */
async function nextJoin(deps: AdmissionDeps): Promise<Join | null> {
  const { weaver, self, invite, kin } = deps
  if (weaver.admittedAs(weaverIdFrom(self.key)) !== undefined) return null
  const relative = kin.find(({ key }) => weaver.admittedAs(weaverIdFrom(key)) !== undefined)
  if (relative !== undefined) return vouched('kin', relative, deps)
  if (invite !== null && weaver.inviteOf(toHex(invite.key)) !== undefined) {
    return vouched('invite', invite, deps)
  }
  return null
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
}

export interface Gate {
  /** Looks again whether this weaver can join, or has. Cheap; call whenever something arrived. */
  readonly knock: () => void
  readonly isOpen: () => boolean
}

/** Opens once this weaver is admitted and, on its first visit, in step with somebody [SS3]. */
export function createGate(deps: GateDeps): Gate {
  const isFirstVisit = deps.invite !== null
  const self = weaverIdFrom(deps.self.key)
  let open = false
  let joining = false

  function knock(): void {
    if (open) return
    if (deps.weaver.admittedAs(self) === undefined) void join()
    else if (!isFirstVisit || deps.inStep()) {
      open = true
      deps.opened()
    }
  }

  async function join(): Promise<void> {
    if (joining) return
    joining = true
    try {
      const deed = await nextJoin(deps)
      if (deed === null) return
      await deps.declare(deed)
    } finally {
      joining = false
    }
    knock()
  }

  return { knock, isOpen: () => open }
}
