/**
 * The live session: opens one chorus and keeps weaver, vault and currents in
 * step (PROTOCOL.md §SS). The five transmutations of AL-7.3 §29.3 pass through
 * here: immutation (pen), emanation (neighbours), resonance (intake),
 * integration (weaver), calcification (keeper and digests).
 */

import type { Currents } from '../network/link'
import { toHex } from '../protocol/bytes'
import { type ChorusId, type GlyphId, strandIdFrom, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { writeInvitation } from '../protocol/invitation'
import type { Clock, Entropy, Hash, Schedule, Signer, Verifier } from '../protocol/ports'
import type { Role } from '../protocol/sigil'
import type { Dissolved } from '../protocol/trace'
import { createWeaver, type GlyphState, type Resonance } from '../protocol/weaver'
import type { ChorusRecord } from '../storage/keyring'
import type { Vault } from '../storage/vault'
import { createGate } from './admission'
import { changeRefusal } from './change'
import type { Chorus, ChorusEvent } from './chorus'
import { createDeferred } from './deferred'
import { createIntake } from './intake'
import { createIntegration } from './integration'
import { createKeeper } from './keeper'
import { maxDissolvedShown } from './limits'
import { createNeighbours } from './neighbours'
import { applySplices, layOver } from './overlay'
import { createPen } from './pen'
import { openFromVault } from './reopen'
import { createSnapshots } from './snapshots'
import { createWriting } from './writing'

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
  readonly schedule: Schedule
  /** Drawn for loss and jitter of the weather alone, 0 to 1. */
  readonly random: () => number
  readonly remember: (change: Partial<ChorusRecord>) => Promise<void>
}

