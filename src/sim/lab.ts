/**
 * Conflict lab: two to six weavers in one page (PROTOCOL.md §LB). Standard term:
 * deterministic simulation, here to be looked at.
 *
 * The sessions are the product's own, with their core, sync, handshake and
 * seals. Time, currents and clocks are simulated; scenario, seed and settings
 * decide all that happens, until a person takes a hand in it.
 */

import type { Chorus } from '../chorus/chorus'
import { createHall, type Hall } from '../chorus/hall'
import { createSeedSigner } from '../platform/nacl'
import type { ChorusId, SigilId, WeaverId } from '../protocol/ids'
import { encodeMessage, decodeMessage } from '../protocol/message-codec'
import { packAsItIs } from '../protocol/pack'
import { readPack } from '../protocol/pack-reader'
import type { Hash, Signer } from '../protocol/ports'
import { createMemoryKeyring } from '../storage/memory-keyring'
import { createMemorySeats } from '../storage/memory-seats'
import { createMemoryVault } from '../storage/memory-vault'
import type { Vault } from '../storage/vault'
import { createLabClock, type SettableClock } from './lab-clock'
import { createJournal } from './lab-journal'
import type { Flight, LabClock, LabOutcome, LabSettings } from './lab-model'
import { labName, labPeople, type LabPerson } from './lab-people'
import type { Cast, Script } from './lab-script'
import { createLabSeals } from './lab-seals'
import { onScreen, sigilsOf, type Stage } from './lab-stage'
import { letPromisesBeKept } from './lab-turns'
import { createLabWires } from './lab-wires'
import { labGatherMs, labPatienceMs, labPreludeMs } from './limits'
import { createRandom, type Random } from './random'
import { createTime } from './time'

export interface LabDeps {
  readonly script: Script
  readonly settings: LabSettings
  readonly hash: Hash
  /** Lets the page have its turn. */
  readonly turn: () => Promise<void>
  /** Something has happened outside of a step: a person's doing. */
  readonly stirred: () => void
  /** False once nobody waits for it to open any more. */
  readonly isAwaited: () => boolean
}

/** Ten in the morning, so that stamps are easily read. */
const zeroMs = Date.UTC(2026, 0, 1, 10)

