/**
 * A visit to the past of one open chorus, as the interface shows it (PROTOCOL.md §TM).
 *
 * The past stands still while one is there: what arrives meanwhile is counted, and
 * is part of the next visit. Going back is looking; only restoring changes
 * anything, by new sigils that write what differed.
 */

import type { Chorus, Facets } from '../chorus/chorus'
import { createReplay, type PastGlyph } from '../loom/replay'
import { summarise } from '../loom/summaries'
import { counted, listed } from '../loom/words'
import type { GlyphId, WeaverId } from '../protocol/ids'
import type { GlyphState } from '../protocol/weaver'
import { bodyStartUnits, type GlyphCard } from './chorus-store'

export interface Past {
  /** Sigils of this visit; cut `count` is the board as it was on coming here. */
  readonly count: number
  /** Cuts known so far. */
  readonly known: () => number
  /** Learns some more cuts; true once all are known. */
  readonly learn: (atMost: number) => boolean
  /** Where the scrubber stops: cuts, ascending. */
  readonly stops: (glyph: GlyphId | null) => readonly number[]
  /** Alive glyphs at a cut. A card keeps its object where nothing differs. */
  readonly cardsAt: (cut: number) => ReadonlyMap<GlyphId, GlyphCard>
  readonly bodyAt: (glyph: GlyphId, cut: number) => string
  /** What the sigil right after the cut did; null at the newest one. */
  readonly nextAt: (cut: number) => PastDeed | null
  /** What a restore would change, glyph by glyph. */
  readonly changesTo: (cut: number, glyph: GlyphId | null) => readonly Restoration[]
  readonly restore: (changes: readonly Restoration[]) => void
}

export interface PastDeed {
  readonly weaver: WeaverId
  /** Without a subject: “renamed “Tea” to “Coffee””. */
  readonly words: string
  /** Title of its glyph at that cut; empty where it has none. */
  readonly title: string
}

export interface Restoration {
  readonly glyph: GlyphId
  readonly title: string
  readonly kind: 'shatters' | 'brings back' | 'changes'
  /** What differs, as it will be. */
  readonly facets: Partial<Facets>
  /** The same facets as they are now. */
  readonly instead: Partial<Facets>
}

export interface TimeActions {
  readonly openPast: () => Past
}

type Writing = Pick<Chorus, 'set' | 'shatter' | 'restore'>

/** `orSay` is told of what the chorus then refuses. */
export function createTimeActions(
  chorus: Chorus,
  orSay: (kept: Promise<unknown>) => void,
): TimeActions {
  return { openPast: () => openPast(chorus, orSay) }
}

function openPast(chorus: Chorus, orSay: (kept: Promise<unknown>) => void): Past {
  const replay = createReplay(chorus.sigils(), { chorus: chorus.id, hash: chorus.hash })
  const count = replay.sigils.length
  const cards = new WeakMap<PastGlyph, GlyphCard>()
  const everyCut = Array.from({ length: count + 1 }, (_, cut) => cut)

  function cardOf(past: PastGlyph): GlyphCard {
    const known = cards.get(past) ?? cardFrom(past)
    cards.set(past, known)
    return known
  }

  function nextAt(cut: number): PastDeed | null {
    const sigil = replay.sigils[cut]
    if (sigil === undefined) return null
    const { author, deed } = sigil
    if (deed.kind !== 'transmute') return { weaver: author, words: summarise(deed), title: '' }
    const before = replay.glyphAt(deed.glyph, cut)
    const titleOf = (glyph: GlyphId): string | undefined => replay.glyphAt(glyph, cut)?.state.title
    const context =
      before === undefined
        ? { isFirst: true, titleOf }
        : { titleBefore: before.state.title, titleOf }
    return { weaver: author, words: summarise(deed, context), title: before?.state.title ?? '' }
  }

  function changesTo(cut: number, only: GlyphId | null): readonly Restoration[] {
    const past = replay.at(cut)
    const all = only === null ? [...new Set([...chorus.glyphIds(), ...past.keys()])] : [only]
    return all.flatMap((glyph) => changeTo(chorus, glyph, past.get(glyph)) ?? [])
  }

  return {
    count,
    known: replay.known,
    learn: replay.learn,
    stops: (glyph) => (glyph === null ? everyCut : replay.stopsOf(glyph)),
    cardsAt: (cut) => {
      const alive = [...replay.at(cut)].filter(([, { state }]) => state.alive)
      return new Map(alive.map(([id, past]) => [id, cardOf(past)]))
    },
    bodyAt: (glyph, cut) => replay.glyphAt(glyph, cut)?.text ?? '',
    nextAt,
    changesTo,
    restore: (changes) => {
      for (const change of changes) orSay(restoreOne(chorus, change))
    },
  }
}

