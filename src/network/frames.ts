/**
 * Frames: cuts messages into pieces that every data channel takes, and puts
 * them together again (PROTOCOL.md §CU). Standard term: fragmentation.
 *
 * A frame is one byte of flags and a piece. The channel below is ordered and
 * reliable, so no frame needs a number; and every frame but a message's last is
 * full, so a message has one cut and a stream of tiny pieces is refused.
 */

import { maxFrameBytes, maxLinkMessageBytes } from './limits'

const first = 1
const last = 2
const pieceBytes = maxFrameBytes - 1

/** Frames of one message, in order: each at most {@link maxFrameBytes}, all but the last exactly. */
export function splitIntoFrames(message: Uint8Array): readonly Uint8Array[] {
  if (message.length > maxLinkMessageBytes) {
    throw new RangeError(`A message of ${message.length} bytes is over ${maxLinkMessageBytes}`)
  }
  const frames: Uint8Array[] = []
  let at = 0
  do {
    const piece = message.subarray(at, at + pieceBytes)
    const frame = new Uint8Array(1 + piece.length)
    frame[0] = (at === 0 ? first : 0) | (at + piece.length === message.length ? last : 0)
    frame.set(piece, 1)
    frames.push(frame)
    at += piece.length
  } while (at < message.length)
  return frames
}

export type Assembled =
  | { readonly kind: 'partial' }
  | { readonly kind: 'whole'; readonly message: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string }

export interface Assembler {
  /** One frame as it came. A refusal is final: the stream has lost its place, so the link must close. */
  readonly take: (frame: Uint8Array) => Assembled
}

/** Puts frames together again, holding at most `maxBytes` of an unfinished message. */
export function createAssembler(maxBytes = maxLinkMessageBytes): Assembler {
  let pieces: Uint8Array[] = []
  let held = 0
  let refusal: Assembled | null = null

  function take(frame: Uint8Array): Assembled {
    const reason = refusal === null ? faultOf(frame, pieces.length > 0) : null
    if (reason !== null) refusal = { kind: 'refused', reason }
    if (refusal === null && held + frame.length - 1 > maxBytes) {
      refusal = { kind: 'refused', reason: `a message over ${maxBytes} bytes` }
    }
    if (refusal !== null) {
      pieces = []
      return refusal
    }
    pieces.push(frame.subarray(1))
    held += frame.length - 1
    return isLast(frame) ? { kind: 'whole', message: joined() } : { kind: 'partial' }
  }

  function joined(): Uint8Array {
    const [only] = pieces
    const message = pieces.length === 1 && only !== undefined ? only : new Uint8Array(held)
    if (pieces.length > 1) {
      let at = 0
      for (const piece of pieces) {
        message.set(piece, at)
        at += piece.length
      }
    }
    pieces = []
    held = 0
    return message
  }

  return { take }
}

const isLast = (frame: Uint8Array): boolean => ((frame[0] ?? 0) & last) !== 0

/** Why `frame` can't come next, or null where it can. */
function faultOf(frame: Uint8Array, midway: boolean): string | null {
  const flags = frame[0]
  if (flags === undefined) return 'an empty frame'
  if (flags > (first | last)) return `a frame with unknown flags ${flags}`
  if (frame.length > maxFrameBytes) return `a frame of ${frame.length} bytes`
  if (((flags & first) !== 0) === midway) {
    return midway ? 'a message that begins inside another' : 'a frame that continues nothing'
  }
  if (!isLast(frame) && frame.length < maxFrameBytes) return 'a short frame before the last'
  return null
}
