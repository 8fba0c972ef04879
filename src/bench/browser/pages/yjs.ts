/** The page of an app on Yjs: y-webrtc and y-indexeddb as they come, and a plain list of cards. */

import { IndexeddbPersistence, storeState } from 'y-indexeddb'
import { WebrtcProvider } from 'y-webrtc'
import * as Y from 'yjs'

import type { Tip } from '../script'
import {
  yjsCards,
  yjsHolds,
  yjsInsert,
  yjsTitle,
  yjsWatchBodies,
  yjsWatchTitles,
} from '../yjs-board'
import {
  asked,
  bytesOfBase64,
  type EditingBench,
  letterOf,
  nowMs,
  paced,
  painted,
  type Seen,
  textOf,
  titleOf,
  turn,
} from './page'

export interface YjsBench extends EditingBench {
  readonly take: (base64: string) => void
  readonly painted: (tips: readonly Tip[], glyphs: number) => Promise<number>
  readonly units: () => number
  /** Puts so many cards on the board. */
  readonly fill: (glyphs: number) => void
  /** Everything is in the database, as one record. */
  readonly stored: () => Promise<void>
}

const doc = new Y.Doc()
const room = asked().get('room')
const database = asked().get('database')
const link =
  room === null
    ? null
    : new WebrtcProvider(room, doc, {
        signaling: [asked().get('signaling') ?? ''],
        // One machine: its own addresses are enough, and a server that can't be reached would be waited for.
        peerOpts: { config: { iceServers: [] } },
      })
const kept = database === null ? null : new IndexeddbPersistence(database, doc)
const seen: Seen[] = []
let burstOver = Promise.resolve(Number.NaN)

if (asked().has('parts')) link?.on('peers', sendInParts)

// Where no picture is timed, none is drawn: our own page of the same works draws none either.
if (asked().has('draw')) draw()

const bench: YjsBench = {
  isLinked: () => [...(link?.room?.webrtcConns.values() ?? [])].some((conn) => conn.synced),
  take: (base64) => Y.applyUpdate(doc, bytesOfBase64(base64)),
  painted: (tips, glyphs) =>
    painted(() => yjsHolds(doc, tips, glyphs) && list().childElementCount >= glyphs),
  units: () => yjsCards(doc).reduce((sum, { bodyLength }) => sum + bodyLength, 0),
  fill: (glyphs) => {
    for (let glyph = 0; glyph < glyphs; glyph += 1) yjsTitle(doc, glyph, `Note ${glyph}`)
  },
  holds: (glyphs) => yjsHolds(doc, [], glyphs),
  pace: (pace) => paced(pace, (nth, title) => yjsTitle(doc, nth % 10, title)),
  watch: () => yjsWatchTitles(doc, (title) => seen.push({ title, atMs: nowMs() })),
  seen: () => seen,
  burst: async ({ of, glyphs, rounds }) => {
    const beganMs = nowMs()
    for (let round = 0; round < rounds; round += 1) {
      for (let glyph = 0; glyph < glyphs; glyph += 1) {
        if (of === 'letters') yjsInsert(doc, glyph, round, letterOf(round))
        else yjsTitle(doc, glyph, titleOf(round))
      }
      await turn()
    }
    return beganMs
  },
  awaitBurst: ({ of, glyphs, rounds }) => {
    let left = glyphs
    burstOver = new Promise((resolve) => {
      const over = (): void => {
        left -= 1
        if (left === 0) resolve(nowMs())
      }
      if (of === 'letters') yjsWatchBodies(doc, rounds, (text) => text === textOf(rounds) && over())
      else yjsWatchTitles(doc, (title) => title === titleOf(rounds - 1) && over())
    })
  },
  burstSeen: () => burstOver,
  stored: async () => {
    if (kept === null) return
    await kept.whenSynced
    // It merges its records itself, but only beyond five hundred: this is as it opens fastest.
    await storeState(kept, true)
  },
}

/** As much of simple-peer as y-webrtc uses. */
interface Peer {
  send: (message: Uint8Array) => void
  /** Null at the end. */
  push: (message: Uint8Array | null) => boolean
  inParts?: boolean
}

const partBytes = 16 * 1024

/**
 * Cuts messages on their way out, and joins them on their way in, the first byte of a part telling
 * whether it is the last. Chromium takes no message of more than 256 KiB, and y-webrtc sends larger
 * ones and hears of no refusal, so without this a large document never arrives.
 */
function sendInParts(): void {
  for (const { peer } of (link?.room?.webrtcConns.values() ?? []) as Iterable<{ peer: Peer }>) {
    if (peer.inParts === true) continue
    peer.inParts = true
    const { send, push } = peer
    let parts: Uint8Array[] = []
    peer.send = (message) => {
      for (let from = 0; from < message.length; from += partBytes) {
        const part = message.subarray(from, from + partBytes)
        const isLast = from + partBytes >= message.length
        send.call(peer, Uint8Array.of(isLast ? 1 : 0, ...part))
      }
    }
    peer.push = (part) => {
      if (part === null) return push.call(peer, null)
      parts.push(part.subarray(1))
      if (part[0] === 0) return true
      const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
      let at = 0
      for (const one of parts) {
        whole.set(one, at)
        at += one.length
      }
      parts = []
      return push.call(peer, whole)
    }
  }
}

/** All of it, once a frame: what is timed with it comes in one update. */
function draw(): void {
  let due = false
  doc.on('update', () => {
    if (due) return
    due = true
    requestAnimationFrame(() => {
      due = false
      list().replaceChildren(...yjsCards(doc).map(itemOf))
    })
  })
}

function itemOf({ title, bodyStart }: { readonly title: string; readonly bodyStart: string }) {
  const item = document.createElement('li')
  item.append(title, document.createElement('br'), bodyStart)
  return item
}

const list = (): Element => document.querySelector('#board')!

Object.assign(globalThis, { bench })
