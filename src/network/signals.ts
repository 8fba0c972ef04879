/**
 * Signals: what two tabs tell each other, inside envelopes, to set up one
 * connection (PROTOCOL.md §CU). Standard terms: offer, answer, ICE candidate
 * (RFC 8829).
 *
 * Every message names the attempt it belongs to, so that a late candidate of a
 * connection that failed can't reach the one built after it.
 */

import {
  createReader,
  createWriter,
  fromHex,
  type Reader,
  toHex,
  type Writer,
} from '../protocol/bytes'
import { isWellFormed } from '../protocol/utf8'
import { maxByeUnits, maxCandidateUnits, maxDescriptionUnits, maxSignals } from './limits'

/** One attempt at one connection: 8 random bytes as hex, chosen by whoever dials. */
export type AttemptId = string

export type Signal =
  | { readonly kind: 'offer'; readonly sdp: string }
  | { readonly kind: 'answer'; readonly sdp: string }
  | {
      readonly kind: 'candidate'
      readonly candidate: string
      readonly mid: string | null
      readonly line: number | null
    }

export type Words =
  | { readonly kind: 'signals'; readonly attempt: AttemptId; readonly signals: readonly Signal[] }
  /** The attempt, or the connection it became, is over at this end. */
  | { readonly kind: 'bye'; readonly attempt: AttemptId; readonly reason: string }
  /** I am here and wait for your call: said by the one who must not dial. */
  | { readonly kind: 'hail' }

const attemptBytes = 8
const codes = { signals: 0, bye: 1, hail: 2 } as const
const signalCodes = { offer: 0, answer: 1, candidate: 2 } as const

export const attemptFrom = (bytes: Uint8Array): AttemptId => toHex(bytes.subarray(0, attemptBytes))

export function encodeWords(words: Words): Uint8Array {
  const writer = createWriter()
  writer.u8(codes[words.kind])
  if (words.kind === 'hail') return writer.finish()
  writer.bytes(fromHex(words.attempt) ?? new Uint8Array(attemptBytes))
  if (words.kind === 'bye') {
    const reason = words.reason.slice(0, maxByeUnits)
    // The cut may have split a pair.
    writer.text(isWellFormed(reason) ? reason : '')
    return writer.finish()
  }
  writer.varint(words.signals.length)
  for (const signal of words.signals) writeSignal(writer, signal)
  return writer.finish()
}

function writeSignal(writer: Writer, signal: Signal): void {
  writer.u8(signalCodes[signal.kind])
  if (signal.kind !== 'candidate') {
    writer.text(signal.sdp)
    return
  }
  writer.text(signal.candidate)
  // A mid is never empty (RFC 8843), so the empty one can stand for none.
  writer.text(signal.mid ?? '')
  writer.u8(signal.line === null ? 0 : signal.line + 1)
}

/** Null for any bytes but exactly one encoding. */
export function decodeWords(bytes: Uint8Array): Words | null {
  const reader = createReader(bytes)
  const words = readWords(reader)
  return reader.fault() === null && reader.left() === 0 ? words : null
}

function readWords(reader: Reader): Words | null {
  const code = reader.u8()
  if (code === codes.hail) return { kind: 'hail' }
  const attempt = reader.hex(attemptBytes)
  if (code === codes.bye) return { kind: 'bye', attempt, reason: bounded(reader, maxByeUnits) }
  if (code !== codes.signals) return null
  const signals: Signal[] = []
  for (let left = reader.count(maxSignals); left > 0; left--) {
    const signal = readSignal(reader)
    if (signal === null) return null
    signals.push(signal)
  }
  return { kind: 'signals', attempt, signals }
}

function readSignal(reader: Reader): Signal | null {
  const code = reader.u8()
  if (code === signalCodes.offer || code === signalCodes.answer) {
    const kind = code === signalCodes.offer ? 'offer' : 'answer'
    return { kind, sdp: bounded(reader, maxDescriptionUnits) }
  }
  if (code !== signalCodes.candidate) return null
  const candidate = bounded(reader, maxCandidateUnits)
  const mid = bounded(reader, maxCandidateUnits)
  const line = reader.u8()
  return {
    kind: 'candidate',
    candidate,
    mid: mid === '' ? null : mid,
    line: line === 0 ? null : line - 1,
  }
}

function bounded(reader: Reader, most: number): string {
  const text = reader.text()
  if (text.length > most) reader.fail('out-of-range', `text of ${text.length}`)
  return text
}
