/**
 * The live session: opens one chorus and keeps weaver, vault and currents in
 * step (PROTOCOL.md §SS). The five transmutations of AL-7.3 §29.3 pass through
 * here: immutation (pen), emanation (neighbours), resonance (intake),
 * integration (weaver), calcification (keeper and digests).
 */

import type { Currents } from '../network/link'
import { type ChorusId, strandIdFrom, type WeaverId, weaverIdFrom } from '../protocol/ids'
import type { Clock, Entropy, Hash, Schedule, Signer, Verifier } from '../protocol/ports'
import { createWeaver, type Resonance } from '../protocol/weaver'
import { changed, type ChorusRecord, type RecordChange } from '../storage/keyring'
import type { Vault } from '../storage/vault'
import { createGate } from './admission'
import { createAuthoring } from './authoring'
import { changeRefusal, reasonAgainstChange } from './change'
import type { Chorus } from './chorus'
import { createDeferred } from './deferred'
import { createEventHub, createLossTeller, tellResonance } from './events'
import { holdingsOf } from './holdings'
import { createInboxMarks } from './inbox-marks'
import { createIntake } from './intake'
import { createIntegration } from './integration'
import { createKeeper } from './keeper'
import { createNeighbours } from './neighbours'
import { createPen } from './pen'
import { createPresences } from './presence'
import { brokenMessage, createRefusals } from './refusals'
import { openFromVault } from './reopen'
import { createShownOut } from './shown-out'
import { createSnapshots } from './snapshots'
import { createSettled, createStanding } from './standing'
import { createView } from './view'

export interface SessionDeps {
  readonly chorus: ChorusId
  readonly record: ChorusRecord
  readonly signer: Signer
  /** Other keys of this browser in this chorus. */
  readonly kin: readonly Signer[]
  readonly signerFromSeed: (seed: Uint8Array) => Promise<Signer>
  readonly vault: Vault
  readonly currents: readonly Currents[]
  readonly verifier: Verifier
  readonly hash: Hash
  readonly entropy: Entropy
  readonly clock: Clock
  /** What sigils are stamped by, where that is another clock. */
  readonly stampClock?: Clock
  readonly schedule: Schedule
  /** Drawn for loss and jitter of the weather alone, 0 to 1. */
  readonly random: () => number
  readonly remember: (change: RecordChange) => Promise<void>
}

