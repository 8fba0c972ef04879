/**
 * History as the interface shows it: rows for the Loom, and why-cards. Words
 * come from `loom/`; here they meet the people and glyphs of one open chorus.
 */

import type { Chorus } from '../chorus/chorus'
import { summarise } from '../loom/summaries'
import { type Contender, whySentence } from '../loom/why'
import { toHex } from '../protocol/bytes'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetName, FacetValue, Sigil, Transmute } from '../protocol/sigil'
import { compareStamps, type Stamp, stampZero } from '../protocol/stamp'
import type { Rule, Verdict, Woven } from '../protocol/trace'
import type { LoomRow, WhyCard, WhyVersion } from './chorus-store'

export interface HistoryReader {
  /** Newest first. A row keeps its object until something it tells changes. */
  readonly rows: (glyph?: GlyphId) => readonly LoomRow[]
  readonly why: (sigil: SigilId, facet: FacetName | 'body') => WhyCard | null
}

type TitleOf = (glyph: GlyphId) => string | undefined

export function createHistoryReader(chorus: Chorus): HistoryReader {
  const told = new Map<SigilId, LoomRow>()
  /** What a sigil's author knew of titles follows from its past, and so never changes. */
  const titles: Titles = new Map()

  /** Of a long history only what has changed is told anew: it is read with every sigil that comes. */
  function rows(glyph?: GlyphId): readonly LoomRow[] {
    const titleOf = createTitleReader(chorus)
    return chorus
      .history(glyph)
      .map((woven) => toldBefore(woven, titleOf) ?? tell(woven, titleOf))
      .toReversed()
  }

  function toldBefore({ sigil, glyph, verdicts }: Woven, titleOf: TitleOf): LoomRow | null {
    const last = told.get(sigil)
    if (last === undefined || last.verdicts !== verdicts) return null
    return last.glyphTitle === presentTitle(glyph, titleOf) && !namesOthers(sigil) ? last : null
  }

  /** A bond is told by the title of its other end, as it stands. */
  function namesOthers(id: SigilId): boolean {
    const deed = chorus.sigil(id)?.deed
    return deed?.kind === 'transmute' && deed.writes.some(({ facet }) => facet.startsWith('bond:'))
  }

  function tell(woven: Woven, titleOf: TitleOf): LoomRow {
    const deed = chorus.sigil(woven.sigil)?.deed
    const glyphTitle = presentTitle(woven.glyph, titleOf)
    const before = titleBefore(woven, titles)
    const summary = deed === undefined ? '' : summarise(deed, contextOf(deed, before, titleOf))
    if (deed?.kind === 'transmute') titles.set(woven.sigil, titleAfter(woven, deed, before))
    const last = told.get(woven.sigil)
    const row: LoomRow = { ...woven, rule: gravest(woven.verdicts), summary, glyphTitle }
    if (last !== undefined && tellsTheSame(last, row)) return last
    told.set(woven.sigil, row)
    return row
  }

  function why(sigil: SigilId, facet: FacetName | 'body'): WhyCard | null {
    const woven = chorus.woven(sigil)
    const verdict = woven?.verdicts.find((one) => one.facet === facet)
    if (woven === null || woven.glyph === null || verdict === undefined) return null
    const versions = verdict.contenders.flatMap((id) => versionOf(chorus, id, verdict) ?? [])
    const present = chorus.facets(woven.glyph).find((settled) => settled.facet === facet)
    return {
      glyph: woven.glyph,
      facet,
      rule: verdict.rule,
      sentence: whySentence(verdict, versions),
      versions: versions.toSorted((a, b) => Number(b.stands) - Number(a.stands)),
      now: facet === 'body' ? chorus.text(woven.glyph) : (present?.value ?? ''),
      changedSince: present !== undefined && !sameContest(present.verdict, verdict),
    }
  }

  return { rows, why }
}

const presentTitle = (glyph: GlyphId | null, titleOf: TitleOf): string =>
  glyph === null ? '' : (titleOf(glyph) ?? '')

