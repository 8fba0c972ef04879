/** What is worth telling a listener of a change of the board: each event once, many at once as one. */

import type { ChorusState, Contest, GlyphCard } from '../state/chorus-store'
import { untitled } from './facet-words'
import { type NameOf, refusalSentence } from './refusal-words'
import { count } from './words'

/** Told one by one; more at once would be a lecture. */
const maxToldAtOnce = 2

export interface ContestNews {
  readonly card: GlyphCard
  readonly contest: Contest
}

export interface MergeNews {
  /** What is new since the last call; marks it as told. */
  readonly since: (state: ChorusState, before: ChorusState) => NewsOnce
}

export interface NewsOnce {
  readonly contests: readonly ContestNews[]
  readonly dissolved: ChorusState['dissolved']
  /** Changes of somebody who was removed: they have no say. */
  readonly asides: ChorusState['asides']
}

/** What was settled before this weaver had joined, and had read the history, is not news. */
export function createMergeNews(opening: ChorusState): MergeNews {
  const told = new Set(contestsIn(opening.glyphs.values()).map(keyOf))
  const asidesTold = new Set(opening.asides.map(({ sigil }) => sigil))
  return {
    since: (state, before) => {
      const changed =
        state.glyphs === before.glyphs
          ? []
          : [...state.glyphs.values()].filter((card) => card !== before.glyphs.get(card.id))
      const contests = contestsIn(changed).filter((news) => !told.has(keyOf(news)))
      for (const news of contests) told.add(keyOf(news))
      const known = new Set(before.dissolved)
      const asides = state.asides.filter(({ sigil }) => !asidesTold.has(sigil))
      for (const { sigil } of asides) asidesTold.add(sigil)
      const isPast = before.status.reading !== null || before.status.phase === 'joining'
      return {
        contests: isPast ? [] : contests,
        dissolved: state.dissolved.filter((one) => !known.has(one)),
        asides: isPast ? [] : asides,
      }
    },
  }
}

function contestsIn(cards: Iterable<GlyphCard>): readonly ContestNews[] {
  return [...cards].flatMap((card) => card.contested.map((contest) => ({ card, contest })))
}

/** What stands now, or the first that tied, names it. */
const keyOf = ({ contest }: ContestNews): string => `${contest.sigil} ${contest.facet}`

/** One sentence an event; of many at once, how many they are and where each is told. */
export function newsSentences(
  { contests, dissolved, asides }: NewsOnce,
  why: (news: ContestNews) => string | null,
  nameOf: NameOf,
): readonly string[] {
  const merges =
    contests.length > maxToldAtOnce
      ? [`${count(contests.length, 'merge')} were settled. The Loom tells each.`]
      : contests.map((news) => mergeSentence(news, why(news)))
  const refused =
    dissolved.length > maxToldAtOnce
      ? [`${count(dissolved.length, 'sigil')} were dissolved, and change nothing.`]
      : dissolved.map(({ refusal }) => `A sigil was dissolved. ${refusalSentence(refusal, nameOf)}`)
  const setAside =
    asides.length > maxToldAtOnce
      ? [`${count(asides.length, 'change')} were set aside: they have no effect.`]
      : asides.map(({ weaver }) => `A change by ${nameOf(weaver)} was set aside: it has no effect.`)
  return [...merges, ...refused, ...setAside]
}

function mergeSentence({ card }: ContestNews, sentence: string | null): string {
  const title = card.title === '' ? untitled : card.title
  return sentence === null
    ? `“${title}” was contested.`
    : `“${title}”: ${sentence.replaceAll('**', '')}`
}
