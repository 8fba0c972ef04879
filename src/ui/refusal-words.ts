/**
 * Why a sigil was dissolved, as one sentence for a person.
 *
 * Some are attacks, some are another program's bugs. The sentence says what was
 * wrong with it and does not guess at intent.
 */

import type { Malformed, Refusal } from '../protocol/sigil'

/** Names the author or link a refusal is about, as a person knows it. */
export type NameOf = (id: string) => string

/** One sentence a kind: a kind without one does not compile. */
type Sayings = {
  readonly [Kind in Refusal['kind']]: (
    refusal: Extract<Refusal, { readonly kind: Kind }>,
    nameOf: NameOf,
  ) => string
}

export const refusalSentence = (refusal: Refusal, nameOf: NameOf): string =>
  say(sentences, refusal, nameOf)

/** The technical rest, for whoever wants to look closer; never empty. */
export const refusalDetail = (refusal: Refusal): string => say(details, refusal, (id) => id)

function say(sayings: Sayings, refusal: Refusal, nameOf: NameOf): string {
  const saying = sayings[refusal.kind] as (refusal: Refusal, nameOf: NameOf) => string
  return saying(refusal, nameOf)
}

const sentences: Sayings = {
  malformed: ({ form }) => `It is not a sigil: ${malformedWords[form]}.`,
  forged: ({ claimed }, nameOf) =>
    `Its Seal of Provenance is forged: it claims to be by ${nameOf(claimed)}, whose key did not seal it.`,
  'foreign-chorus': () => 'It was sealed for another chorus, so it means nothing in this one.',
  'stamp-not-above-links': () =>
    'Its stamp is not later than what it builds on, which no honest clock does.',
  'broken-strand': () => 'It does not continue its own weaver’s strand.',
  'not-admitted': ({ author }, nameOf) =>
    `${capital(nameOf(author))} was never admitted to this chorus.`,
  'no-right': ({ author }, nameOf) => `${capital(nameOf(author))} held no right to do this here.`,
  'builds-on-dissolved': () => 'It builds on a sigil that was itself dissolved.',
  'broken-message': () =>
    'It came in a message that no honest weaver sends, so the link to its sender was closed.',
}

const details: Sayings = {
  malformed: ({ form, detail }) => (detail === '' ? form : `${form}: ${detail}`),
  forged: ({ claimed, detail }) => `${detail === '' ? 'the seal' : detail}; key ${claimed}`,
  'foreign-chorus': ({ chorusTag }) => `chorus tag ${chorusTag}`,
  'stamp-not-above-links': ({ link }) => `link ${link}`,
  'broken-strand': ({ detail }) => detail,
  'not-admitted': ({ author }) => `key ${author}`,
  'no-right': ({ detail }) => detail,
  'builds-on-dissolved': ({ link }) => `link ${link}`,
  'broken-message': ({ detail }) => detail,
}

/** “you” begins a sentence as well as any name does. */
const capital = (name: string): string => name.replace(/^you$/, 'You')

const malformedWords: Readonly<Record<Malformed, string>> = {
  truncated: 'its bytes end too soon',
  oversize: 'it is larger than a sigil may be',
  version: 'it is of a version that this weaver cannot read',
  'non-canonical': 'the same content has a shorter form, and only that one counts',
  'too-many-links': 'its Causal Vector names more sigils than fit',
  'links-not-ascending': 'its Causal Vector is out of order',
  'lone-surrogate': 'its text holds half a character',
  'bad-utf8': 'its text is not text',
  'bad-facet': 'it names a facet in a way that none can be named',
  'bad-value': 'it gives a facet a value of the wrong kind',
  'out-of-range': 'one of its numbers is out of range',
  'small-order-key': 'its key is one that anyone could sign with',
  'seal-not-reduced': 'its seal is a second form of another one',
  'trailing-bytes': 'something follows after its end',
}
