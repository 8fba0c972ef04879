/**
 * Intake: what becomes of bytes that a neighbour hands us (Resonance, AL-7.3
 * §29.3.3; PROTOCOL.md §SS): read, deduplicate, check the seal, hand on.
 *
 * Each step costs more than the one before, so each guards the next. Verdicts
 * come back in any order; the Aludel puts causes before effects.
 */

import { createExamine, judgeSigils } from '../protocol/examination'
import type { SigilId, WeaverId } from '../protocol/ids'
import type { ReadPack } from '../protocol/pack-reader'
import type { Clock, Hash, Verifier } from '../protocol/ports'
import type { Refusal, Sigil } from '../protocol/sigil'
import type { Dissolved } from '../protocol/trace'
import { tipsOf, vouchedFor } from '../protocol/vouching'
import type { Weaver } from '../protocol/weaver'
import { maxUnderWayBytes, maxUnderWaySigils } from './limits'
import type { Preview } from './preview'

export interface IntakeDeps {
  readonly weaver: Pick<Weaver, 'chorus' | 'knows'>
  readonly verifier: Verifier
  readonly hash: Hash
  readonly clock: Clock
  /** Read, new, and sealed as they should be. Under way until {@link Intake.done} is told of them. */
  readonly verified: (sigils: readonly Sigil[], from: WeaverId) => void
  readonly dissolved: (dissolved: readonly Dissolved[]) => void
  /** Where what is vouched for is worth knowing before it is verified [SE8]. */
  readonly preview: Pick<Preview, 'isTaking' | 'take' | 'whenSeen'>
  /** A pack could not be read to its end; why, in words. */
  readonly unreadable: (detail: string, from: WeaverId) => void
}

export interface Intake {
  /** Takes a pack. */
  readonly take: (pack: Uint8Array, from: WeaverId) => void
  /** The weaver knows these by now. */
  readonly done: (sigils: readonly Sigil[]) => void
  /** Being verified, or verified and not in the weaver yet: not worth asking for again. */
  readonly isUnderWay: (id: SigilId) => boolean
  /** How many are under way, with a pack that is still being read counted as one. */
  readonly underWay: () => number
  /** Packs are being read, or told apart into what is vouched for and what is not. */
  readonly isReading: () => boolean
}

/** Bytes that a pack may grow to as it is read, to one of its own: what it repeats is told in it but once. */
const growth = 4

/** Sigils that make up no more claims than a verifier judges at once. */
const handful = 4

export function createIntake(deps: IntakeDeps): Intake {
  const { weaver, verifier, hash, clock, preview } = deps
  const examine = verifier.examine ?? createExamine(verifier, hash)
  const underWay = new Set<SigilId>()
  let underWayBytes = 0
  let reading = 0
  /** Packs of which something is still to be foretold. */
  let foretelling = 0

  /** Nobody may pile up more than we can check; what is left out is unknown, and asked for again. */
  const hasRoom = (): boolean =>
    underWay.size < maxUnderWaySigils && underWayBytes < maxUnderWayBytes

  function take(pack: Uint8Array, from: WeaverId): void {
    if (hasRoom()) void judge(pack, from)
  }

  async function judge(pack: Uint8Array, from: WeaverId): Promise<void> {
    let stopReading = startReading(pack)
    let chosen: readonly Sigil[] = []
    const chooseNew = (read: ReadPack): readonly Sigil[] => {
      stopReading()
      stopReading = () => {}
      chosen = choose(read, from)
      if (preview.isTaking()) void foresee(chosen)
      return chosen
    }
    const mayJudge = preview.whenSeen()
    const verdicts = await examine(pack, weaver.chorus, chooseNew, mayJudge).catch(
      (error: unknown) => {
        // Unjudged is unknown again, so that it may be asked for again.
        stopReading()
        done(chosen)
        throw error
      },
    )
    const genuine = chosen.filter((_, at) => verdicts[at] === 'genuine')
    const forged = chosen.filter((_, at) => verdicts[at] !== 'genuine')
    done(forged)
    const refused = chosen.flatMap((sigil, at) =>
      verdicts[at] === 'genuine'
        ? []
        : [dissolvedOf(forgery(sigil, verdicts[at] === 'not-sponsored'), sigil.id, from)],
    )
    if (refused.length > 0) deps.dissolved(refused)
    if (genuine.length > 0) deps.verified(genuine, from)
  }

  async function foresee(sigils: readonly Sigil[]): Promise<void> {
    const tips = tipsOf(sigils)
    foretelling += 1
    // What can't be foretold will be judged in its turn.
    const genuine = await genuineOf(tips).catch(() => [])
    foretelling -= 1
    preview.take(vouchedFor(sigils, new Set(genuine)))
  }

  /** A handful at a time: so few claims are judged ahead of all that the verifier has in hand. */
  async function genuineOf(tips: readonly Sigil[]): Promise<readonly Sigil[]> {
    const handfuls = Array.from({ length: Math.ceil(tips.length / handful) }, (_, at) =>
      tips.slice(at * handful, (at + 1) * handful),
    )
    const judged = await Promise.all(
      handfuls.map((some) => judgeSigils(some, weaver.chorus, verifier)),
    )
    const verdicts = judged.flat()
    return tips.filter((_, at) => verdicts[at] === 'genuine')
  }

  /** Until what it returns is called, the pack counts for what it may become. */
  function startReading({ length }: Uint8Array): () => void {
    reading += 1
    underWayBytes += length * growth
    return () => {
      reading -= 1
      underWayBytes -= length * growth
    }
  }

  function choose({ readings, fault }: ReadPack, from: WeaverId): readonly Sigil[] {
    const fresh: Sigil[] = []
    const refused: Dissolved[] = []
    for (const read of readings) {
      if (!hasRoom()) break
      if (!read.ok) refused.push(dissolvedOf(read.refusal, null, from))
      else if (!weaver.knows(read.sigil.id) && !underWay.has(read.sigil.id)) {
        underWay.add(read.sigil.id)
        underWayBytes += read.sigil.bytes.length
        fresh.push(read.sigil)
      }
    }
    if (refused.length > 0) deps.dissolved(refused)
    if (fault !== null) {
      const { form, detail } = fault
      deps.unreadable(`It sent a pack that cannot be read (${form}: ${detail}).`, from)
    }
    return fresh
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

  return {
    take,
    done,
    isUnderWay: (id) => underWay.has(id),
    underWay: () => underWay.size + reading,
    isReading: () => reading + foretelling > 0,
  }
}

function forgery(sigil: Sigil, isSealed: boolean): Refusal {
  const detail = isSealed
    ? 'the sponsor of this join never signed for its author'
    : 'the seal was not made by its author over these bytes'
  return { kind: 'forged', claimed: sigil.author, detail }
}