export async function openSession(deps: SessionDeps): Promise<Chorus> {
  const { chorus, signer, vault, verifier, hash, entropy, schedule, clock } = deps
  const { stampClock = clock } = deps
  const self = weaverIdFrom(signer.key)
  let record = deps.record
  let closed = false
  let closing: Promise<void> | null = null
  const { tell, tellFacts, subscribe, clear } = createEventHub()
  const refusals = createRefusals(tellFacts, (from) => neighbours.refused(from, 1))
  const opened = createDeferred<void>()
  const weaver = createWeaver({ chorus, clock, hash })
  await openFromVault(weaver, vault)

  const keeper = createKeeper({ vault, schedule, everything: weaver.sigils, changed: tellFacts })
  const snapshots = createSnapshots({ vault, weaver, keeper, schedule })
  const pen = createPen({
    weaver,
    signer,
    strand: { author: self, strand: strandIdFrom(entropy.bytes(8)), tip: null },
    hash,
    clock,
    // A clock known to be wrong says nothing: drafts then step from their links [ST6].
    stampClock: { now: () => (neighbours.clockOffMs() === null ? stampClock.now() : 0) },
    schedule,
    sealed: (sigil, resonance) => {
      const kept = keeper.keep([sigil], true)
      afterIntegration(resonance, self)
      if (sigil.deed.kind === 'transmute') presences.sealed(sigil.deed.glyph)
      return kept
    },
    lost: createLossTeller(weaver, tell),
    idle: () => integration.goOn(),
  })
  const view = createView(weaver, pen, self)
  const integration = createIntegration({
    weaver,
    clock,
    schedule,
    mayIntegrate: pen.isIdle,
    hurry: pen.hurry,
    entered: (sigils) => intake.done(sigils),
    integrated: (resonance, from) => {
      refusals.note(resonance.dissolved)
      afterIntegration(resonance, from)
    },
  })
  const intake = createIntake({
    weaver,
    verifier,
    hash,
    clock,
    verified: integration.take,
    dissolved: (refused) => {
      refusals.note(refused)
      refusals.note(weaver.dissolve(refused.flatMap(({ sigil }) => sigil ?? [])))
    },
  })
  const neighbours = createNeighbours({
    ...deps,
    weaver,
    received: intake.take,
    isUnderWay: intake.isUnderWay,
    presences: () => presences,
    broke: (detail, from) => refusals.note([brokenMessage(detail, from, clock.now())]),
    changed: () => {
      tellFacts()
      if (!closed) gate.knock()
    },
  })
  const presences = createPresences({ ...deps, weaver, pen, neighbours, note: refusals.note, tell })
  const gate = createGate({
    weaver,
    self: signer,
    invite: record.inviteSeed && (await deps.signerFromSeed(record.inviteSeed)),
    kin: deps.kin,
    name: () => record.weaverName,
    // All that was offered is not only here, but read, verified and integrated.
    inStep: () => neighbours.caughtUp() && intake.underWay() === 0 && integration.isIdle(),
    declare: (join) => pen.declare(join).sealed,
    opened: () => {
      void remember({ name: weaver.facts()?.name ?? '' })
      opened.resolve()
      tellFacts()
    },
    turnedAway: () =>
      opened.reject(changeRefusal('removed', 'This link was closed since. Ask for a new one.')),
    // Until our join is on the disk, the invite is all that could make it anew.
    joined: () =>
      void keeper.whenIdle().then(async () => {
        if (keeper.unkept() === 0 && !gate.needsInvite()) await remember({ inviteSeed: null })
      }),
  })

  const shownOut = createShownOut(weaver, self, { record: () => record, remember })

  function afterIntegration(resonance: Resonance, from: WeaverId): void {
    const own = from === self
    if (resonance.integrated.length > 0) {
      // What a closed tab could not keep any more, its neighbours hold.
      if (!own) keeper.keep(resonance.integrated, false).catch(() => {})
      neighbours.emanate(resonance.integrated, from)
      snapshots.later()
    }
    tellResonance(tell, resonance, own)
    shownOut.heard(resonance)
    integration.awaitHeld()
    gate.knock()
    tellFacts()
  }

  function remember(change: RecordChange): Promise<void> {
    record = changed(record, change)
    return deps.remember(change)
  }

  const reasonAgainst = (): Error | null =>
    reasonAgainstChange(closed, gate.isOpen(), weaver.admittedAs(self))

  async function close(): Promise<void> {
    await pen.whenIdle()
    closed = true
    presences.stop()
    opened.reject(changeRefusal('closed', 'This chorus was closed before it had joined.'))
    // Neighbours first: a tab that is being closed may get no further than this.
    neighbours.stop()
    integration.stop()
    keeper.stop()
    const counts = { glyphs: weaver.glyphIds().length, weavers: weaver.admitted().length }
    // What fails here costs the threshold a number, or the next opening some time.
    await Promise.allSettled([remember(counts), snapshots.now()])
    vault.close()
    clear()
  }

  shownOut.opened()
  neighbours.start()
  gate.knock()
  integration.awaitHeld()

  return {
    id: chorus,
    self,
    name: () => weaver.facts()?.name ?? record.name,
    ...createStanding({ self, weaver, pen, keeper, neighbours, gate }),
    tides: neighbours.tides,
    setTides: neighbours.setTides,
    ...view,
    facets: weaver.facets,
    ...createAuthoring({
      ...deps,
      ...view,
      weaver,
      pen,
      keeper,
      self,
      record: () => record,
      remember,
      reasonAgainst,
      tell,
    }),
    ...holdingsOf(weaver),
    verifier,
    hash,
    ...createInboxMarks({ record: () => record, remember, changed: tellFacts }),
    waiting: weaver.waiting,
    dissolved: refusals.list,
    settled: createSettled({ pen, keeper, neighbours }, () => closed),
    ready: opened.promise,
    ...presences.looks,
    subscribe,
    close: () => (closing ??= close()),
  }
}
