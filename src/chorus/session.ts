/**
 * The live session: opens one chorus and keeps weaver, vault and currents in
 * step (PROTOCOL.md §SS). The five transmutations of AL-7.3 §29.3 pass through
 * here: immutation (pen), emanation (neighbours), resonance (intake),
 * integration (weaver), calcification (keeper and digests).
 */

import type { Currents } from '../network/link'
import { type ChorusId, strandIdFrom, type WeaverId, weaverIdFrom } from '../protocol/ids'
import type { Clock, Entropy, Hash, Schedule, Signer, Verifier } from '../protocol/ports'
import type { Admitted } from '../protocol/trace'
import { createWeaver, type Resonance } from '../protocol/weaver'
import type { RecordChange } from '../storage/keyring'
import type { Vault } from '../storage/vault'
import { createGate, forgetInvite } from './admission'
import { createArrivals } from './arrivals'
import { createAuthoring } from './authoring'
import { changeRefusal, reasonAgainstChange } from './change'
import type { Chorus } from './chorus'
import { createDeferred } from './deferred'
import { createEventHub, createLossTeller } from './events'
import { createGreeting } from './greeting'
import type { Stale } from './ground'
import { finishReading, notAdmitted, standingBy, tellStale, type Viewer } from './handover'
import { holdingsOf } from './holdings'
import { createInboxMarks } from './inbox-marks'
import { createKeeper } from './keeper'
import { leave } from './leaving'
import { createNeighbours } from './neighbours'
import { createPen } from './pen'
import { createPresences } from './presence'
import { createPreview } from './preview'
import { openReading } from './reading'
import { brokenMessage, createRefusals } from './refusals'
import { createRemembered } from './remembered'
import { createShownOut } from './shown-out'
import { createSnapshots } from './snapshots'
import { createStanding } from './standing'
import { createView } from './view'

export interface SessionDeps extends Viewer {
  readonly chorus: ChorusId
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
  const { chorus, signer, vault, hash, entropy, schedule, clock, stampClock = clock } = deps
  const self = weaverIdFrom(signer.key)
  const remembered = createRemembered(deps)
  const { record, remember } = remembered
  let closed = false
  let closing: Promise<void> | null = null
  const { tell, tellFacts, subscribe, clear } = createEventHub()
  const { note, list: dissolved } = createRefusals(tellFacts, (from) => neighbours.refused(from, 1))
  const opened = createDeferred<void>()
  const weaver = createWeaver({ chorus, clock, hash })
  const shared = { ...deps, weaver, changed: tellFacts }
  const reading = await openReading({ ...shared, tookOver })

  const { inviteSeed } = deps.record
  const invite = inviteSeed && (await deps.signerFromSeed(inviteSeed))
  const keeper = createKeeper({
    vault,
    schedule,
    everything: () => reading.whole().then(weaver.sigils),
    changed: tellFacts,
  })
  const isBusy = (): boolean => !arrivals.isIdle()
  const snapshots = createSnapshots({ ...shared, keeper, isBusy })
  const preview = createPreview({
    ...shared,
    reading,
    isReading: () => arrivals.isReading(),
    tell,
    over: () => gate.knock(),
  })
  const { ground, board } = preview
  const pen = createPen({
    weaver,
    signer,
    strand: { author: self, strand: strandIdFrom(entropy.bytes(8)), tip: null },
    hash,
    clock,
    // A clock known to be wrong says nothing: drafts then step from their links [ST6].
    stampClock: { now: () => (neighbours.clockOffMs() === null ? stampClock.now() : 0) },
    schedule,
    sealed: (sigils, resonance) => {
      const kept = keeper.keep(sigils, true)
      afterIntegration(resonance, self)
      for (const glyph of resonance.touched) presences.sealed(glyph)
      return kept
    },
    lost: createLossTeller((glyph) => ground().text(glyph), tell),
    idle: () => arrivals.goOn(),
    held: !reading.isWhole(),
    waits: reading.recall,
  })
  const view = createView(ground, pen, self)
  const arrivals = createArrivals({
    ...shared,
    pen,
    preview,
    note,
    integrated: afterIntegration,
    unreadable: (detail, from) => neighbours.unreadable(detail, from),
  })
  const greeting = createGreeting({ ...shared, reading, gate: () => gate })
  const neighbours = createNeighbours({
    ...shared,
    self,
    greet: greeting.greet,
    received: arrivals.take,
    isUnderWay: arrivals.isUnderWay,
    presences: () => presences,
    broke: (detail, from) => note([brokenMessage(detail, from, clock.now())]),
    changed: () => {
      tellFacts()
      if (!closed) knock()
    },
  })
  const parts = { board, self, pen, keeper, neighbours, reading, ground, tell }
  const presences = createPresences({ ...shared, ...parts, note, atWork: reading.recall })
  const gate = createGate({
    weaver,
    self: signer,
    invite,
    kin: deps.kin,
    name: () => record().weaverName,
    inStep: () => isInStep() && preview.isOver(),
    declare: (join) => pen.declare(join).sealed,
    opened: () => {
      void remember({ name: weaver.facts()?.name ?? '' })
      pen.release(reasonAgainst())
      opened.resolve()
      tellFacts()
    },
    turnedAway: () =>
      opened.reject(changeRefusal('removed', 'This link was closed since. Ask for a new one.')),
    joined: () => void forgetInvite({ keeper, gate, remember }),
  })

