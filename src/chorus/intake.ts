/**
 * Intake: what becomes of bytes that a neighbour hands us (Resonance, AL-7.3
 * §29.3.3; PROTOCOL.md §SS): read, deduplicate, check the seal, hand on.
 *
 * Each step costs more than the one before, so each guards the next. Verdicts
 * come back in any order; the Aludel puts causes before effects.
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import { createPackReader } from '../protocol/pack-reader'
import type { Clock, Hash, SealClaim, Verifier } from '../protocol/ports'
import { claimOf, coSealClaimOf } from '../protocol/seal'
import type { Refusal, Sigil } from '../protocol/sigil'
import type { Dissolved } from '../protocol/trace'
import type { Weaver } from '../protocol/weaver'
import { maxUnderWayBytes, maxUnderWaySigils } from './limits'

export interface IntakeDeps {
  readonly weaver: Pick<Weaver, 'chorus' | 'knows'>
  readonly verifier: Verifier
  readonly hash: Hash
  readonly clock: Clock
  /** Read, new, and sealed as they should be. Under way until {@link Intake.done} is told of them. */
  readonly verified: (sigils: readonly Sigil[], from: WeaverId) => void
  readonly dissolved: (dissolved: readonly Dissolved[]) => void
}

export interface Intake {
  /** Takes a pack. Answers in words what is wrong with the pack itself; null where nothing is. */
  readonly take: (pack: Uint8Array, from: WeaverId) => string | null
  /** The weaver knows these by now. */
  readonly done: (sigils: readonly Sigil[]) => void
  /** Being verified, or verified and not in the weaver yet: not worth asking for again. */
  readonly isUnderWay: (id: SigilId) => boolean
  /** How many are under way. */
  readonly underWay: () => number
}

export function createIntake(deps: IntakeDeps): Intake {
  const { weaver, verifier, hash, clock } = deps
  const underWay = new Set<SigilId>()
  let underWayBytes = 0

  function take(pack: Uint8Array, from: WeaverId): string | null {
    const reader = createPackReader(pack, weaver.chorus, hash)
    const fresh: Sigil[] = []
    const refused: Dissolved[] = []
    // Nobody may pile up more than we can check; what is left out is unknown, and asked for again.
    while (underWay.size < maxUnderWaySigils && underWayBytes < maxUnderWayBytes) {
      const read = reader.next()
      if (read === null) break
      if (!read.ok) refused.push(dissolvedOf(read.refusal, null, from))
      else if (!weaver.knows(read.sigil.id) && !underWay.has(read.sigil.id)) {
        underWay.add(read.sigil.id)
        underWayBytes += read.sigil.bytes.length
        fresh.push(read.sigil)
      }
    }
    if (refused.length > 0) deps.dissolved(refused)
    if (fresh.length > 0) void judge(fresh, from)
    const fault = reader.fault()
    return fault && `It sent a pack that cannot be read (${fault.form}: ${fault.detail}).`
  }

  async function judge(sigils: readonly Sigil[], from: WeaverId): Promise<void> {
    const claims = sigils.map((sigil) => claimOf(sigil, weaver.chorus))
    const coClaims = sigils.map((sigil) => coSealClaimOf(sigil, weaver.chorus))
    const joins = coClaims.filter((claim): claim is SealClaim => claim !== null)
    const verdicts = await verifier.verify([...claims, ...joins]).catch((error: unknown) => {
      // Unjudged is unknown again, so that it may be asked for again.
      done(sigils)
      throw error
    })
    let join = claims.length
    const genuine: Sigil[] = []
    const forged: Sigil[] = []
    const refused: Dissolved[] = []
    for (const [at, sigil] of sigils.entries()) {
      const sealed = verdicts[at] === true
      const sponsored = coClaims[at] === null || verdicts[join++] === true
      if (sealed && sponsored) genuine.push(sigil)
      else {
        forged.push(sigil)
        refused.push(dissolvedOf(forgery(sigil, sealed), sigil.id, from))
      }
    }
    done(forged)
    if (refused.length > 0) deps.dissolved(refused)
    if (genuine.length > 0) deps.verified(genuine, from)
  }

  function done(sigils: readonly Sigil[]): void {
    for (const { id, bytes } of sigils) if (underWay.delete(id)) underWayBytes -= bytes.length
  }

  const dissolvedOf = (refusal: Refusal, sigil: SigilId | null, from: WeaverId): Dissolved => ({
    refusal,
    sigil,
    from,
    atMs: clock.now(),
  })

  return { take, done, isUnderWay: (id) => underWay.has(id), underWay: () => underWay.size }
}

function forgery(sigil: Sigil, sealed: boolean): Refusal {
  const detail = sealed
    ? 'the sponsor of this join never signed for its author'
    : 'the seal was not made by its author over these bytes'
  return { kind: 'forged', claimed: sigil.author, detail }
}
