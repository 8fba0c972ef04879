/** A sample history for {@link ./demo.fixture.ts}, with one authority and one amalgam in it. */

import { createLoom } from '../loom/loom'
import { createThreads } from '../loom/threads'
import type { SigilId } from '../protocol/ids'
import type { FacetName, FacetValue } from '../protocol/sigil'
import type { Rule } from '../protocol/trace'
import type { LoomRow, WhyCard, WhyVersion } from '../state/chorus-store'
import type { OpenLoom } from '../state/loom-desk'
import {
  demoTitles,
  demoWeavers,
  glyphId,
  hex,
  list,
  sigilId,
  table,
  weaverId,
} from './demo-board.fixture'

/** sigil | weaver | minutes ago | glyph | what it did | links | facet | rule | rival */
const history = `
s14 | ada | 1  | open  | typed 43 characters                                   | s11    | body  | primacy   |
s13 | bea | 3  | beds  | renamed “Beds” to “Raised beds along the wall”         | s9     | title | authority | s12
s12 | chi | 4  | beds  | renamed “Beds” to “Raised beds by the south wall”      | s9     | title | authority | s13
s11 | ada | 9  | open  | created a glyph                                       | s10 s8 | title | primacy   |
s10 | ada | 12 | water | renamed “Barrel” to “Rain barrel”                      | s7     | title | amalgam   | s8
s8  | chi | 12 | water | renamed “Barrel” to “Water from the roof”              | s7     | title | amalgam   | s10
s9  | bea | 20 | beds  | moved it                                              | s6     | place | primacy   |
s7  | chi | 26 | water | created a glyph                                       | s6     | title | primacy   |
s6  | bea | 31 | beds  | typed 212 characters                                  | s5     | body  | primacy   |
s5  | ada | 44 | beds  | created a glyph                                       | s4 s3  | title | primacy   |
s4  | chi | 70 |       | joined                                                | s1     |       | primacy   |
s3  | bea | 76 |       | joined                                                | s1     |       | primacy   |
s1  | ada | 95 |       | began the chorus                                      |        |       | primacy   |`

export function demoHistory(nowMs: number): readonly LoomRow[] {
  return table(history).map((cells) => {
    const [name = '', by = '', minutes = '', glyph = '', summary = ''] = cells
    const [links = '', facet = '', rule = '', rival = ''] = cells.slice(5)
    const stands = rule === 'amalgam' ? null : sigilId(rule === 'authority' ? 's13' : name)
    const contenders = [name, ...list(rival)].map(sigilId)
    return {
      sigil: sigilId(name),
      weaver: weaverId(by),
      stamp: { ms: nowMs - Number(minutes) * 60_000, tick: 0 },
      glyph: glyph === '' ? null : glyphId(glyph),
      links: list(links).map(sigilId),
      verdicts:
        facet === ''
          ? []
          : [{ facet: facet as FacetName | 'body', rule: rule as Rule, contenders, stands }],
      rule: rule as Rule,
      summary,
      glyphTitle: demoTitles.get(glyph) ?? '',
    }
  })
}

export function openDemoLoom(rows: readonly LoomRow[]): OpenLoom {
  const threads = createThreads()
  threads.take(rows.toReversed())
  return {
    ...createLoom(threads),
    tell: ({ key }) => rows.find(({ sigil }) => sigil === key) ?? null,
    held: () => rows.length,
  }
}

interface Told extends Pick<WhyCard, 'rule' | 'sentence' | 'now' | 'changedSince'> {
  readonly glyph: string
  readonly versions: readonly (readonly [sigil: string, value: string])[]
  readonly stands: string
}

const told: readonly Told[] = [
  {
    glyph: 'beds',
    rule: 'authority',
    sentence:
      'Bea and Chi renamed this glyph without seeing each other; Bea’s title stands because **it was stamped 60 seconds later**.',
    versions: [
      ['s13', 'Raised beds along the wall'],
      ['s12', 'Raised beds by the south wall'],
    ],
    stands: 's13',
    now: 'Raised beds along the wall',
    changedSince: false,
  },
  {
    glyph: 'water',
    rule: 'amalgam',
    sentence:
      'Ada and Chi renamed this glyph at **exactly the same moment**, so both titles were woven into one.',
    versions: [
      ['s10', 'Rain barrel'],
      ['s8', 'Water from the roof'],
    ],
    stands: '',
    now: 'Rain barrel ⟡ Water from the roof',
    changedSince: true,
  },
]

export function demoWhy(
  rows: readonly LoomRow[],
  sigil: SigilId,
  facet: FacetName | 'body',
): WhyCard | null {
  const row = rows.find((one) => one.sigil === sigil)
  if (row === undefined || row.glyph === null) return null
  const contest = told.find(({ versions }) => versions.some(([name]) => sigilId(name) === sigil))
  if (contest === undefined) return plainWhy(row, row.glyph, facet)
  const { versions, stands, glyph, ...rest } = contest
  return {
    ...rest,
    glyph: glyphId(glyph),
    facet,
    versions: versions.flatMap(([name, value]) =>
      rows
        .filter((one) => one.sigil === sigilId(name))
        .map((one) => versionFrom(one, value, name === stands)),
    ),
  }
}

function plainWhy(row: LoomRow, glyph: WhyCard['glyph'], facet: FacetName | 'body'): WhyCard {
  const value: FacetValue = facet === 'place' ? { x: 0, y: 0 } : row.glyphTitle
  const sentence = 'Nothing was in conflict: this was made **on top of what stood**.'
  const versions = [versionFrom(row, value, true)]
  return { glyph, facet, rule: 'primacy', sentence, versions, now: value, changedSince: false }
}

const versionFrom = (row: LoomRow, value: FacetValue, stands: boolean): WhyVersion => ({
  sigil: row.sigil,
  weaver: row.weaver,
  name: demoWeavers.find((one) => one.weaver === row.weaver)?.name ?? '',
  stamp: row.stamp,
  seal: hex(`${row.sigil} seal`, 128),
  links: row.links.map((sigil) => ({ sigil, stamp: row.stamp, words: 'Ada changed it' })),
  value,
  lost: '',
  stands,
})
