/**
 * The composition root: the real world is handed in here and nowhere else.
 */

import { createRoot } from 'react-dom/client'

import { createHall, type Hall, type HallDeps } from './chorus/hall'
import { createBroadcastCurrents } from './network/broadcast-link'
import { dialLater } from './network/dial-later'
import { envelopeKeyLabel, type Sealer, topicLabel } from './network/envelope'
import { type IceServer, loadIceServers } from './network/ice'
import { createMesh } from './network/mesh'
import { createRelayClient, openWebSocket, relayUrlFor } from './network/relay-client'
import { chooseCrypto } from './platform/choose'
import { systemEntropy } from './platform/entropy'
import { createSecretBox } from './platform/nacl'
import { createOwnScripts, type OwnScripts } from './platform/own-scripts'
import { deriveKey, hmac, sha256 } from './platform/sha256'
import { nextTurn, systemClock, systemSchedule } from './platform/system-clock'
import type { WeaverId } from './protocol/ids'
import { readInvitation } from './protocol/invitation'
import { type Address, createApp } from './state/app'
import { createConsole } from './state/console'
import type { Lab } from './state/lab-store'
import { createChannelSeats } from './storage/channel-seats'
import { openIdbKeyring } from './storage/idb-keyring'
import { deleteVault, openIdbVault } from './storage/idb-vault'
import type { Seats } from './storage/keyring'
import { createMemorySeats } from './storage/memory-seats'
import { createWebLocksSeats } from './storage/web-locks-seats'
import { App } from './ui/App'

const world = { clock: systemClock, schedule: systemSchedule, entropy: systemEntropy }
const drawing = { nextFrame, schedule: systemSchedule, nowMs: () => performance.now() }

const weaverNameKey = 'aetherlink/weaver-name'
const seatKey = (chorus: string): string => `aetherlink/seat/${chorus}`

async function start(root: HTMLElement, ownScripts: OwnScripts): Promise<void> {
  const choosing = chooseCrypto(ownScripts.spawnSealWorker)
  const databases = { indexedDB: globalThis.indexedDB, ...world }
  // It opens while the platform's cryptography is put to the test.
  const keyring = openIdbKeyring(
    { revive: async (kept) => (await choosing).keyMaker.revive(kept) },
    databases,
  )
  const { verifier, keyMaker } = await choosing
  const { join, ...others } = createHall({
    ...world,
    keyring,
    keyMaker,
    verifier,
    hash: sha256,
    seats: chooseSeats(),
    openVault: async (id) => openIdbVault(id, { ...databases, hash: sha256 }),
    deleteVault: (id) => deleteVault(id, databases.indexedDB),
    currentsFor: createCurrents(),
    random: Math.random,
    lastSeat: {
      get: (id) => attempt(() => sessionStorage.getItem(seatKey(id))) as WeaverId | null,
      set: (id, weaver) => void attempt(() => sessionStorage.setItem(seatKey(id), weaver)),
    },
  })
  const hall: Hall = {
    ...others,
    join: (...asked) => {
      // All that comes has to be verified, and the worker takes as long to start as the link.
      ownScripts.wakeSealWorker()
      return join(...asked)
    },
  }
  const app = createApp({
    hall,
    address: browserAddress,
    ...drawing,
    weaverName: {
      get: () => attempt(() => localStorage.getItem(weaverNameKey)) ?? '',
      set: (name) => void attempt(() => localStorage.setItem(weaverNameKey, name)),
    },
    isInvitation: (fragment) => !fragment.startsWith('/') && readInvitation(fragment).ok,
    openLab,
  })
  const aetherlink = createConsole({
    chorus: app.chorus,
    found: (name) => app.found(name, null),
    join: (link) => app.join(link, null),
    leave: app.leave,
    urlOf: browserAddress.urlOf,
  })
  Object.assign(globalThis, { aetherlink })
  sayGoodbye(() => void app.chorus()?.close())
  const starting = app.start()
  await Promise.race([starting, pause(firstPictureMs)])
  createRoot(root).render(<App store={app.store} />)
  await starting
}

/** Milliseconds in which what this browser keeps has mostly opened: until then "opening" is not worth a picture. */
const firstPictureMs = 100

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

