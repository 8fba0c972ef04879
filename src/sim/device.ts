/**
 * Device: one simulated browser: its clock, its disk, its keys, and the tabs in
 * which real sessions run (PROTOCOL.md §SM). A tab can be gone at any moment;
 * what it had under way then happens to nobody.
 */

import type { Chorus } from '../chorus/chorus'
import { createHall, type Hall } from '../chorus/hall'
import type { Currents } from '../network/link'
import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Entropy, Hash, Schedule } from '../protocol/ports'
import type { Keyring, Seat, Seats } from '../storage/keyring'
import { createKeyBox, createMemoryKeyring } from '../storage/memory-keyring'
import { createMemorySeats } from '../storage/memory-seats'
import { createDisk, type CreateIdbDisk, type Disk } from './disk'
import type { TabPorts } from './exchange'
import type { Notary } from './keys'
import type { Random } from './random'
import type { Tally } from './tally'
import { createDeviceClock, type DeviceClock, type Time } from './time'
import type { Station } from './wires'

export interface Device {
  readonly nth: number
  readonly clock: DeviceClock
  readonly disk: Disk
  /** Tabs that were opened and are not gone. */
  readonly tabs: () => readonly Tab[]
  readonly openTab: (how: Opening) => Tab
  /** From now on two tabs may sit in one seat, as with a browser whose locks fail. */
  readonly breakSeats: (isBroken: boolean) => void
  /** Two tabs sat in one seat: what one of them kept, the other does not know before it is opened anew. */
  readonly wasDoubled: () => boolean
}

/** How a tab comes to a chorus. */
export type Opening =
  | { readonly kind: 'found' }
  | { readonly kind: 'join'; readonly link: string }
  | { readonly kind: 'open'; readonly chorus: ChorusId }

export interface Tab {
  readonly name: string
  readonly device: Device
  readonly openedMs: number
  readonly isAlive: () => boolean
  /** Being closed in peace. */
  readonly isLeaving: () => boolean
  /** Null while it opens, and where that failed. */
  readonly chorus: () => Chorus | null
  /** Why it could not open; null while it still may, or has. */
  readonly failure: () => unknown
  /** Gone from one moment to the next. */
  readonly crash: () => void
  /** Closed in peace; gone once that is done. */
  readonly close: () => void
}

export interface DeviceDeps {
  readonly nth: number
  readonly time: Time
  readonly random: Random
  readonly tally: Tally
  readonly log: (line: string) => void
  readonly notary: Notary
  readonly entropy: Entropy
  readonly hash: Hash
  /** The product's own vault on an IndexedDB that fails, instead of a simpler one; null for that. */
  readonly createIdbDisk: CreateIdbDisk | null
  /** Sigils from which on a chorus is shown from its face. */
  readonly faceFrom: number
  readonly currentsFor: (tab: TabPorts, chorusSecret: Uint8Array) => readonly Currents[]
  /** A tab is gone: nothing of its own lives on. */
  readonly vanish: (station: Station) => void
  /** Called as a session has opened. */
  readonly opened: (tab: Tab, chorus: Chorus) => void
}

