/**
 * S8: bytes a sigil, for a change of one character of text: on the wire, in all
 * that an empty neighbour is sent; at rest, in the records of the vault; and, for
 * the record, pushed by itself as its author types.
 */

import { nothingPending } from '../chorus/overlay'
import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import { glyphIdFrom } from '../protocol/ids'
import { encodeMessage } from '../protocol/message-codec'
import { packOf } from '../protocol/pack'
import { packSigils, type PackedSigils } from '../storage/packing'
import { createAuthor, createReader, syncFrom, type Author } from './pair'
import type { PeerRef } from './peers/peer'
import { createCrypto, type Crypto } from './verify-thread'
import { mustBe, ours, type Contender, type Work } from './work'

const sentence = 'The work of the sun is accomplished and finished. '
const typedCount = 10_000

/** The seal, and two dozen for all that it seals. */
const atMost = 64 + 24

const onWire = 'on the wire'
const atRest = 'at rest'
const pushed = 'pushed alone'

export const sigilBytes = (peers: readonly PeerRef[]): Work => ({
  id: 'S8',
  what: 'bytes a sigil: typing, a sigil a character',
  rows: [
    { name: onWire, unit: 'bytes', reach: [{ atMost, times: null }] },
    { name: atRest, unit: 'bytes', reach: [{ atMost, times: null }] },
    { name: pushed, unit: 'bytes', reach: [] },
  ],
  cases: ({ scale }) => {
    const typed = sentence.repeat(Math.ceil((typedCount * scale) / sentence.length))
    return [
      {
        name: `${typed.length} characters`,
        contenders: [weaving(typed), ...peers.map((peer) => replicating(peer, typed))],
      },
    ]
  },
})

function weaving(typed: string): Contender {
  return {
    who: ours,
    prepare: async () => {
      const crypto = await createCrypto()
      const { weaver } = await typing(crypto, typed)
      const sigils = weaver.sigils().slice(1)
      const last = sigils.slice(-1)
      const alone = encodeMessage({ kind: 'sigils', isAnswer: false, pack: packOf(last) })
      const records = packSigils(sigils, sha256)
      const sample = async () => {
        const sent = await syncFrom({ weaver }, createReader(crypto, weaver.chorus))
        return {
          [onWire]: sent / sigils.length,
          [atRest]: sum(records.map(recordBytes)) / sigils.length,
          [pushed]: alone.length,
        }
      }
      return [{ how: 'sealed', sample }]
    },
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

/** As IndexedDB stores it, without what the browser adds of its own. */
const recordBytes = ({ pack, hash }: PackedSigils): number => pack.length + hash.length + 4

async function typing(crypto: Crypto, typed: string): Promise<Author> {
  const author = await createAuthor(crypto, null)
  const { pen, weaver } = author
  const glyph = glyphIdFrom(systemEntropy.bytes(16))
  for (const [at, letter] of Array.from(typed).entries()) {
    await pen.change(glyph, { ...nothingPending, splices: [[at, 0, letter]] }, false).sealed
  }
  mustBe(weaver.text(glyph) === typed, 'the text as typed')
  return author
}

/** For the record: peers seal nothing, and forget who changed what when. */
function replicating({ name, load }: PeerRef, typed: string): Contender {
  return {
    who: name,
    prepare: async () => {
      const peer = await load()
      const sample = async () => {
        const replica = peer.open(1)
        replica.record()
        const letters = Array.from(typed)
        for (const [at, letter] of letters.entries()) replica.edit([[at, 0, letter]])
        mustBe(replica.text() === typed, 'the text as typed')
        const updates = replica.taken()
        const kept = replica.whole().length
        replica.free()
        return {
          [onWire]: kept / letters.length,
          [atRest]: kept / letters.length,
          [pushed]: sum(updates.map(({ length }) => length)) / letters.length,
        }
      }
      return [{ how: 'the document as one update; an update alone', sample }]
    },
  }
}
