/**
 * Tells sigils in words that a row of the Loom has room for, as people and
 * glyphs of one open chorus are called now. What is told is kept until it changes.
 */

import type { Chorus } from '../chorus/chorus'
import { isQuiet, summarise, summariseRun } from '../loom/summaries'
import type { Tale } from '../loom/threads'
import type { GlyphId, SigilId } from '../protocol/ids'
import type { Sigil, Transmute } from '../protocol/sigil'
import { compareStamps, type Stamp, stampZero } from '../protocol/stamp'
import type { Rule, Verdict, Woven } from '../protocol/trace'
import type { LoomRow } from './chorus-store'

export interface Teller {
  /** Before its row is asked for: parents before children, so that each knows what came before it. */
  readonly tale: (woven: Woven) => Tale
  /** The same object until something it tells changes. */
  readonly row: (woven: Woven) => LoomRow
  /** Several sigils of one run as one row, told of the newest [LM10]. Oldest first. */
  readonly runRow: (members: readonly Woven[]) => LoomRow | null
}

export function createTeller(chorus: Pick<Chorus, 'sigil' | 'glyph'>): Teller {
  const told = new Map<SigilId, LoomRow>()
  /** What a sigil's author knew of titles follows from its past, and so never changes. */
  const titles = new Map<SigilId, Title>()
  const titleOf = (glyph: GlyphId): string | undefined => chorus.glyph(glyph)?.title
  const titleIn = ({ glyph }: Woven): string => (glyph === null ? '' : (titleOf(glyph) ?? ''))
  /** By the newest sigil of a run, as it was told. */
  const runs = new WeakMap<Woven, { readonly size: number; readonly row: LoomRow }>()

  function tale(woven: Woven): Tale {
    const deed = chorus.sigil(woven.sigil)?.deed
    if (deed?.kind !== 'transmute') return woven
    rememberTitle(woven, deed)
    const mark = isSetAside(woven, deed) ? 'set-aside' : undefined
    return { ...woven, quiet: isQuiet(deed) && titleBefore(woven, titles) !== null, mark }
  }

  function rememberTitle(woven: Woven, deed: Transmute): void {
    if (titles.has(woven.sigil)) return
    titles.set(woven.sigil, titleAfter(woven, deed, titleBefore(woven, titles)))
  }

  function row(woven: Woven): LoomRow {
    const deed = chorus.sigil(woven.sigil)?.deed
    if (deed?.kind === 'transmute') rememberTitle(woven, deed)
    const summary = deed === undefined ? '' : summarise(deed, contextOf(woven, deed))
    const last = told.get(woven.sigil)
    const next = rowOf(woven, summary)
    if (last !== undefined && tellsTheSame(last, next)) return last
    told.set(woven.sigil, next)
    return next
  }

  function runRow(members: readonly Woven[]): LoomRow | null {
    const newest = members.at(-1)
    if (newest === undefined) return null
    const last = runs.get(newest)
    const isSame = last?.size === members.length && last.row.glyphTitle === titleIn(newest)
    if (last !== undefined && isSame) return last.row
    const deeds = members.flatMap(({ sigil }) => chorus.sigil(sigil)?.deed ?? [])
    const row = rowOf(newest, summariseRun(deeds.filter((deed) => deed.kind === 'transmute')))
    runs.set(newest, { size: members.length, row })
    return row
  }

  function rowOf(woven: Woven, summary: string): LoomRow {
    const { sigil, weaver, stamp, glyph, links, verdicts } = woven
    const glyphTitle = titleIn(woven)
    const rule = gravest(verdicts)
    return { sigil, weaver, stamp, glyph, links, verdicts, rule, summary, glyphTitle }
  }

  function contextOf(woven: Woven, { kind }: Sigil['deed']) {
    if (kind !== 'transmute') return {}
    const before = titleBefore(woven, titles)
    return before === null ? { isFirst: true, titleOf } : { titleBefore: before.text, titleOf }
  }

  return { tale, row, runRow }
}

/** [VA7] [TX5] It changes something, and yet nothing of it has a say. */
function isSetAside({ verdicts }: Woven, { shatters, writes, splices }: Transmute): boolean {
  return verdicts.length === 0 && (shatters || writes.length > 0 || splices.length > 0)
}

/** A glyph's title as one sigil's author knew it, and the stamp of whoever wrote it. */
interface Title {
  readonly glyph: GlyphId
  readonly text: string
  readonly stamp: Stamp
}

/** What its author had before it: of the titles it links, the one with the greatest stamp. */
function titleBefore({ glyph, links }: Woven, titles: ReadonlyMap<SigilId, Title>): Title | null {
  let latest: Title | null = null
  for (const link of links) {
    const title = titles.get(link)
    if (title === undefined || title.glyph !== glyph) continue
    if (latest === null || compareStamps(title.stamp, latest.stamp) > 0) latest = title
  }
  return latest
}

/** One object for all that share it: most sigils of a long history change no title. */
function titleAfter({ stamp }: Woven, deed: Transmute, before: Title | null): Title {
  const text = deed.writes.find(({ facet }) => facet === 'title')?.value
  if (typeof text === 'string') return { glyph: deed.glyph, text, stamp }
  return before ?? { glyph: deed.glyph, text: '', stamp: stampZero }
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