/** Looks each glyph up once. */
function createTitleReader(chorus: Chorus): TitleOf {
  const read = new Map<GlyphId, string | undefined>()
  return (glyph) => {
    if (!read.has(glyph)) read.set(glyph, chorus.glyph(glyph)?.title)
    return read.get(glyph)
  }
}

function contextOf({ kind }: Sigil['deed'], before: Title | null, titleOf: TitleOf) {
  if (kind !== 'transmute') return {}
  return before === null ? { isFirst: true, titleOf } : { titleBefore: before.text, titleOf }
}

function versionOf(
  chorus: Chorus,
  id: SigilId,
  { facet, stands }: Verdict,
): (WhyVersion & Contender) | null {
  const sigil = chorus.sigil(id)
  if (sigil === undefined || sigil.deed.kind !== 'transmute') return null
  return {
    sigil: id,
    weaver: sigil.author,
    name: nameOf(chorus, sigil.author),
    stamp: sigil.stamp,
    seal: toHex(sigil.seal),
    links: sigil.links,
    value: valueIn(sigil.deed, facet),
    stands: stands === id,
  }
}

/** What this sigil made of the facet; of a body, what it inserted. */
function valueIn(deed: Transmute, facet: FacetName | 'body'): FacetValue {
  if (facet === 'alive') return !deed.shatters
  if (facet === 'body') return deed.splices.map(([, , inserted]) => inserted).join(' … ')
  return deed.writes.find((write) => write.facet === facet)?.value ?? ''
}

/** A glyph's title as one sigil's author knew it, and the stamp of whoever wrote it. */
interface Title {
  readonly glyph: GlyphId
  readonly text: string
  readonly stamp: Stamp
}

type Titles = Map<SigilId, Title>

/** What its author had before it: of the titles it links, the one with the greatest stamp. */
function titleBefore({ glyph, links }: Woven, titles: Titles): Title | null {
  return links
    .flatMap((link) => titles.get(link) ?? [])
    .filter((title) => title.glyph === glyph)
    .reduce<Title | null>(
      (latest, title) =>
        latest === null || compareStamps(title.stamp, latest.stamp) > 0 ? title : latest,
      null,
    )
}

function titleAfter({ stamp }: Woven, deed: Transmute, before: Title | null): Title {
  const text = titleIn(deed)
  if (text !== undefined) return { glyph: deed.glyph, text, stamp }
  return before ?? { glyph: deed.glyph, text: '', stamp: stampZero }
}

function titleIn({ writes }: Transmute): string | undefined {
  const title = writes.find(({ facet }) => facet === 'title')?.value
  return typeof title === 'string' ? title : undefined
}

/** A person's tabs bear one name, so one's own are told apart. */
function nameOf(chorus: Chorus, weaver: WeaverId): string {
  const fellows = chorus.fellows()
  const fellow = fellows.find((one) => one.weaver === weaver)
  if (fellow === undefined) return weaver.slice(0, 8)
  if (fellow.self) return `${fellow.name} (this tab)`
  const me = fellows.find(({ self }) => self)
  return me?.person === fellow.person ? `${fellow.name} (another tab)` : fellow.name
}

const gravity: Readonly<Record<Rule, number>> = { primacy: 0, authority: 1, amalgam: 2 }

function gravest(verdicts: readonly Verdict[]): Rule {
  return verdicts.reduce<Rule>(
    (worst, { rule }) => (gravity[rule] > gravity[worst] ? rule : worst),
    'primacy',
  )
}

/** All else about a sigil never changes. */
function tellsTheSame(a: LoomRow, b: LoomRow): boolean {
  const sameVerdicts =
    a.verdicts === b.verdicts || (a.verdicts.length === 0 && b.verdicts.length === 0)
  return sameVerdicts && a.glyphTitle === b.glyphTitle && a.summary === b.summary
}

function sameContest(a: Verdict, b: Verdict): boolean {
  return (
    a.contenders.length === b.contenders.length &&
    a.contenders.every((id) => b.contenders.includes(id))
  )
}