export function createDevice(deps: DeviceDeps): Device {
  const { nth, time, random, tally, log, notary } = deps
  const clock = createDeviceClock(time)
  const disk =
    deps.createIdbDisk === null
      ? createDisk({ time, random, tally })
      : deps.createIdbDisk({ time, random, tally, entropy: deps.entropy, hash: deps.hash })
  const box = createKeyBox()
  const soundSeats = createMemorySeats()
  const tabs = new Set<Tab>()
  let areSeatsBroken = false
  let wasDoubled = false
  let opened = 0

  const seatsFor = (held: Seat[]): Seats => ({
    claim: async (chorus, weaver) => {
      const sound = await soundSeats.claim(chorus, weaver)
      const seat = sound ?? (areSeatsBroken ? { weaver, release: () => {} } : null)
      if (sound === null && seat !== null) {
        wasDoubled = true
        tally.count('fault: duplicated identity')
      }
      if (seat !== null) held.push(seat)
      return seat
    },
  })

  function openTab(how: Opening): Tab {
    const held: Seat[] = []
    const name = `${nth}${'abcdefghijklmnopqrstuvwxyz'[opened % 26] ?? ''}${opened > 25 ? opened : ''}`
    opened += 1
    let isAlive = true
    let isLeaving = false
    let chorus: Chorus | null = null
    let failure: unknown = null
    const station: Station = { name, device: nth, isAlive: () => isAlive }
    const seatOf = new Map<ChorusId, WeaverId>()

    const schedule: Schedule = {
      after: (delayMs, callBack) =>
        time.after(delayMs, () => {
          if (isAlive) callBack()
        }),
    }

    const hall = createHall({
      keyring: mortalKeyring(createMemoryKeyring(notary.keyMaker, box), station.isAlive),
      keyMaker: notary.keyMaker,
      seats: seatsFor(held),
      openVault: async (id) => disk.openVault(id, { isAlive: station.isAlive, schedule }),
      deleteVault: async () => {},
      currentsFor: ({ chorusSecret }) =>
        deps.currentsFor({ station, schedule, clock }, chorusSecret),
      verifier: notary.verifier,
      hash: deps.hash,
      entropy: deps.entropy,
      clock,
      schedule,
      random: random.share,
      faceFrom: deps.faceFrom,
      lastSeat: {
        get: (id) => seatOf.get(id) ?? null,
        set: (id, weaver) => void seatOf.set(id, weaver),
      },
    })

    const tab: Tab = {
      name,
      device,
      openedMs: time.now(),
      isAlive: () => isAlive,
      isLeaving: () => isLeaving,
      chorus: () => chorus,
      failure: () => failure,
      crash: () => {
        if (isAlive) log(`crash ${name}`)
        leave()
      },
      close: () => {
        log(`close ${name}`)
        isLeaving = true
        void chorus?.close().then(leave, (reason: unknown) => {
          if (isAlive) throw reason
        })
      },
    }

    function leave(): void {
      if (!isAlive) return
      isAlive = false
      deps.vanish(station)
      for (const seat of held) seat.release()
      tabs.delete(tab)
    }

    tabs.add(tab)
    log(`open ${name} ${how.kind}`)
    begin(hall, how).then(
      (session) => {
        if (!isAlive) return
        chorus = session
        deps.opened(tab, session)
      },
      (reason: unknown) => {
        failure = reason
        log(`failed to open ${name} ${String(reason)}`)
        leave()
      },
    )
    return tab
  }

  const device: Device = {
    nth,
    clock,
    disk,
    tabs: () => [...tabs],
    openTab,
    wasDoubled: () => wasDoubled,
    breakSeats: (isBroken) => {
      areSeatsBroken = isBroken
    },
  }
  return device
}

function begin(hall: Hall, how: Opening): Promise<Chorus> {
  if (how.kind === 'found') return hall.found('The Great Work', null)
  return how.kind === 'join' ? hall.join(how.link, null) : hall.open(how.chorus)
}

/** A tab that is gone neither reads nor writes any more. */
function mortalKeyring(keyring: Keyring, isAlive: () => boolean): Keyring {
  const never = <T>(): Promise<T> => new Promise(() => {})
  return {
    choruses: () => (isAlive() ? keyring.choruses() : never()),
    chorus: (id) => (isAlive() ? keyring.chorus(id) : never()),
    keepChorus: (record) => (isAlive() ? keyring.keepChorus(record) : never()),
    changeChorus: (id, change) => (isAlive() ? keyring.changeChorus(id, change) : never()),
    forgetChorus: (id) => (isAlive() ? keyring.forgetChorus(id) : never()),
    forgetKeys: (id) => (isAlive() ? keyring.forgetKeys(id) : never()),
    signers: (id) => (isAlive() ? keyring.signers(id) : never()),
    keepKey: (id, stored) => (isAlive() ? keyring.keepKey(id, stored) : never()),
    guard: keyring.guard,
    close: keyring.close,
  }
}