function cardFrom({ state, text }: PastGlyph): GlyphCard {
  const { id, title, hue, place, tags, bonds, touchedBy, stamp } = state
  const body = { bodyStart: text.slice(0, bodyStartUnits), bodyLength: text.length }
  return { id, title, hue, place, tags, bonds, ...body, contested: [], touchedBy, stamp }
}

/** What brings one glyph to where it was; null where it is there. */
function changeTo(
  chorus: Pick<Chorus, 'glyph' | 'text'>,
  glyph: GlyphId,
  past: PastGlyph | undefined,
): Restoration | null {
  const now = chorus.glyph(glyph)
  const lives = now?.alive === true
  if (past?.state.alive !== true) {
    const shattered = { glyph, title: now?.title ?? '', facets: {}, instead: {} }
    return lives ? { ...shattered, kind: 'shatters' } : null
  }
  const { title } = past.state
  const nothing = { facets: {}, instead: {} }
  const differs = now === undefined ? nothing : differing(past, now, chorus.text(glyph))
  if (!lives) return { glyph, title, kind: 'brings back', ...differs }
  return Object.keys(differs.facets).length === 0
    ? null
    : { glyph, title, kind: 'changes', ...differs }
}

function differing(
  past: PastGlyph,
  now: GlyphState,
  body: string,
): Pick<Restoration, 'facets' | 'instead'> {
  const [then, today] = [facetsOf(past.state, past.text), facetsOf(now, body)]
  const others = new Set(facetNames.filter((name) => !isSame(then[name], today[name])))
  // A place is one facet with two numbers.
  if (others.has('x') || others.has('y')) others.add('x').add('y')
  return { facets: only(then, others), instead: only(today, others) }
}

const facetsOf = ({ title, hue, place, tags, bonds }: GlyphState, body: string): Facets => {
  return { title, hue, x: place.x, y: place.y, tags, bonds, body }
}

const facetNames = ['title', 'hue', 'x', 'y', 'tags', 'bonds', 'body'] as const

const only = (facets: Facets, names: ReadonlySet<string>): Partial<Facets> =>
  Object.fromEntries(Object.entries(facets).filter(([name]) => names.has(name)))

function isSame(a: Facets[keyof Facets], b: Facets[keyof Facets]): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return a.length === b.length && a.every((item, nth) => item === b[nth])
}

function restoreOne(chorus: Writing, { glyph, kind, facets }: Restoration): Promise<unknown> {
  if (kind === 'shatters') return chorus.shatter(glyph).kept
  const isBare = Object.keys(facets).length === 0
  return (isBare ? chorus.restore(glyph, 'alive', true) : chorus.set(glyph, facets)).kept
}

/** “shatters 2 glyphs, brings 1 glyph back and changes 3 glyphs”. */
export function restorationWords(changes: readonly Restoration[]): string {
  const number = (kind: Restoration['kind']): number =>
    changes.filter((change) => change.kind === kind).length
  const parts = [
    number('shatters') > 0 ? `shatters ${counted(number('shatters'), 'glyph')}` : '',
    number('brings back') > 0 ? `brings ${counted(number('brings back'), 'glyph')} back` : '',
    number('changes') > 0 ? `changes ${counted(number('changes'), 'glyph')}` : '',
  ]
  return listed(parts.filter((part) => part !== ''))
}
