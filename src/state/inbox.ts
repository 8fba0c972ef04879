/**
 * Inbox: own changes that did not stand, for the person they happened to (PROTOCOL.md §IN).
 *
 * Derived from the set of sigils and never kept: the same after a reload, a sync
 * and a sync again. Only what newly came is looked at, so it costs next to nothing
 * while nothing is contested.
 */

import type { Chorus } from '../chorus/chorus'
import { hasSeen } from '../loom/descent'
import { maxAnswerWalk } from '../loom/limits'
import { judge, valueIn, writes } from '../loom/receipt'
import { sameValue } from '../loom/values'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { NonEmpty } from '../protocol/nonempty'
import type { FacetName, FacetValue, Sigil } from '../protocol/sigil'
import { compareStamps, type Stamp } from '../protocol/stamp'
import type { Verdict } from '../protocol/trace'

/** One own write of one facet that, having met others, did not stand as it was written [IN1]. */
export interface InboxEntry {
  /** Names it among all entries of its chorus. */
  readonly key: string
  readonly sigil: SigilId
  readonly glyph: GlyphId
  readonly glyphTitle: string
  readonly isAlive: boolean
  readonly facet: FacetName
  readonly rule: 'authority' | 'amalgam'
  readonly stamp: Stamp
  readonly mine: FacetValue
  /** What came out instead. */
  readonly outcome: FacetValue
  /** Whose stands, or was woven in. */
  readonly others: readonly WeaverId[]
  /** What the facet is by now. */
  readonly now: FacetValue
  /** Someone has written the facet after this contest, so a restore should be confirmed. */
  readonly changedSince: boolean
  readonly isLooked: boolean
}

/** As much of a chorus as the inbox reads. */
export type InboxSource = Pick<
  Chorus,
  'self' | 'fellows' | 'sigils' | 'sigil' | 'contests' | 'facets' | 'glyph' | 'hash' | 'inboxMarks'
>

export interface Inbox {
  /** Newest first; the same list where nothing has changed. */
  readonly entries: () => readonly InboxEntry[]
}

/** Own sigils of one glyph, as they came. */
interface Own {
  /** Those that say something of a facet; the others matter only where the glyph was shattered. */
  readonly telling: Sigil[]
  readonly others: Sigil[]
}

export const unlookedIn = (entries: readonly InboxEntry[]): number =>
  entries.filter(({ isLooked }) => !isLooked).length

export function createInbox(chorus: InboxSource): Inbox {
  let person: ReadonlySet<WeaverId> = new Set()
  let seen = 0
  const own = new Map<GlyphId, Own>()
  const shattered = new Set<GlyphId>()
  const losses = new Map<GlyphId, readonly InboxEntry[]>()
  const due = new Set<GlyphId>()
  let marks: ReturnType<InboxSource['inboxMarks']> | null = null
  let list: readonly InboxEntry[] = []

  function entries(): readonly InboxEntry[] {
    beginAnewIfNeedBe()
    takeIn()
    const isStill = due.size === 0 && marks === chorus.inboxMarks()
    if (isStill) return list
    for (const glyph of due) losses.set(glyph, lossesOf(glyph))
    due.clear()
    marks = chorus.inboxMarks()
    list = marked([...losses.values()].flat(), marks)
    return list
  }

  /** A tab that this person opens, or has opened elsewhere, is one more whose changes are theirs. */
  function beginAnewIfNeedBe(): void {
    const now = personOf(chorus)
    if (now.size === person.size && [...now].every((weaver) => person.has(weaver))) return
    person = now
    seen = 0
    for (const kept of [own, shattered, losses, due]) kept.clear()
    marks = null
  }

  function takeIn(): void {
    const sigils = chorus.sigils()
    for (; seen < sigils.length; seen++) {
      const sigil = sigils[seen]
      if (sigil !== undefined) take(sigil)
    }
  }

  function take(sigil: Sigil): void {
    const { deed, author } = sigil
    if (deed.kind !== 'transmute') return
    const { glyph, shatters } = deed
    if (shatters) shattered.add(glyph)
    if (person.has(author)) {
      const mine = own.get(glyph) ?? { telling: [], others: [] }
      own.set(glyph, mine)
      ;(deed.writes.length > 0 || shatters ? mine.telling : mine.others).push(sigil)
    }
    if (own.has(glyph)) due.add(glyph)
  }

  function lossesOf(glyph: GlyphId): readonly InboxEntry[] {
    const { telling, others } = own.get(glyph) ?? { telling: [], others: [] }
    const mine = shattered.has(glyph) ? [...telling, ...others] : telling
    return mine.flatMap((sigil) =>
      chorus.contests(sigil.id).flatMap((verdict) => {
        const lost = lossIn(chorus, { sigil, verdict, person })
        return lost === null || isAnswered(sigil, lost.facet, mine) ? [] : [lost]
      }),
    )
  }

  /** [IN4] */
  function isAnswered(sigil: Sigil, facet: FacetName, mine: readonly Sigil[]): boolean {
    return mine.some((later) => {
      if (compareStamps(later.stamp, sigil.stamp) <= 0 || !writes(later, facet)) return false
      if (later.strand === sigil.strand && later.author === sigil.author) return true
      return hasSeen(later, sigil, { get: chorus.sigil, most: maxAnswerWalk })
    })
  }

  return { entries }
}

