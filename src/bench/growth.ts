/**
 * S12, in Node: what a sigil costs as a chorus grows from 10³ to 10⁵, by the
 * works of S3 and S4. Ours against ours.
 *
 * Few sigils are done several times over in a sample, so that the compiler has
 * seen as much of them: cold code would make the small chorus look dear, and
 * growth look cheap.
 */

import type { Splice } from '../protocol/sigil'
import { changesOf, fetchAll, write } from './registers'
import { createCrypto, type Crypto } from './verify-thread'
import { carry, manyInFlight } from './whole-path'
import { mustBe, type Case, type Contender, type Scene, type Values, type Work } from './work'

interface Size {
  readonly who: string
  readonly sigils: number
  /** Times a sample. */
  readonly times: number
}

const sizes: readonly Size[] = [
  { who: 'at 1×', sigils: 1_000, times: 20 },
  { who: 'at 10×', sigils: 10_000, times: 4 },
  { who: 'at 100×', sigils: 100_000, times: 1 },
]

const dear = 'main thread a sigil'

export const growth: Work = {
  id: 'S12',
  what: 'growth: what a sigil costs at 1×, 10×, 100×, main thread',
  subject: 'at 100×',
  rows: [{ name: dear, unit: 'µs', reach: [{ atMost: 1.3, times: 'at 1×' }] }],
  cases: (scene) => [
    grow('whole path, as S3', scene, wholePathMs),
    grow('registers applied, as S4', scene, appliedMs),
    grow('registers synced, as S4', scene, syncedMs),
  ],
}

type Measure = (crypto: Crypto, sigils: number) => Promise<number>

const grow = (name: string, { scale }: Scene, measure: Measure): Case => ({
  name,
  contenders: sizes.map(({ who, sigils, times }) =>
    growing({ who, sigils: sigils * scale, times: Math.ceil(times * scale) }, measure),
  ),
})

function growing({ who, sigils, times }: Size, measure: Measure): Contender {
  const sample = async (crypto: Crypto): Promise<Values> => {
    let totalMs = 0
    for (let nth = 0; nth < times; nth += 1) totalMs += await measure(crypto, sigils)
    return { [dear]: (1000 * totalMs) / (times * sigils) }
  }
  return {
    who,
    prepare: async () => {
      const crypto = await createCrypto()
      return [{ how: `${sigils} sigils, ${times} times`, sample: () => sample(crypto) }]
    },
  }
}

const appliedMs: Measure = async (crypto, sigils) => (await write(crypto, changesOf(sigils))).mainMs

const syncedMs: Measure = async (crypto, sigils) => {
  const changes = changesOf(sigils)
  const { author } = await write(crypto, changes)
  return fetchAll(crypto, author, changes)
}

const wholePathMs: Measure = async (crypto, sigils) => {
  const { flushes, endContent } = typing(sigils)
  const { text, taken } = await carry(crypto, flushes, manyInFlight)
  mustBe(text === endContent, 'the text as typed')
  return taken.mainMs
}

const words = 'as above so below '

/** Two letters a flush, each flush on from the last; every twentieth goes elsewhere, every tenth takes a word back. */
function typing(count: number): {
  readonly flushes: readonly (readonly Splice[])[]
  readonly endContent: string
} {
  let text = ''
  let at = 0
  const flushes = Array.from({ length: count }, (_, nth): readonly Splice[] => {
    if (nth % 20 === 0) at = Math.imul(nth, 0x9e3779b1) % (text.length + 1)
    at = Math.abs(at)
    const deleted = nth % 10 === 9 ? Math.min(5, at) : 0
    at -= deleted
    const put = words.slice(nth % 16, (nth % 16) + 2)
    const splice: Splice = [at, deleted, put]
    text = text.slice(0, at) + put + text.slice(at + deleted)
    at += put.length
    return [splice]
  })
  return { flushes, endContent: text }
}