/** A chunk of its own: whoever only writes notes never loads the simulator. */
async function openLab(fragment: string): Promise<Lab> {
  const { createLab } = await import('./state/lab')
  return createLab({
    ...drawing,
    turn: nextTurn,
    hash: sha256,
    urlOf: browserAddress.urlOf,
    fragment,
  })
}

/** A convenience, where the browser lets this page remember anything at all; null where it does not. */
function attempt<T>(call: () => T): T | null {
  try {
    return call()
  } catch {
    return null
  }
}

/** Web Locks where there are any: a page over plain `http:` from another machine has none. */
function chooseSeats(): Seats {
  const locks: LockManager | undefined = navigator.locks
  if (locks !== undefined) return createWebLocksSeats(locks)
  const channel = attempt(() => new BroadcastChannel('aetherlink/seats'))
  return channel === null ? createMemorySeats() : createChannelSeats({ ...world, channel })
}

/** The ways to reach others: the mesh by way of one relay, and this browser's other tabs. */
function createCurrents(): HallDeps['currentsFor'] {
  let iceServers: readonly IceServer[] = []
  // Not awaited: a chorus opens from this browser whatever the network does.
  void loadIceServers().then((servers) => {
    iceServers = servers
  })
  const relay = createRelayClient({
    ...world,
    url: relayUrlFor(location.href),
    openSocket: openWebSocket,
  })
  // WebRTC's library is a chunk of its own: no picture of what this browser keeps waits for it.
  const dial = dialLater(async () => {
    const { createPeerDialer } = await import('./network/peer-link')
    return createPeerDialer({ ...world, iceServers: () => iceServers, page: globalThis })
  })
  const box = createSecretBox(world.entropy)
  globalThis.addEventListener('online', relay.wake)
  // Timers all but stop in a hidden tab, and a laptop's lid may have been closed for days.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') relay.wake()
  })
  return ({ id, chorusSecret }) => {
    const key = deriveKey(chorusSecret, envelopeKeyLabel)
    const topic = hmac(chorusSecret, new TextEncoder().encode(topicLabel))
    const sealer: Sealer = {
      seal: (plain) => box.seal(key, plain),
      open: (sealed) => box.open(key, sealed),
    }
    const open = (name: string): BroadcastChannel => new BroadcastChannel(name)
    return [
      createMesh({ ...world, relay, dial, topic, sealer }),
      createBroadcastCurrents({ ...world, open, channelName: `aetherlink/${id}` }),
    ]
  }
}

/** A tab that goes hands over what it has; the browser may not let it finish. */
function sayGoodbye(close: () => void): void {
  globalThis.addEventListener('pagehide', close)
  // A page that was frozen instead of closed has lost its links and its seat: it begins anew.
  globalThis.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}

const browserAddress: Address = {
  fragment: () => attempt(() => decodeURI(location.hash.slice(1))) ?? '',
  show: (fragment, remember) => {
    const url = browserAddress.urlOf(fragment)
    if (remember) history.pushState(null, '', url)
    else history.replaceState(null, '', url)
  },
  watch: (onChange) => {
    globalThis.addEventListener('popstate', onChange)
    globalThis.addEventListener('hashchange', onChange)
  },
  urlOf: (fragment) => `${location.origin}${location.pathname}${location.search}#${fragment}`,
}

/** Frames stop in a hidden tab, whose console and title must still be true. */
function nextFrame(callBack: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(callBack)
  else setTimeout(callBack, 0)
}

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const ownScripts = createOwnScripts(location.href)
/** Milliseconds until this browser begins to keep the app's files: whoever came by a link waits for the board, and not for those. */
const keepFilesAfterMs = 3_000
// What is kept is what was built; a server in development has no such file.
if (import.meta.env.PROD) setTimeout(ownScripts.registerServiceWorker, keepFilesAfterMs)
start(root, ownScripts).catch((error: unknown) => {
  // Whatever this browser lacks, an empty page would not say it.
  root.textContent = `Aetherlink can’t run here: ${error instanceof Error ? error.message : String(error)}`
  throw error
})