/** All weavers of this tab’s person: its kin, and itself. */
function personOf(chorus: InboxSource): ReadonlySet<WeaverId> {
  const fellows = chorus.fellows()
  const me = fellows.find(({ self }) => self)?.person
  return new Set([
    chorus.self,
    ...fellows.filter(({ person }) => person === me).map(({ weaver }) => weaver),
  ])
}

interface Trial {
  readonly sigil: Sigil
  readonly verdict: Verdict
  readonly person: ReadonlySet<WeaverId>
}

/** [IN1] [IN2] Null where nothing was lost, or to nobody else. */
function lossIn(chorus: InboxSource, { sigil, verdict, person }: Trial): InboxEntry | null {
  const { facet, rule, stands } = verdict
  if (facet === 'body' || rule === 'primacy' || stands === sigil.id) return null
  const [first, ...rest] = verdict.contenders.flatMap((id) => chorus.sigil(id) ?? [])
  if (first === undefined) return null
  const { foremost, value: outcome } = outcomeOf(facet, [first, ...rest], chorus)
  const others = new Set(foremost.map(({ author }) => author).filter((one) => !person.has(one)))
  const mine = valueIn(sigil, facet)
  if (others.size === 0 || sameValue(mine, outcome)) return null
  const glyph = sigil.deed.kind === 'transmute' ? sigil.deed.glyph : null
  if (glyph === null) return null
  const present = chorus.facets(glyph).find((settled) => settled.facet === facet)
  const state = chorus.glyph(glyph)
  return {
    key: `${sigil.id} ${facet}`,
    sigil: sigil.id,
    glyph,
    glyphTitle: state?.title ?? '',
    isAlive: state?.alive === true,
    facet,
    rule,
    stamp: sigil.stamp,
    mine,
    outcome,
    others: [...others],
    now: present?.value ?? outcome,
    changedSince: present?.verdict.contenders.includes(sigil.id) !== true,
    isLooked: false,
  }
}

/** Whose the outcome is: the one that stands, or all that were amalgamated. */
function outcomeOf(facet: FacetName, contenders: NonEmpty<Sigil>, { hash }: InboxSource) {
  const { verdict, value } = judge(facet, contenders, hash)
  const stands = contenders.filter(({ id }) => id === verdict.stands)
  const latest = contenders.reduce((a, b) => (compareStamps(a.stamp, b.stamp) < 0 ? b : a))
  const tied = contenders.filter(({ stamp }) => compareStamps(stamp, latest.stamp) === 0)
  return { foremost: stands.length > 0 ? stands : tied, value: value ?? '' }
}

/** [IN5] */
function marked(
  all: readonly InboxEntry[],
  { looked, kept }: ReturnType<InboxSource['inboxMarks']>,
): readonly InboxEntry[] {
  const [wereLooked, wereKept] = [new Set(looked), new Set(kept)]
  return all
    .filter(({ key }) => !wereKept.has(key))
    .map((entry) => ({ ...entry, isLooked: wereLooked.has(entry.key) }))
    .toSorted((a, b) => compareStamps(b.stamp, a.stamp) || (a.key < b.key ? -1 : 1))
}