/** Founds, invites and joins, all in peace; resolves as the scenario may begin. */
export async function openLab(deps: LabDeps): Promise<Stage> {
  const { script, settings, hash } = deps
  const random = createRandom(settings.seed)
  const time = createTime(zeroMs - labPreludeMs)
  const people = labPeople(settings.weavers)
  const seals = createLabSeals(hash, deps.turn)
  const clocks = people.map(() => createLabClock(time, zeroMs))
  const sessions: (Chorus | null)[] = people.map(() => null)
  let chorusId: ChorusId | null = null
  /** Null until the scenario begins. */
  let cast: Cast | null = null
  let actsLeft = 0
  let outcome: LabOutcome | null = null
  let isCalcified = true
  let stirredMs = -labGatherMs
  let isOver = false

  const hasEnded = (): boolean => isOver
  const nowMs = (): number => time.now() - zeroMs
  const nameOf = (weaver: WeaverId): string =>
    people.find((one) => one.weaver === weaver)?.name ?? weaver.slice(0, 6)
  const signerOf = (weaver: WeaverId): Signer | undefined =>
    people.find((one) => one.weaver === weaver)?.signer
  const journal = createJournal({ nowMs, sessions: () => sessions, nameAt: labName, nameOf })
  const wires = createLabWires({
    time,
    random: createRandom(random.int(2 ** 32)),
    weavers: people.length,
    read,
    sent: (flight) => {
      journal.sent(inLabTime(flight))
      deps.stirred()
    },
    lost: (flight) => journal.lost(inLabTime(flight)),
  })

  const halls = people.map((person, nth) =>
    createLabHall(person, {
      hash,
      random: createRandom(random.int(2 ** 32)),
      clock: clocks[nth] ?? createLabClock(time, zeroMs),
      time,
      verifier: seals.verifier,
      currents: wires.currentsFor(nth),
      kept: (ids) => journal.kept(nth, ids),
    }),
  )

  /** Sigils that a message carries, as far as they can be read. */
  function read(message: Uint8Array): readonly SigilId[] {
    const decoded = decodeMessage(message)
    if (!decoded.ok || decoded.message.kind !== 'sigils' || chorusId === null) return []
    const id = chorusId
    return readPack(decoded.message.pack, id, hash).readings.flatMap((reading) => {
      if (!reading.ok) return []
      journal.know(reading.sigil)
      return [reading.sigil.id]
    })
  }

  const inLabTime = (flight: Flight): Flight => ({
    ...flight,
    leftMs: flight.leftMs - zeroMs,
    dueMs: flight.dueMs - zeroMs,
  })

  async function settle(): Promise<void> {
    await letPromisesBeKept()
    while (seals.isBusy() && !hasEnded()) {
      // A seal is being judged, and the page gets its turn meanwhile.
      await deps.turn()
      await letPromisesBeKept()
    }
  }

  async function step(): Promise<void> {
    time.step()
    await settle()
    look()
  }

  async function waitUntil(ms: number): Promise<void> {
    const untilMs = zeroMs + ms
    // So that time gets there, even where nothing else is due.
    if (untilMs > time.now()) time.after(untilMs - time.now(), () => {})
    while (!hasEnded() && (time.dueMs() ?? Infinity) <= untilMs) await step()
  }

  async function passUntil(isTrue: () => boolean, what: string): Promise<void> {
    await settle()
    while (!isTrue()) {
      if (!deps.isAwaited()) throw new Error('left before it had opened')
      if (time.now() >= zeroMs || time.dueMs() === null)
        throw new Error(`the lab never came to ${what}`)
      time.step()
      await settle()
    }
  }

  /** Waits for a promise that takes virtual time to be kept. */
  async function within<T>(promise: Promise<T>, what: string): Promise<T> {
    let isDone = false
    const watched = promise.finally(() => {
      isDone = true
    })
    watched.catch(() => {})
    await passUntil(() => isDone, what)
    return watched
  }

  async function begin(): Promise<Cast> {
    const [founder, ...others] = halls
    if (founder === undefined) throw new Error('a lab without weavers')
    const chorus = await within(founder.found('Conflict lab', labName(0)), 'its founding')
    chorusId = chorus.id
    enter(0, chorus)
    const link = await within(chorus.invite('weave'), 'its invite')
    for (const [at, hall] of others.entries()) {
      enter(at + 1, await within(hall.join(link, labName(at + 1)), 'a join'))
    }
    await passUntil(
      () => players().every(({ status }) => status().phase === 'open'),
      'all being in',
    )
    const { glyph, kept } = chorus.create(script.note)
    await within(kept, 'its first note')
    await passUntil(() => isLevel(), 'rest')
    await waitUntil(0)
    return {
      people,
      random: createRandom(random.int(2 ** 32)),
      glyph,
      chorus: (nth) => players()[nth] ?? chorus,
      setCurrent: stage.setCurrent,
      hand,
      tell: journal.tell,
    }
  }

  function hand(from: number, to: number, sigils: readonly Uint8Array[]): void {
    const message = encodeMessage({ kind: 'sigils', isAnswer: false, pack: packAsItIs(sigils) })
    for (const id of read(message)) {
      if (journal.known(id)?.author !== people[from]?.weaver) journal.noteForged(id)
    }
    wires.inject(from, to, message)
  }

  function enter(nth: number, chorus: Chorus): void {
    sessions[nth] = chorus
    chorus.subscribe((event) => {
      if (event.kind !== 'glyphs' || event.remote) return
      stirredMs = nowMs()
      deps.stirred()
    })
  }

  const players = (): readonly Chorus[] => sessions.filter((one) => one !== null)
  const isLevel = (): boolean => new Set(players().map((one) => one.digest())).size === 1

  function look(): void {
    journal.look()
    const digest = calcified()
    if (digest !== null && !isCalcified) {
      const count = honest()[0]?.count() ?? 0
      const kind = script.liars.length > 0 ? 'honest weavers' : 'weavers'
      const who = honest().length === 2 ? `Both ${kind}` : `All ${honest().length} ${kind}`
      journal.tell(
        'calcification',
        null,
        `${who} hold the same ${count} sigils: calcified (digest ${digest.slice(0, 8)}…).`,
      )
    }
    isCalcified = digest !== null
    if (cast !== null && actsLeft === 0 && (outcome === null || script.id === 'free')) {
      const found = script.outcome({ cast, journal, wires, calcified: restful() ? digest : null })
      outcome = found ?? outcome
    }
  }

  const honest = (): readonly Chorus[] =>
    sessions.filter((one, nth) => one !== null && !script.liars.includes(nth)) as readonly Chorus[]

  function calcified(): string | null {
    const [first, ...others] = honest().map((chorus) => chorus.digest())
    return first !== undefined && others.every((digest) => digest === first) ? first : null
  }

  const restful = (): boolean => wires.flights().every(({ sigils }) => sigils.length === 0)

  function isQuiet(): boolean {
    if (actsLeft > 0 || nowMs() - stirredMs < labGatherMs) return false
    // What is held for a clock’s sake has its time, however far off that is.
    if (players().some((one) => one.waiting().some(({ heldMs }) => heldMs !== undefined))) {
      return false
    }
    if (nowMs() - Math.max(stirredMs, journal.lastMs()) > labPatienceMs) return true
    if (!restful() || players().some((one) => one.status().unkept > 0)) return false
    return wires.currents().every(({ a, b, isOpen }) => {
      return !isOpen || sessions[a]?.digest() === sessions[b]?.digest()
    })
  }

  function setClock(nth: number, clock: LabClock): void {
    clocks[nth]?.set(clock)
    journal.tell('clock', nth, clockWords(labName(nth), clock))
    deps.stirred()
  }

  const stage: Stage = {
    nowMs,
    epochMs: () => zeroMs,
    dueMs: () => {
      const dueMs = time.dueMs()
      return dueMs === null ? null : dueMs - zeroMs
    },
    step,
    waitUntil,
    look,
    players: () =>
      people.map(({ nth, weaver, name }) => ({
        nth,
        weaver,
        name,
        clock: clocks[nth]?.get() ?? { offMs: 0, isStopped: false },
        isLiar: script.liars.includes(nth),
        chorus: sessions[nth] ?? null,
      })),
    currents: () => [...wires.currents()],
    flights: () => wires.flights().map(inLabTime),
    events: journal.events,
    outcome: () => outcome,
    calcified,
    isQuiet,
    setTides: wires.setTides,
    setClock,
    chorus: () => onScreen(players()),
    sandbox: (nth) => {
      const chorus = sessions[nth]
      return chorus === null || chorus === undefined
        ? null
        : { chorus: chorus.id, sigils: sigilsOf(chorus), nameOf, signerOf }
    },
    setCurrent: (a, b, isOpen) => {
      wires.setCurrent(a, b, isOpen)
      const what = isOpen ? 'flows again' : 'is cut'
      journal.tell('current', null, `The current between ${labName(a)} and ${labName(b)} ${what}.`)
      deps.stirred()
    },
    close: () => {
      isOver = true
      for (const chorus of players()) void chorus.close()
    },
  }

  cast = await begin()
  wires.setTides(settings)
  wires.setMeddling(script.meddling)
  for (const [nth, clock] of settings.clocks.entries()) clocks[nth]?.set(clock)
  journal.begin()
  const acts = script.acts(cast)
  actsLeft = acts.length
  for (const { atMs, play } of acts) {
    time.after(atMs, () => {
      actsLeft -= 1
      play()
    })
  }
  return stage
}

