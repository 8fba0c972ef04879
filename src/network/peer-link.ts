/**
 * WebRTC behind the Link interface, by simple-peer (PROTOCOL.md §CU). The only
 * file that knows of simple-peer.
 *
 * simple-peer ignores ICE's `disconnected`, has no ICE restart, and its `send`
 * has no back-pressure: all three are done here. It buffers what arrives while
 * nobody listens to `data`, so listening begins only once the link has been
 * handed over, and no frame is missed.
 */

import SimplePeer, { type Options, type Peer, type SignalData } from 'simple-peer/simplepeer.min.js'

import { equalBytes } from '../protocol/bytes'
import type { Schedule } from '../protocol/ports'
import { bindingOf, fingerprintIn } from './fingerprint'
import { createAssembler, splitIntoFrames } from './frames'
import type { IceServer } from './ice'
import { giveUpAfterMs, lowWaterBytes, maxQueuedBytes, restartIceAfterMs } from './limits'
import type { Link, LinkListener } from './link'
import { createPacer } from './pacer'
import type { Signal } from './signals'

/** One connection, from its first signal to its end. */
export interface Dialled {
  /** Hands on what the other side signalled. Anything it should not say closes the connection. */
  readonly signal: (signal: Signal) => void
  /** `onClosed` follows, later, and on the other side as well. */
  readonly close: (reason: string) => void
}

interface DialOptions {
  /** The one side that makes the offer; there is no glare. */
  readonly isInitiator: boolean
  readonly onSignal: (signal: Signal) => void
  /** At most once. The link must be listened to before this returns. */
  readonly onLink: (link: Link) => void
  /** Exactly once, last. */
  readonly onClosed: (reason: string) => void
}

/** Begins a connection. Calls back later, never during the call. */
export type Dial = (options: DialOptions) => Dialled

export interface PeerDialerDeps {
  readonly schedule: Schedule
  /** Asked at each dial, since the list may come after the first one. */
  readonly iceServers: () => readonly IceServer[]
  /** The window, whose `pagehide` closes the connection so that the others need not wait for a timeout. */
  readonly page?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
  /** simple-peer, or a stand-in for it. */
  readonly Peer?: new (options: Options) => Peer
}

const nothing = (): void => undefined

export function createPeerDialer(deps: PeerDialerDeps): Dial {
  const { schedule, iceServers, page, Peer = SimplePeer } = deps

  return ({ isInitiator, onSignal, onLink, onClosed }) => {
    let reason: string | null = null
    let remoteFingerprint: Uint8Array | null = null
    let link: OpenedLink | null = null
    let cancelRestart = nothing
    let cancelGivingUp = nothing
    let peer: Peer
    try {
      peer = new Peer({
        initiator: isInitiator,
        trickle: true,
        // Keeps one frame one chunk; a byte stream may join them.
        objectMode: true,
        config: { iceServers: [...iceServers()] },
        channelConfig: { ordered: true },
      })
    } catch {
      // This browser has no WebRTC, or it is turned off.
      return closedFromTheStart(schedule, onClosed)
    }

    function close(why: string): void {
      reason ??= why
      link?.shut()
      peer.destroy()
    }

    /** Runs a call into the browser that may throw, which is the end of this connection. */
    function attempt(call: () => void): void {
      if (reason !== null) return
      try {
        call()
      } catch {
        close('the browser refused')
      }
    }

    function hear(signal: Signal): void {
      if (signal.kind === 'candidate') return attempt(() => peer.signal(toSimple(signal)))
      // [CU4] Offers come from the initiator alone.
      if (signal.kind !== (isInitiator ? 'answer' : 'offer')) return close('out of turn')
      const fingerprint = fingerprintIn(signal.sdp)
      const isSame =
        remoteFingerprint === null ||
        (fingerprint !== null && equalBytes(fingerprint, remoteFingerprint))
      // [CU8] A restart keeps the certificate; another one is another peer.
      if (fingerprint === null || !isSame) return close('fingerprint changed')
      remoteFingerprint = fingerprint
      attempt(() => peer.signal(toSimple(signal)))
    }

    function connected(): void {
      if (reason !== null) return
      const { localDescription, remoteDescription } = connectionOf(peer) ?? {}
      const local = fingerprintIn(localDescription?.sdp ?? '')
      const remote = fingerprintIn(remoteDescription?.sdp ?? '')
      if (local === null || remote === null) return close('no fingerprint')
      link = openLink(peer, { binding: bindingOf(local, remote), close, attempt })
      onLink(link.link)
      peer.on('data', link.hear)
    }

    /** [CU9] */
    function watchIce(state: RTCIceConnectionState): void {
      if (state === 'checking') return
      cancelRestart()
      cancelGivingUp()
      if (state !== 'disconnected') return
      cancelGivingUp = schedule.after(giveUpAfterMs, () => close('connection lost'))
      if (!isInitiator) return
      cancelRestart = schedule.after(restartIceAfterMs, () =>
        attempt(() => {
          connectionOf(peer)?.restartIce()
          peer.negotiate()
        }),
      )
    }

    const leave = (): void => close('page closed')
    page?.addEventListener('pagehide', leave)
    peer.on('signal', (data) => {
      const signal = fromSimple(data)
      if (signal !== null) onSignal(signal)
    })
    peer.on('connect', connected)
    peer.on('iceStateChange', watchIce)
    peer.on('error', (error) => (reason ??= reasonFor(error)))
    peer.on('close', () => {
      cancelRestart()
      cancelGivingUp()
      page?.removeEventListener('pagehide', leave)
      reason ??= 'closed by the other side'
      link?.shut()
      link?.tellClosed(reason)
      onClosed(reason)
    })
    return { signal: hear, close }
  }
}

