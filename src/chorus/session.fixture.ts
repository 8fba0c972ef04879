/**
 * A few whole weavers in one process, for tests: real codec, seals, Aludel,
 * vaults and sync; time and delivery are moved by hand.
 */

import type { Currents, CurrentsState, Link } from '../network/link'
import { createLoopback, type Loopback } from '../network/loopback'
import { createKeyMaker } from '../platform/keys'
import type { Engine } from '../platform/self-test'
import { sha256 } from '../platform/sha256'
import { createWebCryptoVerifier } from '../platform/webcrypto'
import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Clock, Entropy, KeyMaker, Schedule, Signer, Verifier } from '../protocol/ports'
import type { Keyring } from '../storage/keyring'
import { createMemoryKeyring } from '../storage/memory-keyring'
import { createMemorySeats } from '../storage/memory-seats'
import { createMemoryVault, createShelf, type Shelf } from '../storage/memory-vault'
import type { Vault } from '../storage/vault'
import type { Chorus } from './chorus'
import { createHall, type Hall } from './hall'

/** Virtual time: callbacks run when {@link VirtualTime.advance} reaches them. */
export interface VirtualTime extends Clock, Schedule {
  readonly advance: (ms: number) => void
}

export function createVirtualTime(startMs = 1_700_000_000_000): VirtualTime {
  let nowMs = startMs
  let nextKey = 0
  const due = new Map<number, { readonly atMs: number; readonly callBack: () => void }>()
  const first = (): [number, { atMs: number; callBack: () => void }] | undefined =>
    [...due].toSorted(([a, one], [b, other]) => one.atMs - other.atMs || a - b)[0]
  return {
    now: () => nowMs,
    after: (delayMs, callBack) => {
      const key = (nextKey += 1)
      due.set(key, { atMs: nowMs + delayMs, callBack })
      return () => due.delete(key)
    },
    advance: (ms) => {
      const untilMs = nowMs + ms
      for (let next = first(); next !== undefined && next[1].atMs <= untilMs; next = first()) {
        due.delete(next[0])
        nowMs = Math.max(nowMs, next[1].atMs)
        next[1].callBack()
      }
      nowMs = untilMs
    },
  }
}

/** Currents that link every tab of a chorus with every other, over loopbacks that deliver in virtual time. */
export interface Ether {
  readonly currentsFor: (chorus: ChorusId) => readonly Currents[]
  /** Every loopback made so far, newest last. */
  readonly loops: readonly Loopback[]
}

export function createEther(schedule: Schedule | null, kind: Link['kind'] = 'loopback'): Ether {
  const rooms = new Map<ChorusId, Set<(link: Link) => void>>()
  const loops: Loopback[] = []
  return {
    loops,
    currentsFor: (chorus) => {
      let state: CurrentsState = 'idle'
      return [
        {
          start: (onLink) => {
            state = 'open'
            const room = rooms.get(chorus) ?? new Set()
            rooms.set(chorus, room)
            const mine = new Set<Link>()
            for (const other of room) {
              const loop = createLoopback(schedule === null ? {} : { schedule })
              loops.push(loop)
              const [near, far] = [
                { ...loop.a, kind },
                { ...loop.b, kind },
              ]
              mine.add(near)
              onLink(near)
              other(far)
            }
            const welcome = (link: Link): void => {
              mine.add(link)
              onLink(link)
            }
            room.add(welcome)
            return () => {
              state = 'idle'
              room.delete(welcome)
              for (const link of mine) link.close('stopped')
            }
          },
          state: () => state,
          watch: () => () => {},
        },
      ]
    },
  }
}

/** One browser: its keyring, seats and vaults outlive its tabs. */
export interface Browser {
  readonly openTab: () => Hall
  readonly keyring: Keyring
  readonly shelves: ReadonlyMap<ChorusId, Shelf>
}

export interface BrowserOptions {
  readonly time: VirtualTime
  readonly ether: Ether
  readonly entropy: Entropy
  readonly clock?: Clock
  /** Wraps every vault, to make one fail. */
  readonly wrapVault?: (vault: Vault) => Vault
  readonly verifier?: Verifier
  /** Wraps every signer, to make one fail. */
  readonly wrapSigner?: (signer: Signer) => Signer
  /** Who seals: tweetnacl where absent, which draws keys from `entropy` and takes milliseconds a seal. */
  readonly engine?: Engine
  /** Sigils from which on a chorus is shown from its face. */
  readonly faceFrom?: number
}

export function createBrowser(options: BrowserOptions): Browser {
  const { time, ether, entropy } = options
  const bareKeys = createKeyMaker(entropy, options.engine)
  const wrapSigner = options.wrapSigner ?? ((signer: Signer) => signer)
  const keyMaker: KeyMaker = {
    ...bareKeys,
    revive: async (stored) => wrapSigner(await bareKeys.revive(stored)),
  }
  const keyring = createMemoryKeyring(keyMaker)
  const seats = createMemorySeats()
  const shelves = new Map<ChorusId, Shelf>()
  const shelfOf = (chorus: ChorusId): Shelf => {
    const shelf = shelves.get(chorus) ?? createShelf()
    shelves.set(chorus, shelf)
    return shelf
  }
  return {
    keyring,
    shelves,
    openTab: () => {
      const last = new Map<ChorusId, WeaverId>()
      return createHall({
        keyring,
        keyMaker,
        seats,
        openVault: async (id) =>
          (options.wrapVault ?? ((vault) => vault))(createMemoryVault(shelfOf(id))),
        deleteVault: async (id) => void shelves.delete(id),
        currentsFor: (record) => ether.currentsFor(record.id),
        verifier: options.verifier ?? createWebCryptoVerifier(),
        hash: sha256,
        entropy,
        clock: options.clock ?? time,
        schedule: time,
        random: () => 0.5,
        ...(options.faceFrom !== undefined && { faceFrom: options.faceFrom }),
        lastSeat: {
          get: (id) => last.get(id) ?? null,
          set: (id, weaver) => void last.set(id, weaver),
        },
      })
    },
  }
}

/** Turns real and virtual time, little by little, until `condition` holds. */
export async function until(
  time: VirtualTime,
  condition: () => boolean,
  what: string,
): Promise<void> {
  for (let turn = 0; turn < 30_000; turn += 1) {
    if (condition()) return
    // Cryptography and promises take real turns of the event loop; timers take virtual time.
    await new Promise((resolve) => {
      // A busy machine answers late: after a while, leave it some time to answer at all.
      if (turn < 300) setImmediate(resolve)
      else setTimeout(resolve, 1)
    })
    time.advance(1)
  }
  throw new Error(`never came true: ${what}`)
}

/** Waits for a promise while time moves. */
export async function whileTimePasses<T>(time: VirtualTime, promise: Promise<T>): Promise<T> {
  let done = false
  const settled = promise.finally(() => {
    done = true
  })
  settled.catch(() => {})
  await until(time, () => done, 'the promise')
  return settled
}

export const inStep = (choruses: readonly Chorus[]): boolean =>
  new Set(choruses.map((chorus) => chorus.digest())).size === 1
