/**
 * Other orders: what a world came to, put together anew as it might have come as well
 * (PROTOCOL.md §SM, SM12). Standard term: metamorphic testing.
 *
 * Once by a whole weaver, which is closed and opened again on the way. And a few times by glyphs
 * alone: a weaver merges their texts after each batch, before anybody asks, so what a question
 * between two sigils of a batch would bring to light, no session ever meets. A glyph owes its
 * verdicts to whoever asks, at whatever moment.
 */

import type { Chorus } from '../chorus/chorus'
import { createCovenant, type Vouched } from '../protocol/covenant'
import type { Glyph } from '../protocol/glyph'
import type { GlyphId, SigilId } from '../protocol/ids'
import { createIntegration } from '../protocol/integration'
import type { Hash } from '../protocol/ports'
import { createQuintessence, type Quintessence } from '../protocol/quintessence'
import type { Sigil } from '../protocol/sigil'
import { createBodyText } from '../protocol/text/body'
import type { Weaver } from '../protocol/weaver'
import { endOfTime, legalOrder, wovenAnew } from './lab-proof'
import { glyphOrdersOfWorld } from './limits'
import { createRandom, type Random } from './random'

export interface OrdersDeps {
  readonly hash: Hash
  /** Of the world: which orders are tried follows from it as well. */
  readonly seed: number
}

/** So that the orders don't follow the stream that made the world. */
const ordersSalt = 0x0cde2

/** Which glyphs come to something else in another order, each in a sentence. */
export function otherwiseInOrders(chorus: Chorus, { hash, seed }: OrdersDeps): readonly string[] {
  const random = createRandom(seed ^ ordersSalt)
  const sigils = chorus.sigils()
  const told = toldBy(chorus)
  const order = legalOrder(sigils, random)
  const anew = toldBy(wovenAnew(order, { chorus: chorus.id, sigils, hash, random }))
  const begin = glyphsOf(chorus, hash)
  return [
    ...differing(told, anew).map((id) => `${id} comes to something else in another order`),
    ...Array.from({ length: glyphOrdersOfWorld }, () =>
      differing(told, toldAlone(begin(), legalOrder(sigils, random), random)),
    ).flatMap((ids) => ids.map((id) => `${id}, by itself, comes to something else`)),
  ]
}

/** All that is told of each glyph, as one string each. */
type Told = ReadonlyMap<GlyphId, string>

const tellEach = (ids: readonly GlyphId[], tell: (id: GlyphId) => unknown): Told =>
  new Map(ids.map((id) => [id, JSON.stringify(tell(id))]))

const differing = (one: Told, other: Told): readonly GlyphId[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((id) => one.get(id) !== other.get(id))

type Teller = Pick<Weaver, 'glyphIds' | 'glyph' | 'text' | 'facets' | 'history'>

const toldBy = (teller: Teller): Told =>
  tellEach(teller.glyphIds(), (id) => [
    teller.history(id),
    teller.text(id),
    teller.glyph(id),
    teller.facets(id),
  ])

interface Alone {
  readonly quintessence: Quintessence
  readonly vouchedFor: (id: SigilId) => Vouched | undefined
}

/** Who has a say is settled beforehand: glyphs are told, and don't find out. */
function glyphsOf(chorus: Chorus, hash: Hash): () => Alone {
  const integration = createIntegration(chorus.id, endOfTime)
  const covenant = createCovenant(integration.get)
  const { integrated } = integration.absorb(chorus.sigils(), 'orders')
  for (const vouched of integrated) covenant.take(vouched)
  return () => ({
    vouchedFor: integration.get,
    quintessence: createQuintessence({
      hash,
      createBodyText,
      retell: () => undefined,
      isEffective: (vouched, known = covenant.removals()) => covenant.isEffective(vouched, known),
    }),
  })
}

/** Asked now and then what became of the newest, whether or not its text is merged. */
function toldAlone(
  { quintessence, vouchedFor }: Alone,
  order: readonly Sigil[],
  random: Random,
): Told {
  for (const { id, deed } of order) {
    const vouched = vouchedFor(id)
    if (vouched === undefined || deed.kind !== 'transmute') continue
    quintessence.weave(vouched)
    if (random.chance(0.2)) quintessence.get(deed.glyph)?.woven(id)
    if (random.chance(0.1)) quintessence.advance(new Set([deed.glyph]))
  }
  return tellEach(quintessence.ids(), (id) => {
    const glyph = quintessence.get(id)
    return glyph === undefined ? null : allOf(glyph)
  })
}

/** In the order of {@link toldBy}: history first, so that what nobody has merged yet is judged as well. */
function allOf(glyph: Glyph): readonly unknown[] {
  const history = glyph.history()
  glyph.advance()
  return [history, glyph.text(), glyph.state(), glyph.facets()]
}