const connectionOf = ({ _pc: connection }: Peer): Peer['_pc'] => connection
const channelOf = ({ _channel: channel }: Peer): Peer['_channel'] => channel

interface OpenedLink {
  readonly link: Link
  /** One chunk of simple-peer's stream. */
  readonly hear: (chunk: unknown) => void
  /** Nothing is sent or heard any more. */
  readonly shut: () => void
  readonly tellClosed: (reason: string) => void
}

interface LinkParts {
  readonly binding: Uint8Array
  readonly close: (reason: string) => void
  readonly attempt: (call: () => void) => void
}

function openLink(peer: Peer, { binding, close, attempt }: LinkParts): OpenedLink {
  const channel = channelOf(peer)
  const assembler = createAssembler()
  let listener: LinkListener | null = null
  let isShut = false
  const pacer = createPacer(
    {
      bufferedBytes: () => channel?.bufferedAmount ?? 0,
      send: (frame) => attempt(() => peer.send(frame)),
    },
    () => listener?.drained(),
  )
  if (channel !== null) {
    // Half the mark, so that what is left then is surely below it.
    channel.bufferedAmountLowThreshold = lowWaterBytes / 2
    channel.addEventListener('bufferedamountlow', () => {
      if (!isShut) pacer.refill()
    })
  }

  function hear(chunk: unknown): void {
    if (isShut) return
    if (!(chunk instanceof Uint8Array)) return close('a frame of text')
    // simple-peer hands out its own kind of Buffer; ours is the plain view.
    const assembled = assembler.take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    if (assembled.kind === 'refused') close(assembled.reason)
    else if (assembled.kind === 'whole') listener?.message(assembled.message)
  }

  function send(message: Uint8Array): boolean {
    if (isShut) return false
    const frames = splitIntoFrames(message)
    pacer.offer(frames)
    if (!isShut && pacer.queuedBytes() > maxQueuedBytes) close('it does not read')
    return !isShut
  }

  return {
    link: {
      kind: 'webrtc',
      binding,
      send,
      queuedBytes: () => (isShut ? 0 : pacer.queuedBytes()),
      listen: (next) => {
        listener = next
      },
      close,
    },
    hear,
    shut: () => {
      isShut = true
    },
    tellClosed: (reason) => listener?.closed(reason),
  }
}

function closedFromTheStart(schedule: Schedule, onClosed: (reason: string) => void): Dialled {
  schedule.after(0, () => onClosed('no WebRTC here'))
  return { signal: nothing, close: nothing }
}

function toSimple(signal: Signal): SignalData {
  if (signal.kind !== 'candidate') return { type: signal.kind, sdp: signal.sdp }
  const { candidate, mid, line } = signal
  return { type: 'candidate', candidate: { candidate, sdpMid: mid, sdpMLineIndex: line } }
}

/** Null for what data channels don't need, such as simple-peer's requests for tracks. */
function fromSimple(data: SignalData | { readonly type: string }): Signal | null {
  if ('sdp' in data) return { kind: data.type, sdp: data.sdp }
  if (!('candidate' in data)) return null
  const { candidate, sdpMid, sdpMLineIndex } = data.candidate
  return { kind: 'candidate', candidate, mid: sdpMid, line: sdpMLineIndex }
}

function reasonFor(error: Error & { readonly code?: string }): string {
  if (error.code === 'ERR_ICE_CONNECTION_FAILURE') return 'no direct path'
  if (error.code === 'ERR_CONNECTION_FAILURE') return 'no direct path'
  // The other end's abort arrives as an error of the channel.
  if (error.code === 'ERR_DATA_CHANNEL') return 'closed by the other side'
  return error.code ?? error.message
}
