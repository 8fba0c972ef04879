/**
 * Hands on the wire: init scripts that hold, spoil or swallow what a tab sends
 * over its data channels. WebRTC carries all the rest, and carries it for real.
 */

/** What {@link holdable} leaves on `globalThis` of a tab. Frames are counted from 0, over all channels. */
export interface Sluice {
  /** While shut, frames wait here instead of being sent. */
  isShut: boolean
  /** Frames that came here while it was shut. */
  readonly count: () => number
  /** Sends those before `frame`, in order; all where absent. */
  readonly open: (frame?: number) => void
}

/** What {@link meddlesome} reads on `globalThis` of a tab. */
export interface Meddling {
  /** Frames that hold this text are meddled with; none where undefined. */
  marker?: string | undefined
  /** `spoil` flips a bit in it, `swallow` never sends the frame. */
  deed?: 'spoil' | 'swallow'
}

declare global {
  var sluice: Sluice
  var meddling: Meddling
}

/** For `context.addInitScript`: frames can be held back and let go by hand. */
export function holdable(): void {
  type Send = (this: RTCDataChannel, data: ArrayBuffer) => void
  const realSend = Reflect.get(RTCDataChannel.prototype, 'send') as Send
  const held: { readonly channel: RTCDataChannel; readonly frame: ArrayBuffer }[] = []
  let gone = 0
  const sluice: Sluice = {
    isShut: false,
    count: () => gone + held.length,
    open: (frame = Number.POSITIVE_INFINITY) => {
      for (; gone < frame && held[0] !== undefined; gone += 1) {
        const { channel, frame: bytes } = held[0]
        held.shift()
        realSend.call(channel, bytes)
      }
    },
  }
  RTCDataChannel.prototype.send = function send(this: RTCDataChannel, data: unknown) {
    const { buffer, byteOffset, byteLength } = data as ArrayBufferView
    const frame = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
    if (sluice.isShut) held.push({ channel: this, frame })
    else realSend.call(this, frame)
  }
  Object.assign(globalThis, { sluice })
}

/** For `context.addInitScript`: a modified client. */
export function meddlesome(): void {
  type Send = (this: RTCDataChannel, data: Uint8Array) => void
  const realSend = Reflect.get(RTCDataChannel.prototype, 'send') as Send
  Object.assign(globalThis, { meddling: {} })
  RTCDataChannel.prototype.send = function send(this: RTCDataChannel, data: unknown) {
    const { buffer, byteOffset, byteLength } = data as ArrayBufferView
    const bytes = new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
    const { marker, deed = 'spoil' } = globalThis.meddling
    const at = marker === undefined ? -1 : new TextDecoder('latin1').decode(bytes).indexOf(marker)
    if (at >= 0 && deed === 'swallow') return
    if (at >= 0) bytes[at] = (bytes[at] ?? 0) ^ 1
    realSend.call(this, bytes)
  }
}