function clockWords(name: string, { offMs, isStopped }: LabClock): string {
  if (isStopped)
    return `${name}’s clock stands still at ten o’clock${offMs === 0 ? '' : ', and is off as well'}.`
  if (offMs === 0) return `${name}’s clock is right.`
  return `${name}’s clock is ${Math.abs(offMs) / 1000} s ${offMs < 0 ? 'slow' : 'fast'}.`
}

interface LabHallDeps {
  readonly hash: Hash
  readonly random: Random
  readonly clock: SettableClock
  readonly time: ReturnType<typeof createTime>
  readonly verifier: ReturnType<typeof createLabSeals>['verifier']
  readonly currents: ReturnType<ReturnType<typeof createLabWires>['currentsFor']>
  readonly kept: (ids: readonly SigilId[]) => void
}

/** One browser with one tab: its key is the person's, and its disk is memory. */
function createLabHall({ seed }: LabPerson, deps: LabHallDeps): Hall {
  const { random, clock, time, hash, verifier } = deps
  const keyMaker = {
    mint: async () => ({ seed }),
    revive: async (stored: unknown) =>
      createSeedSigner((stored as { readonly seed: Uint8Array }).seed),
    fromSeed: async (from: Uint8Array) => createSeedSigner(from),
  }
  const vault = createMemoryVault()
  return createHall({
    keyring: createMemoryKeyring(keyMaker),
    keyMaker,
    seats: createMemorySeats(),
    openVault: async () => noting({ ...vault, close: () => {} }, deps.kept),
    deleteVault: async () => {},
    currentsFor: () => [deps.currents],
    verifier,
    hash,
    entropy: { bytes: random.bytes },
    clock,
    stampClock: clock.stamps,
    schedule: time,
    random: random.share,
    lastSeat: { get: () => null, set: () => {} },
  })
}

/** A session hands each sigil to its vault as it has integrated it: there the lab looks on. */
function noting(vault: Vault, kept: (ids: readonly SigilId[]) => void): Vault {
  return {
    ...vault,
    keep: (sigils) => {
      kept(sigils.map(({ id }) => id))
      return vault.keep(sigils)
    },
  }
}