  const shownOut = createShownOut(weaver, self, remembered)

  function afterIntegration(resonance: Resonance, from: WeaverId): void {
    const own = from === self
    if (resonance.integrated.length > 0) {
      // What a closed tab could not keep any more, its neighbours hold.
      if (!own) keeper.keep(resonance.integrated, false).catch(() => {})
      neighbours.emanate(resonance.integrated, from)
      snapshots.later(resonance.touched)
    }
    const shown = reading.isWhole() ? preview : reading
    shown.follow(resonance, own)
    shownOut.heard(resonance)
    arrivals.awaitHeld()
    knock()
    tellFacts()
  }

  /** All that was offered is not only here, but read, verified and integrated. */
  const isInStep = (): boolean => neighbours.caughtUp() && !isBusy()

  /** Before the history is read nobody knows whether this is a first visit. */
  function knock(): void {
    if (!reading.isWhole()) return
    if (isInStep()) preview.end()
    gate.knock()
  }

  /** Who is shown a face is one of the chorus, or a further tab of somebody who is. */
  const standing = (): Admitted | undefined =>
    pen.isHeld() ? standingBy(reading.ground(), deps) : weaver.admittedAs(self)

  const reasonAgainst = (): Error | null =>
    reasonAgainstChange(closed, pen.isHeld() || gate.isOpen(), standing())

  function tookOver(stale: readonly Stale[]): void {
    tellStale(stale, { weaver, pen, tell })
    begin()
    // No gate will open for whoever the history does not know.
    if (!gate.isOpen() && standing() === undefined) pen.release(reasonAgainst() ?? notAdmitted())
    tellFacts()
  }

  function begin(): void {
    snapshots.begin(reading.face)
    shownOut.opened()
    gate.knock()
    arrivals.awaitHeld()
  }

  async function close(): Promise<void> {
    await finishReading(reading, pen)
    await pen.whenIdle()
    closed = true
    opened.reject(changeRefusal('closed', 'This chorus was closed before it had joined.'))
    await leave({ ...parts, ...remembered, presences, arrivals, preview, snapshots, vault })
    clear()
  }

  if (reading.isWhole()) {
    neighbours.start()
    begin()
  } else reading.goOn(neighbours.start)

  return {
    id: chorus,
    self,
    name: () => weaver.facts()?.name ?? record().name,
    ...createStanding({ ...parts, gate, greeting, isClosed: () => closed }),
    tides: neighbours.tides,
    setTides: neighbours.setTides,
    ...view,
    ...createAuthoring({ ...shared, ...view, ...parts, ...remembered, reasonAgainst }),
    ...holdingsOf({ ...shared, ...parts }),
    ...createInboxMarks({ ...remembered, changed: tellFacts }),
    dissolved,
    ready: opened.promise,
    ...presences.looks,
    subscribe,
    close: () => (closing ??= close()),
  }
}
