import { expect, test } from 'vitest'

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Malformed, Refusal } from '../protocol/sigil'
import { refusalDetail, refusalSentence } from './refusal-words'

const bea = 'bea' as WeaverId
const link = 'link' as SigilId
const nameOf = (id: string): string => (id === bea ? 'Bea' : `Weaver ${id}`)

const forms: readonly Malformed[] = [
  'truncated',
  'oversize',
  'version',
  'non-canonical',
  'too-many-links',
  'links-not-ascending',
  'lone-surrogate',
  'bad-utf8',
  'bad-facet',
  'bad-value',
  'out-of-range',
  'small-order-key',
  'seal-not-reduced',
  'trailing-bytes',
]
const refusals: readonly Refusal[] = [
  ...forms.map((form): Refusal => ({ kind: 'malformed', form, detail: 'at 12' })),
  { kind: 'forged', claimed: bea, detail: 'equation' },
  { kind: 'foreign-chorus', chorusTag: '00aa11bb' },
  { kind: 'stamp-not-above-links', link },
  { kind: 'broken-strand', detail: 'seq 4 after 2' },
  { kind: 'not-admitted', author: bea },
  { kind: 'no-right', author: bea, detail: 'witness' },
  { kind: 'builds-on-dissolved', link },
]

test('every refusal has a whole sentence of its own', () => {
  const sentences = refusals.map((refusal) => refusalSentence(refusal, nameOf))
  expect(new Set(sentences).size).toBe(refusals.length)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/)
})

test('people are named, not keyed', () => {
  expect(refusalSentence({ kind: 'forged', claimed: bea, detail: '' }, nameOf)).toBe(
    'Its Seal of Provenance is forged: it claims to be by Bea, whose key did not seal it.',
  )
  expect(refusalSentence({ kind: 'not-admitted', author: bea }, nameOf)).toMatch(/^Bea was never/)
})

test('the technical rest is there for whoever looks closer', () => {
  for (const refusal of refusals) expect(refusalDetail(refusal)).not.toBe('')
})
