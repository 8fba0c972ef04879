/**
 * A relay that was shown the chorus secret: it opens envelopes, puts its own
 * certificate into each description, and so ends both data channels in a page of
 * its own, from where it passes on what either side says.
 */

import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test'

import { envelopeKeyLabel } from '../src/network/envelope'
import { decodeWords, encodeWords, type Signal } from '../src/network/signals'
import { systemEntropy } from '../src/platform/entropy'
import { createSecretBox } from '../src/platform/nacl'
import { deriveKey } from '../src/platform/sha256'
import { fromBase64Url, toBase64Url } from '../src/protocol/base64url'
import { readInvitation } from '../src/protocol/invitation'
import type { EnvelopeText, RelayLetter } from '../src/signaling/letters'
import { decodeRelayLetter, encodeLetter } from '../src/signaling/letters'

/** Topic, from, to and sequence number, as [CU1] lays them out. */
const headBytes = 32 + 16 + 16 + 6

export interface Middle {
  /** For a browser context: its relay is this one. */
  readonly between: (context: BrowserContext) => Promise<void>
  /** Gets to work, with what a link says. Before and after, it is an honest relay. */
  readonly begin: (link: string) => void
  readonly end: () => void
  /** Channels that opened in its own page, and messages that it passed on between them. */
  readonly caught: () => Promise<{ readonly channels: number; readonly passed: number }>
}

/** What {@link catchBoth} leaves on `globalThis` of the page in the middle. */
interface Catcher {
  readonly offered: (attempt: string, sdp: string) => Promise<string>
  readonly answered: (attempt: string, sdp: string) => Promise<string>
  readonly candidate: (
    attempt: string,
    isCaller: boolean,
    one: RTCIceCandidateInit,
  ) => Promise<void>
  channels: number
  passed: number
}

declare global {
  var catcher: Catcher
}

/** Runs in the middle's page: for each attempt one connection with the caller, and one with the called. */
function catchBoth(): void {
  interface Pair {
    readonly caller: RTCPeerConnection
    readonly called: RTCPeerConnection
  }
  const pairs = new Map<string, Pair>()
  const gathered = async (connection: RTCPeerConnection): Promise<string> => {
    await new Promise<void>((resolve) => {
      if (connection.iceGatheringState === 'complete') resolve()
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') resolve()
      })
    })
    return connection.localDescription?.sdp ?? ''
  }
  /** Hears a channel from its birth, and passes on what it said once the other is there and open. */
  const hear = (from: RTCDataChannel): ((to: RTCDataChannel) => void) => {
    const waiting: ArrayBuffer[] = []
    let other: RTCDataChannel | null = null
    const flush = (): void => {
      if (other?.readyState !== 'open') return
      for (const data of waiting.splice(0)) {
        caught.passed += 1
        other.send(data)
      }
    }
    from.binaryType = 'arraybuffer'
    from.addEventListener('message', ({ data }) => {
      waiting.push(data as ArrayBuffer)
      flush()
    })
    return (to) => {
      other = to
      to.addEventListener('open', flush)
      from.addEventListener('close', () => to.close())
      flush()
    }
  }
  const caught: Catcher = {
    channels: 0,
    passed: 0,
    offered: async (attempt, sdp) => {
      const pair: Pair = { caller: new RTCPeerConnection(), called: new RTCPeerConnection() }
      pairs.set(attempt, pair)
      const toCalled = pair.called.createDataChannel('x')
      const passToCaller = hear(toCalled)
      toCalled.addEventListener('open', () => (caught.channels += 1))
      pair.caller.addEventListener('datachannel', ({ channel }) => {
        caught.channels += 1
        hear(channel)(toCalled)
        passToCaller(channel)
      })
      await pair.caller.setRemoteDescription({ type: 'offer', sdp })
      await pair.called.setLocalDescription(await pair.called.createOffer())
      return gathered(pair.called)
    },
    answered: async (attempt, sdp) => {
      const pair = pairs.get(attempt)
      if (pair === undefined) return ''
      await pair.called.setRemoteDescription({ type: 'answer', sdp })
      await pair.caller.setLocalDescription(await pair.caller.createAnswer())
      return gathered(pair.caller)
    },
    candidate: async (attempt, isCaller, one) => {
      const pair = pairs.get(attempt)
      await (isCaller ? pair?.caller : pair?.called)?.addIceCandidate(one)
    },
  }
  globalThis.catcher = caught
}

export async function createMiddle(page: Page): Promise<Middle> {
  await page.evaluate(catchBoth)
  const box = createSecretBox(systemEntropy)
  let key: Uint8Array | null = null
  /** Whoever sent the offer of an attempt. */
  const callers = new Map<string, string>()

  /** What becomes of one letter; null where nothing is passed on. */
  async function meddle(letter: RelayLetter): Promise<RelayLetter | null> {
    // As it was when the letter came: it may be taken back before the page has answered.
    const held = key
    if (held === null || letter.kind !== 'signal') return letter
    const plain = box.open(held, fromBase64Url(letter.envelope) ?? new Uint8Array())
    const words = plain === null ? null : decodeWords(plain.subarray(headBytes))
    if (plain === null || words?.kind !== 'signals') return letter
    const signals: Signal[] = []
    for (const signal of words.signals) {
      const turned = await turn(signal, words.attempt, letter.from)
      if (turned !== null) signals.push(turned)
    }
    if (signals.length === 0) return null
    const payload = encodeWords({ ...words, signals })
    const whole = Buffer.concat([plain.subarray(0, headBytes), payload])
    return { ...letter, envelope: toBase64Url(box.seal(held, whole)) as EnvelopeText }
  }

  async function turn(signal: Signal, attempt: string, from: string): Promise<Signal | null> {
    if (signal.kind === 'candidate') {
      const { candidate, mid, line } = signal
      const one = { candidate, sdpMid: mid, sdpMLineIndex: line }
      const isCaller = callers.get(attempt) === from
      await page.evaluate((told) => globalThis.catcher.candidate(...told), [
        attempt,
        isCaller,
        one,
      ] as const)
      return null
    }
    if (signal.kind === 'offer') callers.set(attempt, from)
    const said = [attempt, signal.sdp] as const
    const sdp =
      signal.kind === 'offer'
        ? await page.evaluate((told) => globalThis.catcher.offered(...told), said)
        : await page.evaluate((told) => globalThis.catcher.answered(...told), said)
    return { kind: signal.kind, sdp }
  }

  function relay(client: WebSocketRoute): void {
    const server = client.connectToServer()
    let turns = Promise.resolve()
    // The browsers' own sequence numbers must come in order, so each waits for the one before.
    server.onMessage((message) => {
      turns = turns.then(async () => {
        const letter = decodeRelayLetter(String(message))
        const next = letter === null ? null : await meddle(letter)
        if (next !== null) client.send(encodeLetter(next))
      })
    })
  }

  return {
    between: (context) => context.routeWebSocket(/\/relay$/, relay),
    begin: (link) => {
      const read = readInvitation(link)
      if (!read.ok) throw new Error(read.refusal.message)
      key = deriveKey(read.invitation.chorusSecret, envelopeKeyLabel)
    },
    end: () => {
      key = null
    },
    caught: () =>
      page.evaluate(() => {
        const { channels, passed } = globalThis.catcher
        return { channels, passed }
      }),
  }
}
