/**
 * The composition root: the real world is handed in here and nowhere else.
 */

import { createRoot } from 'react-dom/client'
import { registerSW } from 'virtual:pwa-register'

import { createHall } from './chorus/hall'
import { createBroadcastCurrents } from './network/broadcast-link'
import { envelopeKeyLabel, topicLabel } from './network/envelope'
import { loadIceServers } from './network/ice'
import { createMesh } from './network/mesh'
import { createPeerDialer } from './network/peer-link'
import { createRelayClient, openWebSocket, relayUrlFor } from './network/relay-client'
import { chooseCrypto } from './platform/choose'
import { systemEntropy } from './platform/entropy'
import { createSecretBox } from './platform/nacl'
import { deriveKey, hmac, sha256 } from './platform/sha256'
import { systemClock, systemSchedule } from './platform/system-clock'
import type { WeaverId } from './protocol/ids'
import { readInvitation } from './protocol/invitation'
import { openIdbKeyring } from './storage/idb-keyring'
import { deleteVault, openIdbVault, vaultName } from './storage/idb-vault'
import type { ChorusRecord } from './storage/keyring'
import { createWebLocksSeats } from './storage/web-locks-seats'
import { type Address, createApp } from './state/app'
import { createConsole } from './state/console'
import { App } from './ui/App'

const weaverNameKey = 'aetherlink/weaver-name'
const seatKey = (chorus: string): string => `aetherlink/seat/${chorus}`

async function start(root: HTMLElement): Promise<void> {
  const [{ verifier, keyMaker }, iceServers] = await Promise.all([chooseCrypto(), loadIceServers()])
  const entropy = systemEntropy
  const schedule = systemSchedule
  const databases = { indexedDB, schedule, entropy }
  const relay = createRelayClient({
    url: relayUrlFor(location.href),
    openSocket: openWebSocket,
    schedule,
    entropy,
  })
  const dial = createPeerDialer({ schedule, iceServers, page: globalThis })
  globalThis.addEventListener('online', relay.wake)

  const currentsFor = ({ id, chorusSecret }: ChorusRecord) => {
    const box = createSecretBox(entropy)
    const key = deriveKey(chorusSecret, envelopeKeyLabel)
    return [
      createMesh({
        topic: hmac(chorusSecret, new TextEncoder().encode(topicLabel)),
        sealer: {
          seal: (plain: Uint8Array) => box.seal(key, plain),
          open: (sealed: Uint8Array) => box.open(key, sealed),
        },
        relay,
        dial,
        schedule,
        clock: systemClock,
        entropy,
      }),
      createBroadcastCurrents({
        channelName: `aetherlink/${id}`,
        open: (name: string) => new BroadcastChannel(name),
        schedule,
        entropy,
      }),
    ]
  }

  const hall = createHall({
    keyring: openIdbKeyring(keyMaker, databases),
    keyMaker,
    seats: createWebLocksSeats(navigator.locks),
    openVault: async (id) => openIdbVault(vaultName(id), databases),
    deleteVault: (id) => deleteVault(id, indexedDB),
    currentsFor,
    verifier,
    hash: sha256,
    entropy,
    clock: systemClock,
    schedule,
    random: Math.random,
    lastSeat: {
      get: (id) => sessionStorage.getItem(seatKey(id)) as WeaverId | null,
      set: (id, weaver) => sessionStorage.setItem(seatKey(id), weaver),
    },
  })
  const app = createApp({
    hall,
    address: browserAddress,
    nextFrame,
    weaverName: {
      get: () => localStorage.getItem(weaverNameKey) ?? '',
      set: (name) => localStorage.setItem(weaverNameKey, name),
    },
    isInvitation: (fragment) => !fragment.startsWith('/') && readInvitation(fragment).ok,
  })
  // A tab that goes says so, and hands over what it has; the browser may not let it finish.
  globalThis.addEventListener('pagehide', () => void app.chorus()?.close())
  // A page that the browser froze instead of closing has lost its links and its seat: begin anew.
  globalThis.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
  const aetherlink = createConsole({
    chorus: app.chorus,
    found: (name) => app.found(name, null),
    join: (link) => app.join(link, null),
    leave: app.leave,
    urlOf: browserAddress.urlOf,
  })
  Object.assign(globalThis, { aetherlink })
  createRoot(root).render(<App store={app.store} />)
  await app.start()
}

const browserAddress: Address = {
  fragment: () => decodeURI(location.hash.slice(1)),
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
registerSW()
await start(root)
