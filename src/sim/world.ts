/**
 * World: a whole chorus in one process, on virtual time, in which everything
 * goes wrong that can (PROTOCOL.md §SM). Standard term: deterministic simulation
 * testing, after FoundationDB.
 *
 * The sessions are the product's own, with their core, sync and handshake; only
 * time, links, disks, keys and people are simulated. One seed decides all.
 */

import type { Chorus } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import type { Currents } from '../network/link'
import { concatBytes, toHex } from '../protocol/bytes'
import type { ChorusId, SigilId } from '../protocol/ids'
import { readInvitation } from '../protocol/invitation'
import type { Hash } from '../protocol/ports'
import type { Role } from '../protocol/sigil'
import { createAir } from './air'
import { createDevice, type Device, type Tab } from './device'
import type { CreateIdbDisk } from './disk'
import { createExchange, type TabPorts } from './exchange'
import {
  type Accounts,
  countDoors,
  countVerdicts,
  findFaults,
  findLost,
  heldBy,
  tellAll,
} from './findings'
import { createGuards, type Guards } from './guards'
import { createNotary } from './keys'
import { createLiar, type Liar } from './liar'
import { act, chord } from './people'
import { drawFurtherPlan, drawPlan, type Plan } from './plan'
import { createRandom } from './random'
import { createTally } from './tally'
import { createTime, type Time } from './time'
import { createWatch } from './watch'
import { createWires, fairWeather, type Sent, type Station } from './wires'

export interface WorldDeps {
  readonly hash: Hash
  /** Lets all promises that can be kept without time be kept. */
  readonly turn: () => Promise<void>
  /** Hears of each event; for whoever replays one seed. */
  readonly log?: (line: string) => void
  /** For the worlds that have them. A browser hands in none: it would hide its own IndexedDB. */
  readonly createIdbDisk?: CreateIdbDisk
  readonly onlooker?: Onlooker
}

/** Sees all, and changes nothing: {@link WorldDeps.turn} is what holds a world up. */
export interface Onlooker {
  readonly began: (time: Time, plan: Plan) => void
  readonly opened: (tab: Tab, chorus: Chorus) => void
  readonly sent: (sent: Sent) => void
}

export interface Report {
  readonly seed: number
  readonly plan: Plan
  /** What went wrong, each in a sentence. Empty where every promise was kept. */
  readonly faults: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** Of everything that happened, in order: equal for equal seeds. */
  readonly digest: string
  readonly sigils: number
  /** Virtual seconds from the heal, or the last due stamp, to quiescence. */
  readonly quietAfterMs: number | null
  /** One honest weaver at the end, for drawing. */
  readonly survivor: Chorus | null
}

/** Virtual milliseconds after which a person reloads a tab that another may have shared its seat with. */
const reloadAfterMs = 30_000
/** Virtual milliseconds that must pass quietly, and how often that may be tried. */
const settleMs = 6_000
const mostSettlings = 4
/** Share of messages lost in the storm in which the work ends. */
const stormLoss = 0.4
const startMs = 1_700_000_000_000
/** Virtual milliseconds after the heal within which all must be quiet. */
const quietWithinMs = 60_000
/** Stamps further ahead than this are held for good, as far as a run goes. */
const patienceMs = 20 * 60_000