export async function openSession(deps: SessionDeps): Promise<Chorus> {
  const { chorus, signer, vault, verifier, hash, entropy, schedule, clock } = deps
  const self = weaverIdFrom(signer.key)
  let record = deps.record
  let dissolved: readonly Dissolved[] = []
  let closed = false
  const listeners = new Set<(event: ChorusEvent) => void>()
  const opened = createDeferred<void>()
  const weaver = createWeaver({ chorus, clock, hash })
  await openFromVault(weaver, vault, hash)

  const keeper = createKeeper({ vault, schedule, everything: weaver.sigils, changed: tellFacts })
  const snapshots = createSnapshots({ vault, weaver, keeper, schedule })
  const pen = createPen({
    weaver,
    signer,
    strand: { author: self, strand: strandIdFrom(entropy.bytes(8)), tip: null },
    hash,
    clock,
    // A clock known to be wrong says nothing: drafts then step from their links [ST6].
    stampClock: { now: () => (neighbours.clockOffMs() === null ? clock.now() : 0) },
    schedule,
    sealed: (sigil, resonance) => {
      const kept = keeper.keep([sigil], true)
      afterIntegration(resonance, self)
      return kept
    },
    idle: () => integration.goOn(),
  })
  const integration = createIntegration({
    weaver,
    clock,
    schedule,
    mayIntegrate: pen.isIdle,
    hurry: pen.hurry,
    integrated: (resonance, from) => {
      noteDissolved(resonance.dissolved)
      afterIntegration(resonance, from)
    },
  })
  const intake = createIntake({
    weaver,
    verifier,
    hash,
    clock,
    verified: integration.take,
    dissolved: (refused, from) => {
      noteDissolved(refused)
      neighbours.refused(from, refused.length)
    },
  })
  const neighbours = createNeighbours({
    ...deps,
    weaver,
    received: intake.take,
    isUnderWay: intake.isUnderWay,
    changed: () => {
      tellFacts()
      gate.knock()
    },
  })
  const gate = createGate({
    weaver,
    self: signer,
    invite: record.inviteSeed && (await deps.signerFromSeed(record.inviteSeed)),
    kin: deps.kin,
    name: () => record.weaverName,
    inStep: neighbours.caughtUp,
    declare: (join) => pen.declare(join).sealed,
    opened: () => {
      void remember({ inviteSeed: null, name: weaver.facts()?.name ?? '' })
      opened.resolve()
      tellFacts()
    },
  })

  function afterIntegration(resonance: Resonance, from: WeaverId): void {
    const own = from === self
    if (resonance.integrated.length > 0) {
      if (!own) void keeper.keep(resonance.integrated, false)
      neighbours.emanate(resonance.integrated, from)
      snapshots.later()
    }
    // Our own splices were told as they were made.
    for (const [glyph, splices] of own ? [] : resonance.splices) {
      tell({ kind: 'body', glyph, splices, source: null })
    }
    if (resonance.touched.size > 0) {
      tell({ kind: 'glyphs', touched: resonance.touched, remote: !own })
    }
    integration.awaitHeld()
    gate.knock()
    tellFacts()
  }

  function noteDissolved(refused: readonly Dissolved[]): void {
    if (refused.length === 0) return
    dissolved = [...dissolved, ...refused].slice(-maxDissolvedShown)
    tellFacts()
  }

  function remember(change: Partial<ChorusRecord>): Promise<void> {
    record = { ...record, ...change }
    return deps.remember(change)
  }

  function tell(event: ChorusEvent): void {
    for (const listener of listeners) listener(event)
  }
  function tellFacts(): void {
    tell({ kind: 'facts' })
  }

  const glyph = (id: GlyphId): GlyphState | undefined => {
    const over = pen.pending(id)
    return over === null ? weaver.glyph(id) : layOver(id, weaver.glyph(id), over, self)
  }
  const text = (id: GlyphId): string => {
    const over = pen.pending(id)
    return over === null ? weaver.text(id) : applySplices(weaver.text(id), over.splices)
  }

  function reasonAgainst(): Error | null {
    if (closed) return changeRefusal('closed', 'This chorus is closed in this tab.')
    if (!gate.isOpen()) {
      return changeRefusal('not-open', 'Still joining: nothing can be changed before the first sync.')
    }
    return weaver.admittedAs(self)?.role === 'witness'
      ? changeRefusal('witness', 'You were invited to look on: a witness changes nothing.')
      : null
  }

  /** One invite a role and browser, so that Share always shows the same link. */
  async function invite(role: Role): Promise<string> {
    const against = reasonAgainst()
    if (against !== null) throw against
    const made = record.madeInvites[role]
    const inviteSeed = made ?? entropy.bytes(32)
    const key = toHex((await deps.signerFromSeed(inviteSeed)).key)
    if (made === undefined) {
      await remember({ madeInvites: { ...record.madeInvites, [role]: inviteSeed } })
    }
    if (weaver.inviteOf(key) === undefined) await pen.declare({ kind: 'invite', key, role }).kept
    return writeInvitation({ chorus, inviteSeed, chorusSecret: record.chorusSecret })
  }

  async function settled(): Promise<void> {
    do {
      await pen.whenIdle()
      await keeper.whenIdle()
      await neighbours.drained()
    } while (!pen.isIdle() || keeper.unkept() > 0)
  }

  async function close(): Promise<void> {
    if (closed) return
    await pen.whenIdle()
    closed = true
    // Neighbours first: a tab that is being closed may get no further than this.
    neighbours.stop()
    integration.stop()
    await remember({ glyphs: weaver.glyphIds().length, weavers: weaver.admitted().length })
    await snapshots.now()
    keeper.stop()
    vault.close()
    listeners.clear()
  }

  neighbours.start()
  gate.knock()
  integration.awaitHeld()

  return {
    id: chorus,
    self,
    name: () => weaver.facts()?.name ?? record.name,
    status: () => ({
      phase: gate.isOpen() ? 'open' : 'joining',
      currents: neighbours.state(),
      linked: neighbours.linkedPersons(),
      unkept: keeper.unkept() + pen.pendingGlyphs().length,
      unsent: neighbours.unsent(),
      calcified: neighbours.calcified(),
      digest: weaver.digest(),
      trouble: keeper.trouble(),
      clockOffMs: neighbours.clockOffMs(),
    }),
    fellows: () =>
      weaver.admitted().map((fellow) => ({
        ...fellow,
        self: fellow.weaver === self,
        linked: fellow.weaver === self || neighbours.isLinked(fellow.weaver),
        lacks: fellow.weaver === self ? 0 : neighbours.lackedBy(fellow.weaver),
      })),
    tides: neighbours.tides,
    setTides: neighbours.setTides,
    glyphIds: () => [...new Set([...weaver.glyphIds(), ...pen.pendingGlyphs()])],
    glyph,
    text,
    facets: weaver.facets,
    ...createWriting({ pen, entropy, glyph, text, reasonAgainst, tell }),
    invite,
    sigil: weaver.get,
    history: weaver.history,
    woven: weaver.woven,
    waiting: weaver.waiting,
    dissolved: () => dissolved,
    digest: weaver.digest,
    count: weaver.count,
    settled,
    ready: opened.promise,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }
}
