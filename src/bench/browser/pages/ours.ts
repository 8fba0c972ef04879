/**
 * The page of an app on our own session, without its interface: hall, mesh, vault
 * and the workers that verify and seal as `main.tsx` puts them together, for works in which nothing is drawn.
 */

import type { Chorus } from '../../../chorus/chorus'
import { createHall } from '../../../chorus/hall'
import { envelopeKeyLabel, topicLabel } from '../../../network/envelope'
import { createMesh } from '../../../network/mesh'
import { createPeerDialer } from '../../../network/peer-link'
import { createRelayClient, openWebSocket } from '../../../network/relay-client'
import { chooseCrypto } from '../../../platform/choose'
import { systemEntropy } from '../../../platform/entropy'
import { createSecretBox } from '../../../platform/nacl'
import { createOwnScripts } from '../../../platform/own-scripts'
import { deriveKey, hmac, sha256 } from '../../../platform/sha256'
import { systemClock, systemSchedule } from '../../../platform/system-clock'
import type { GlyphId } from '../../../protocol/ids'
import { openIdbKeyring } from '../../../storage/idb-keyring'
import { deleteVault, openIdbVault } from '../../../storage/idb-vault'
import { createMemorySeats } from '../../../storage/memory-seats'
import {
  asked,
  type EditingBench,
  letterOf,
  nowMs,
  paced,
  type Seen,
  textOf,
  titleOf,
  turn,
} from './page'
import { bareRate, holdSeals, ourRate } from './seals'

export interface OursBench extends EditingBench {
  /** Begins a chorus; answers the fragment that admits others. */
  readonly found: () => Promise<string>
  readonly join: (fragment: string) => Promise<void>
  readonly fill: (glyphs: number) => Promise<void>
  readonly sigils: () => number
  readonly holdSeals: typeof holdSeals
  readonly bareRate: typeof bareRate
  readonly ourRate: () => Promise<number>
}

/** Whatever makes a change says so, as an editor does. */
const keyboard = {}

const world = { clock: systemClock, schedule: systemSchedule, entropy: systemEntropy }
const { verifier, keyMaker } = await chooseCrypto(createOwnScripts(location.href).spawnSealWorker)
const hall = openHall()
let chorus: Chorus | null = null
const seen: Seen[] = []
let burstOver = Promise.resolve(Number.NaN)

function openHall() {
  const databases = { indexedDB, ...world }
  const relay = createRelayClient({
    ...world,
    url: asked().get('relay') ?? '',
    openSocket: openWebSocket,
  })
  const dial = createPeerDialer({ ...world, iceServers: () => [], page: globalThis })
  const box = createSecretBox(systemEntropy)
  return createHall({
    ...world,
    keyring: openIdbKeyring(keyMaker, databases),
    keyMaker,
    verifier,
    hash: sha256,
    seats: createMemorySeats(),
    openVault: async (id) => openIdbVault(id, { ...databases, hash: sha256 }),
    deleteVault: (id) => deleteVault(id, indexedDB),
    currentsFor: ({ chorusSecret }) => {
      const key = deriveKey(chorusSecret, envelopeKeyLabel)
      const sealer = {
        seal: (plain: Uint8Array) => box.seal(key, plain),
        open: (sealed: Uint8Array) => box.open(key, sealed),
      }
      const topic = hmac(chorusSecret, new TextEncoder().encode(topicLabel))
      return [createMesh({ ...world, relay, dial, topic, sealer })]
    },
    random: Math.random,
    lastSeat: { get: () => null, set: () => {} },
  })
}

const here = (): Chorus => {
  if (chorus === null) throw new Error('no chorus is open')
  return chorus
}

const glyphs = (): readonly GlyphId[] => here().glyphIds()

/** Calls back with each title that came from elsewhere, once it stands. */
function watchTitles(onTitle: (title: string) => void): void {
  here().subscribe((event) => {
    if (event.kind !== 'glyphs' || !event.remote) return
    for (const id of event.touched) onTitle(here().glyph(id)?.title ?? '')
  })
}

const bench: OursBench = {
  found: async () => {
    chorus = await hall.found('Bench', 'Ada')
    return chorus.invite('weave')
  },
  join: async (fragment) => {
    chorus = await hall.join(fragment, 'Ben')
    await chorus.ready
  },
  isLinked: () =>
    here()
      .fellows()
      .some(({ self, linked }) => linked && !self),
  fill: async (count) => {
    const made = Array.from({ length: count }, (_, nth) => here().create({ title: `Note ${nth}` }))
    await Promise.all(made.map(({ kept }) => kept))
  },
  holds: (count) => glyphs().length >= count,
  pace: (pace) => {
    const ids = glyphs()
    return paced(pace, (nth, title) => void here().set(ids[nth % 10]!, { title }))
  },
  watch: () => watchTitles((title) => seen.push({ title, atMs: nowMs() })),
  seen: () => seen,
  burst: async ({ of, glyphs: count, rounds }) => {
    const ids = glyphs().slice(0, count)
    const beganMs = nowMs()
    for (let round = 0; round < rounds; round += 1) {
      if (of === 'letters') {
        for (const id of ids) here().splice(id, [[round, 0, letterOf(round)]], keyboard)
        await turn()
      } else {
        // Awaited, since what is not sealed yet would share one sigil with what comes next.
        await Promise.all(ids.map((id) => here().set(id, { title: titleOf(round) }).sealed))
      }
    }
    return beganMs
  },
  awaitBurst: ({ of, glyphs: count, rounds }) => {
    const left = new Set(glyphs().slice(0, count))
    const isOver = (id: GlyphId): boolean =>
      of === 'letters'
        ? here().text(id) === textOf(rounds)
        : here().glyph(id)?.title === titleOf(rounds - 1)
    burstOver = new Promise((resolve) => {
      here().subscribe((event) => {
        if (event.kind !== 'glyphs' || !event.remote) return
        for (const id of event.touched) if (left.has(id) && isOver(id)) left.delete(id)
        if (left.size === 0) resolve(nowMs())
      })
    })
  },
  burstSeen: () => burstOver,
  sigils: () => here().count(),
  holdSeals,
  bareRate,
  ourRate: () => ourRate(verifier),
}

Object.assign(globalThis, { bench })
