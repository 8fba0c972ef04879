/** Sample people and glyphs for {@link ./demo.fixture.ts}: a garden that six tabs of five people plan. */

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { Rule } from '../protocol/trace'
import type { ChorusSnapshot, Contest, GlyphCard, WeaverCard } from '../state/chorus-store'

/** Wall time of the newest change, unless told otherwise. */
export const demoNowMs = Date.UTC(2026, 2, 12, 14, 0, 0)

/** As many hex digits as asked for, the same for the same name (FNV-1a). */
export function hex(name: string, digits: number): string {
  let state = 0x811c9dc5
  const next = (unit: number): string => {
    state = Math.imul(state ^ unit, 0x01000193)
    return ((state >>> 13) & 15).toString(16)
  }
  for (const letter of name) next(letter.codePointAt(0) ?? 0)
  return Array.from({ length: digits }, (_, at) => next(at)).join('')
}
export const weaverId = (name: string) => hex(name, 64) as WeaverId
export const glyphId = (name: string) => hex(name, 32) as GlyphId
export const sigilId = (name: string) => hex(name, 64) as SigilId

const weaver = (name: string, hue: number, over: Partial<WeaverCard> = {}): WeaverCard => ({
  weaver: weaverId(name.toLowerCase()),
  person: weaverId(name.toLowerCase()),
  name,
  hue,
  role: 'weave',
  fork: null,
  isFounder: false,
  isRemoved: false,
  self: false,
  linked: true,
  lacks: 0,
  ...over,
})

export const demoWeavers: readonly WeaverCard[] = [
  weaver('Ada', 285, { self: true, lacks: null }),
  weaver('Bea', 165),
  weaver('Chi', 30, { lacks: 2 }),
  weaver('chi-phone', 30, { name: '', person: weaverId('chi') }),
  weaver('Dov', 225, { linked: false, lacks: 14 }),
  weaver('Eun', 345, { name: 'Eun-ji', linked: false, lacks: null }),
]

/** name | title | hue | x y | last touched by | tags | bonds | contested facet, rule, sigil */
const board = `
beds  | Raised beds along the wall      | 120 | 0 0     | bea | build march            | soil water | title authority s13
soil  | Soil: two thirds compost        | 75  | 330 -70 | ada | order                  |            |
water | Rain barrel ⟡ Water from the roof | 225 | 330 130 | chi | build                | frost      | title amalgam s10
seeds | What we sow first               | 165 | -40 250 | dov | seeds march order kids | beds       |
frost | Last frost?                     | 250 | 660 40  | eun |                        |            |
pear  | Prune the old pear              | 35  | 650 240 | bea | february               | water      |
open  | Garden day with the neighbours  | 345 | 320 330 | ada | party                  |            |
blank |                                 | 288 | -330 110 | chi |                       |            |`

const bodies: Readonly<Record<string, string>> = {
  beds: '# Raised beds\n\nThree beds, **1.2 m by 2.4 m**, larch planks. The wall gives back the day’s heat until well past eight.\n\n- frames on Saturday\n- line them before the soil comes\n- leave 60 cm to walk',
  soil: 'Two thirds compost, one third sharp sand. Chi knows a farm that delivers on Thursdays.',
  water: 'The south gutter alone fills 300 litres in one good storm. Overflow goes to the pear.',
  seeds: '1. Broad beans, now\n2. Spinach under fleece\n3. Peas when the willow turns',
  frost: 'The almanac says 11 May. Bea’s notes say never before the 15th.',
  pear: 'Only the water shoots this year. It sulks when you take more than a fifth.',
  open: 'Second Sunday of May. Everyone brings one plant and takes another home.',
}

/** Rows of a table drawn as text, cells trimmed. */
export const table = (drawn: string): readonly (readonly string[])[] =>
  drawn
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))

export const list = (cell: string): readonly string[] =>
  cell.split(' ').filter((word) => word !== '')

export const demoTitles: ReadonlyMap<string, string> = new Map(
  table(board).map(([name = '', title = '']) => [name, title]),
)

export interface DemoBoard extends Pick<ChorusSnapshot, 'glyphs' | 'waiting' | 'dissolved'> {
  readonly texts: ReadonlyMap<GlyphId, string>
}

/** `extra`: glyphs besides the hand-made ones, for seeing whether a large board stays smooth. */
export function demoBoard(nowMs: number, extra: number): DemoBoard {
  const stampMs = nowMs - 5 * 60_000
  const made = table(board).map((cells) => cardFrom(cells, stampMs))
  const more = Array.from({ length: extra }, (_, at): GlyphCard => {
    const place = { x: (at % 40) * 270, y: 600 + Math.floor(at / 40) * 190 }
    return {
      ...blankCard(glyphId(`extra ${at}`)),
      title: `Glyph ${at + 1}`,
      hue: (at * 47) % 360,
      place,
    }
  })
  return {
    glyphs: new Map([...made, ...more].map((card) => [card.id, card])),
    texts: new Map(Object.entries(bodies).map(([name, body]) => [glyphId(name), body])),
    ...demoTroubles(nowMs),
  }
}

function cardFrom(cells: readonly string[], stampMs: number): GlyphCard {
  const [name = '', title = '', hue = '', at = '', by = '', tags = '', bonds = '', contested = ''] =
    cells
  const [x = 0, y = 0] = list(at).map(Number)
  const body = bodies[name] ?? ''
  return {
    id: glyphId(name),
    title,
    hue: Number(hue),
    place: { x, y },
    tags: list(tags),
    bonds: list(bonds).map(glyphId),
    bodyStart: body.slice(0, 280),
    bodyLength: body.length,
    contested: contestFrom(list(contested)),
    touchedBy: weaverId(by),
    stamp: { ms: stampMs, tick: 0 },
  }
}

function contestFrom([facet, rule, sigil]: readonly string[]): readonly Contest[] {
  if (facet === undefined || rule === undefined || sigil === undefined) return []
  return [{ facet: facet as FacetName, rule: rule as Rule, sigil: sigilId(sigil) }]
}

export const blankCard = (id: GlyphId): GlyphCard => ({
  id,
  title: '',
  hue: 285,
  place: { x: 0, y: 0 },
  tags: [],
  bonds: [],
  bodyStart: '',
  bodyLength: 0,
  contested: [],
  touchedBy: weaverId('ada'),
  stamp: { ms: demoNowMs, tick: 0 },
})

/** A queue of Dov's behind one lost parent, a fast clock, a forgery and a broken one. */
const demoTroubles = (nowMs: number): Pick<ChorusSnapshot, 'waiting' | 'dissolved'> => ({
  waiting: [
    ...['lost', 'w1', 'w2'].map((parent, at) => ({
      sigil: sigilId(`w${at + 1}`),
      author: weaverId('dov'),
      missing: [sigilId(parent)],
      from: weaverId('bea'),
    })),
    {
      sigil: sigilId('fast'),
      author: weaverId('eun'),
      missing: [],
      heldMs: 84_000,
      from: weaverId('chi'),
    },
  ],
  dissolved: [
    {
      refusal: { kind: 'malformed', form: 'too-many-links', detail: '17 links' },
      sigil: null,
      from: weaverId('zed'),
      atMs: nowMs - 3_900_000,
    },
    {
      refusal: { kind: 'forged', claimed: weaverId('bea'), detail: 'the equation does not hold' },
      sigil: sigilId('forged'),
      from: weaverId('chi'),
      atMs: nowMs - 240_000,
    },
  ],
})