export async function runWorld(seed: number, deps: WorldDeps): Promise<Report> {
  const { hash } = deps
  const random = createRandom(seed)
  const plan = drawPlan(random)
  const further = drawFurtherPlan(seed)
  const tally = createTally()
  const time = createTime(startMs)
  const entropy = { bytes: random.bytes }
  const notary = createNotary(entropy, hash)
  const record = createRecord(hash)
  const log = (line: string): void => {
    const stamped = `${time.now() - startMs} ${line}`
    record.add(stamped)
    deps.log?.(stamped)
  }
  const common = { time, random, tally, log, notary, entropy, hash }
  const { onlooker } = deps
  const createIdbDisk = plan.hasIdb ? idbDisks(deps) : null
  onlooker?.began(time, plan)
  const wires = createWires(onlooker === undefined ? common : { ...common, sent: onlooker.sent })
  const exchange = createExchange({ ...common, wires })
  const air = createAir({ ...common, wires, areNear })
  const watch = createWatch({ tally, log })
  const devices: Device[] = plan.devices.map((_, nth) =>
    createDevice({
      ...common,
      nth,
      createIdbDisk,
      faceFrom: further.facesFrom[nth % further.facesFrom.length] ?? 1,
      currentsFor,
      vanish: (station) => {
        wires.vanish(station)
        exchange.vanish(station)
      },
      opened: (tab, session) => {
        watch.follow(tab, session)
        onlooker?.opened(tab, session)
      },
    }),
  )
  const liars: Liar[] = []
  /** The work is over, and the trouble goes on: what is lost now no later change asks for. */
  let isDusk = false
  let isHealed = false

  async function passGale(): Promise<void> {
    if (further.gale === null) return
    tally.count('fault: gale')
    wires.setWeather({ ...fairWeather, loss: further.gale.loss })
    await pass(further.gale.forMs)
  }

  /** With a relay, only tabs of one browser find each other by themselves. */
  function areNear(a: Station, b: Station): boolean {
    return a.device === b.device || (!plan.hasRelay && plan.areNear(a.device, b.device))
  }

  function currentsFor(tab: TabPorts, chorusSecret: Uint8Array): readonly Currents[] {
    const near = air(tab.station)
    return plan.hasRelay ? [exchange.currentsFor(tab, chorusSecret), near] : [near]
  }

  /** IndexedDB takes a few turns for one transaction; whatever takes longer is done a little later. */
  const turns = plan.hasIdb ? 6 : 1

  /** Does all that is due up to then, one thing at a time, each to its end. */
  async function pass(ms: number): Promise<void> {
    const untilMs = time.now() + ms
    // So that time gets there, even where nothing else is due.
    time.after(ms, () => {})
    while ((time.dueMs() ?? Infinity) <= untilMs) {
      time.step()
      for (let left = turns; left > 0; left -= 1) await deps.turn()
    }
  }

  async function passUntil(isTrue: () => boolean, mostMs: number): Promise<boolean> {
    for (let leftMs = mostMs; leftMs > 0; leftMs -= 250) {
      if (isTrue()) return true
      await pass(250)
    }
    return isTrue()
  }

  // The founder begins in peace: there is nothing to test before there is a chorus.
  const founder = devices[0]
  if (founder === undefined) throw new Error('a world without devices')
  const first = founder.openTab({ kind: 'found' })
  await passUntil(() => first.chorus()?.status().phase === 'open', 10_000)
  const chorus = first.chorus()
  if (chorus === null) throw new Error('the founder could not begin', { cause: first.failure() })
  const links = { weave: '', witness: '' }
  void chorus.invite('weave').then((link) => (links.weave = link))
  void chorus.invite('witness').then((link) => (links.witness = link))
  await passUntil(() => links.weave !== '' && links.witness !== '', 10_000)
  const id: ChorusId = chorus.id
  const guards: Guards | null =
    further.doors &&
    createGuards({
      ...common,
      devices,
      links,
      newestLink: further.doors.newestLink,
      plannedRole: ({ nth }) => plan.devices[nth]?.role ?? 'weave',
      changed: watch.changed,
    })

  beginJoining()
  beginTrouble()
  beginWork()
  await pass(plan.chaosMs)
  if (plan.duskMs > 0) {
    // The last words of all are the likeliest to be lost, and so are the questions after them.
    wires.setWeather({ ...plan.weather, loss: Math.max(plan.weather.loss, stormLoss) })
    await pass(1_000)
  }
  isDusk = true
  await pass(plan.duskMs)
  await passGale()
  heal()
  const quietAfterMs = await settle()
  const accounts: Accounts = {
    ...common,
    seed,
    id,
    plan,
    devices,
    liars,
    watch,
    guards,
    quietAfterMs,
  }
  const survivor = honest()[0]?.chorus() ?? null
  const counts = survivor?.count() ?? 0
  const faults = [...findFaults(accounts)]
  if (survivor !== null) countVerdicts(survivor, tally)
  if (survivor !== null) countDoors(survivor, tally)
  if (quietAfterMs !== null) faults.push(...(await restart(accounts)))
  return {
    seed,
    plan,
    faults: [...watch.faults(), ...faults],
    counts: tally.all(),
    digest: record.digest(),
    sigils: counts,
    quietAfterMs,
    survivor,
  }

  /** Everybody is gone at once, and comes back with what the disks kept: first one alone, then all. */
  async function restart(before: Accounts): Promise<readonly string[]> {
    const told = tellAll(survivor)
    const held = heldBy(survivor)
    for (const tab of honest()) tab.crash()
    wires.setWalls((from, to) => from !== to)
    const alone = random.pick(devices)?.openTab({ kind: 'open', chorus: id })
    const isOpen = (): boolean => {
      const session = alone?.chorus() ?? null
      session?.recall()
      return session !== null && isRead(session)
    }
    await passUntil(isOpen, 10_000)
    const lone = alone?.chorus() ?? null
    const faults: string[] = []
    const lost = held.filter((sigil) => lone?.sigil(sigil) === undefined)
    if (lost.length > 0) faults.push(`${alone?.name} lost ${lost.length} sigils by a restart`)
    // Where nothing lay on its disk that had never been told, it also says the same.
    const isSame = lone?.count() !== held.length || tellAll(lone) === told
    if (!isSame) faults.push(`${alone?.name} differs after a restart`)
    wires.setWalls(() => false)
    if ((await awaitQuiet()) === null) faults.push('not quiet in time after a restart')
    else if (plan.livesOn) faults.push(...(await liveOn(before)))
    return [...faults, ...findLost(before)]
  }

  /** What was opened from snapshots goes on, apart and at one place: then it is judged as a whole again. */
  async function liveOn(before: Accounts): Promise<readonly string[]> {
    tally.count('life after a restart')
    wires.setWalls((from, to) => from % 2 !== to % 2)
    for (let left = 5; left > 0; left -= 1) {
      workOnce()
      playChord()
      await pass(random.between(100, 900))
    }
    wires.setWalls(() => false)
    const quietAfterMs = await settle()
    return findFaults({ ...before, quietAfterMs }).map((fault) => `after a restart: ${fault}`)
  }

  function honest(): readonly Tab[] {
    return devices.flatMap((device) => device.tabs())
  }

  function beginJoining(): void {
    for (const [nth, { joinsMs, role }] of plan.devices.entries()) {
      const device = devices[nth]
      if (nth === 0 || device === undefined) continue
      time.after(joinsMs, () => {
        if (device.tabs().length > 0) return
        if (joinsMs > plan.chaosMs / 3) tally.count('fault: late joiner')
        const tab = device.openTab({ kind: 'join', link: linkFor(role, device) })
        // Whoever has just come in has most to lose: the join itself.
        if (plan.crashEveryMs > 0 && random.chance(0.5)) crashOnceIn(tab)
      })
    }
    for (const [nth, { joinsMs, role }] of plan.liars.entries()) {
      const station = { name: `L${nth}`, device: 100 + nth, isAlive: () => true }
      time.after(joinsMs, () => {
        const invitation = readInvitation(linkFor(role))
        if (!invitation.ok) throw new Error('our own link can not be read')
        const { chorusSecret, inviteSeed } = invitation.invitation
        liars.push(
          createLiar({
            ...common,
            chorus: id,
            inviteSeed,
            currents: currentsFor({ station, schedule: time, clock: time }, chorusSecret),
            clock: time,
            schedule: time,
          }),
        )
      })
    }
  }

  function linkFor(role: Role, device?: Device): string {
    return guards?.linkFor(role, device) ?? links[role]
  }

  function crashOnceIn(tab: Tab): void {
    const isIn = tab.chorus()?.status().phase === 'open'
    if (isIn && !isHealed && tab.isAlive()) return leave(tab, true)
    if (!isHealed && tab.isAlive()) time.after(100, () => crashOnceIn(tab))
  }

  /** Asks again and again, at random times, until the heal. */
  function often(everyMs: number, what: () => void, isOver = (): boolean => isHealed): void {
    if (everyMs === 0) return
    time.after(random.between(1, 2 * everyMs), () => {
      if (isOver()) return
      what()
      often(everyMs, what, isOver)
    })
  }

  function beginWork(): void {
    const isOver = (): boolean => isDusk
    often(plan.actEveryMs, workOnce, isOver)
    often(plan.chordEveryMs, playChord, isOver)
    often(plan.lieEveryMs, () => random.pick(liars)?.lie(), isOver)
    if (guards === null || further.doors === null) return
    tally.count('world with a covenant at work')
    often(further.doors.actEveryMs, guards.act, isOver)
    often(further.doors.plotEveryMs, () => random.pick(liars)?.plot(), isOver)
  }

  function workOnce(): void {
    const tab = random.pick(honest().filter(canWrite))
    const session = tab?.chorus()
    if (tab === undefined || session === undefined || session === null) return
    const seen = watch.look(session)
    const change = act(random, session)
    if (change !== null) watch.changed(tab, change, seen)
  }

  function playChord(): void {
    const tabs = honest().filter(canWrite)
    const glyph = random.pick(tabs[0]?.chorus()?.glyphIds() ?? [])
    if (glyph === undefined) return
    const play = chord(random, glyph)
    for (const tab of tabs) {
      const session = tab.chorus()
      if (session?.glyph(glyph) === undefined) continue
      const seen = watch.look(session)
      watch.changed(tab, play(session), seen)
    }
  }

  function canWrite(tab: Tab): boolean {
    return tab.chorus()?.status().phase === 'open'
  }

  function beginTrouble(): void {
    wires.setWeather(plan.weather)
    for (const device of devices) device.disk.setFaults(plan.disk)
    if (plan.hasRelay) exchange.meddle(plan.meddling)
    often(plan.hasRelay ? plan.relayDiesEveryMs : 0, () =>
      exchange.die(random.between(500, 20_000)),
    )
    often(plan.wallEveryMs, raiseWalls)
    often(plan.crashEveryMs, () => {
      const tab = random.pick(honest().filter((one) => !isFragile(one.device)))
      if (tab === undefined) return
      leave(tab)
    })
    often(plan.tabEveryMs, () => {
      const device = random.pick(devices.filter((one) => one.tabs().length > 0))
      if (device === undefined || device.tabs().length > 2) return
      tally.count('fault: second tab')
      device.breakSeats(random.chance(plan.duplicates))
      device.openTab({ kind: 'open', chorus: id })
    })
    often(plan.clockEveryMs, () => {
      tally.count('fault: clock step')
      const off = random.pick([1_000, 20_000, 60_000, 200_000, 600_000]) ?? 0
      const drift = random.chance(0.5) ? random.between(-20, 20) : 0
      if (drift !== 0) tally.count('fault: clock drift')
      random.pick(devices)?.clock.set(random.between(-off, off), drift)
    })
    often(plan.quotaEveryMs, () => {
      const device = random.pick(devices)
      if (device === undefined) return
      device.disk.setFaults({ ...plan.disk, ...(random.chance(0.5) ? { full: 1 } : { dead: 1 }) })
      time.after(random.between(1_000, 15_000), () => {
        if (!isHealed) device.disk.setFaults(plan.disk)
      })
    })
    often(plan.hasIdb ? 0 : plan.wipeEveryMs, () => {
      const device = random.pick(devices.filter(canBeFilledAgain))
      if (device === undefined) return
      tally.count('fault: database deleted')
      device.disk.wipe()
    })
    often(plan.tidesEveryMs, () => {
      const session = random.pick(honest())?.chorus()
      if (session === undefined || session === null) return
      const cut = random.chance(0.3)
      tally.count(cut ? 'fault: currents cut' : 'fault: tides')
      session.setTides({
        loss: random.share() / 3,
        latencyMs: random.int(2_000),
        jitterMs: 500,
        cut,
      })
    })
  }

  /** [SS4] A database is filled again from what open tabs hold; of anything else it was the only copy. */
  function canBeFilledAgain(device: Device): boolean {
    const staying = device.tabs().filter((tab) => !tab.isLeaving())
    const sessions = staying.flatMap((tab) => tab.chorus() ?? [])
    const isHeld = (id: SigilId): boolean =>
      sessions.some((session) => isRead(session) && session.sigil(id) !== undefined)
    return sessions.length > 0 && watch.keptBy(device).every(isHeld)
  }

  /** [SS4] Until all of a deleted database is filled again, what was in it can be lost with the tabs. */
  function isFragile(device: Device): boolean {
    const held = device.disk.wasWiped() ? device.tabs().flatMap((tab) => heldBy(tab.chorus())) : []
    return [...watch.keptBy(device), ...held].some((id) => device.disk.holds(id) === false)
  }

  function leave(tab: Tab, isSudden = random.chance(0.75)): void {
    const { device } = tab
    if (isSudden) {
      tally.count('fault: crash')
      tab.crash()
    } else {
      tally.count('fault: tab closed')
      tab.close()
    }
    time.after(random.between(50, 8_000), () => {
      if (isHealed || device.tabs().length > 0) return
      device.breakSeats(false)
      device.openTab({ kind: 'open', chorus: id })
    })
  }

  /** Two sides that don't hear each other; sometimes one of them still hears the other. */
  function raiseWalls(): void {
    const side = new Set(devices.map(({ nth }) => nth).filter(() => random.chance(0.5)))
    const isOneWay = random.chance(0.35)
    tally.count(isOneWay ? 'fault: one-way partition' : 'fault: partition')
    wires.setWalls((from, to) => {
      if (side.has(from) === side.has(to)) return false
      return !isOneWay || side.has(from)
    })
    time.after(random.between(2_000, 40_000), () => {
      if (!isHealed) wires.setWalls(() => false)
    })
  }

  function heal(): void {
    log('heal')
    isHealed = true
    wires.heal()
    wires.setWeather(fairWeather)
    exchange.heal()
    for (const device of devices) {
      device.disk.setFaults({ full: 0, dead: 0, lostNews: 0, slowMs: 12 })
      device.clock.set(random.between(-40, 40), 0)
      device.breakSeats(false)
      for (const tab of device.tabs()) {
        tab.chorus()?.setTides({ loss: 0, latencyMs: 0, jitterMs: 0, cut: false })
      }
    }
  }

  /** Whoever has no tab open comes back. */
  function revive(): void {
    for (const device of devices) {
      if (device.tabs().length > 0) continue
      const isNew = !watch.hasJoined(device)
      const role = plan.devices[device.nth]?.role ?? 'weave'
      device.openTab(
        isNew ? { kind: 'join', link: linkFor(role, device) } : { kind: 'open', chorus: id },
      )
    }
  }

  /**
   * Quiet, and still so a little later: what was told last is on its way to the disks, and a liar that
   * is linked late may hand over what every honest disk had lost. Milliseconds as of {@link awaitQuiet}.
   */
  async function settle(): Promise<number | null> {
    for (let left = mostSettlings; left > 0; left -= 1) {
      const quietAfterMs = await awaitQuiet()
      if (quietAfterMs === null) return null
      await pass(settleMs)
      if (isQuiet()) return quietAfterMs
    }
    return null
  }

  /** Milliseconds that it took after the heal, or after the last stamp within patience fell due. */
  async function awaitQuiet(): Promise<number | null> {
    let sinceMs = time.now()
    let areReloaded = false
    while (time.now() - sinceMs <= quietWithinMs) {
      revive()
      guards?.askAnew()
      if (isQuiet()) return time.now() - sinceMs
      if (!areReloaded && time.now() - sinceMs > reloadAfterMs) {
        areReloaded = true
        reloadDoubled()
      }
      await pass(250)
      const heldMs = honest().flatMap((tab) => watch.heldFor(tab, patienceMs))
      if (heldMs.length > 0) sinceMs = Math.max(sinceMs, time.now() + Math.max(...heldMs))
    }
    return null
  }

  /** Only a disk may have what a tab kept that sat in one seat with another, and is gone [KR3]. */
  function reloadDoubled(): void {
    for (const device of devices.filter((one) => one.wasDoubled())) {
      tally.count('doubled weaver reloaded')
      for (const tab of device.tabs()) tab.crash()
    }
  }

  function isQuiet(): boolean {
    const tabs = honest()
    const sessions = tabs.flatMap((tab) => tab.chorus() ?? [])
    if (sessions.length < tabs.length) return false
    if (tabs.some((tab) => watch.heldFor(tab, patienceMs).length > 0)) return false
    if (new Set(sessions.map((session) => session.digest())).size > 1) return false
    return sessions.every((session) => {
      const { phase, unkept } = session.status()
      return phase === 'open' && unkept === 0 && isRead(session)
    })
  }
}

function idbDisks({ createIdbDisk }: WorldDeps): CreateIdbDisk {
  if (createIdbDisk !== undefined) return createIdbDisk
  throw new Error('In this world the disks are IndexedDBs that fail: only `npm run sim` has those.')
}

/** A running digest of all that happened: cheap, and equal only for equal histories. */
function createRecord(hash: Hash) {
  const encoder = new TextEncoder()
  let state: Uint8Array = new Uint8Array(32)
  let lines: string[] = []
  const fold = (): void => {
    state = hash(concatBytes([state, encoder.encode(lines.join('\n'))]))
    lines = []
  }
  return {
    add: (line: string) => {
      lines.push(line)
      if (lines.length >= 1000) fold()
    },
    digest: () => {
      fold()
      return toHex(state)
    },
  }
}
