/**
 * Drafts as bytes, for whoever seals them in another thread (PROTOCOL.md §SE, [SE7]).
 *
 * A draft is laid out as the body that it becomes, but for its links: one to another draft of
 * the chain has no name yet, so it is told by its place, and all are put in order at the end.
 * Never kept and never sent to others: both ends are of one build.
 */

import { createReader, createWriter } from './bytes'
import { writeHead, writeLinks } from './codec'
import { writeDeed } from './deed'
import type { Draft, Link } from './draft'

export interface PackedDrafts {
  /** Of all drafts, end to end. */
  readonly bytes: Uint8Array
  /** Two for each: where its head ends in {@link bytes}, and where all of it does. */
  readonly marks: Uint32Array
}

const idBytes = 32
const noPrev = 0xff

/** Throws a RangeError for what no bytes can express. What others would refuse is found where it is read back. */
export function packDrafts(drafts: readonly Draft[]): PackedDrafts {
  const writer = createWriter()
  const marks = new Uint32Array(2 * drafts.length)
  const writeLink = (link: Link): void => {
    if (typeof link === 'number') return writer.varint(link + 1)
    writer.varint(0)
    writer.hex(link)
  }
  drafts.forEach((draft, nth) => {
    writeHead(writer, draft)
    marks[2 * nth] = writer.length()
    const { links, prev, deed } = draft
    writer.u8(links.length)
    for (const link of links) writeLink(link)
    writer.u8(prev === null ? noPrev : links.indexOf(prev))
    writeDeed(writer, deed)
    marks[2 * nth + 1] = writer.length()
  })
  return { bytes: writer.finish(), marks }
}

/** Each as bytes of its own, a view. */
export function* draftsIn({ bytes, marks }: PackedDrafts): Generator<PackedDraft> {
  let from = 0
  for (let nth = 0; nth < marks.length; nth += 2) {
    const [headEnd = 0, end = 0] = marks.subarray(nth, nth + 2)
    yield { head: bytes.subarray(from, headEnd), rest: bytes.subarray(headEnd, end) }
    from = end
  }
}

interface PackedDraft {
  readonly head: Uint8Array
  readonly rest: Uint8Array
}

/** Canonical bytes of the body, once all that comes before it in its chain is named by `ids`. */
export function completeBody({ head, rest }: PackedDraft, ids: readonly Uint8Array[]): Uint8Array {
  const reader = createReader(rest)
  const links: Uint8Array[] = []
  for (let left = reader.u8(); left > 0; left--) {
    const place = reader.varint()
    const link = place === 0 ? reader.bytes(idBytes) : ids[place - 1]
    if (link === undefined) throw new RangeError(`A draft builds on number ${place - 1}, unnamed`)
    links.push(link)
  }
  const prevAt = reader.u8()
  const prev = prevAt === noPrev ? null : (links.splice(prevAt, 1)[0] ?? null)
  const writer = createWriter()
  writer.bytes(head)
  writeLinks(writer, links, prev)
  writer.bytes(reader.rest())
  return writer.finish()
}
