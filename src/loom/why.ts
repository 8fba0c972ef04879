/**
 * Why a value stands: one sentence, with the fact that decided between `**` (PROTOCOL.md §LM).
 *
 * It tells what the Concordance found, and judges nothing itself: the verdict
 * and the stamps come in, and are never compared in any other way than its own.
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { FacetValue } from '../protocol/sigil'
import { compareStamps, type Stamp } from '../protocol/stamp'
import type { Rule, Verdict } from '../protocol/trace'
import { maxNamedContenders } from './limits'
import { stampWords } from './stamp-words'
import { listed, plainly, possessive } from './words'

/** One of the writers that met. */
export interface Contender {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  /** As the reader knows them: “Ada”, “Ada (this tab)”. */
  readonly name: string
  readonly stamp: Stamp
  readonly value: FacetValue
}

type Judged = Pick<Verdict, 'facet' | 'rule' | 'stands'>

/** [LM5] `contenders`: all that the verdict names, in any order. */
export function whySentence(verdict: Judged, contenders: readonly Contender[]): string {
  const ranked = tellApart(contenders).toSorted((a, b) => compareStamps(b.stamp, a.stamp))
  return ruleWords[verdict.rule](verdict, ranked)
}

type Tell = (verdict: Judged, ranked: readonly Contender[]) => string

const ruleWords: Readonly<Record<Rule, Tell>> = {
  primacy: (_, ranked) => primacyWords(ranked),
  authority: (verdict, ranked) =>
    verdict.facet === 'body' ? bodyWords(ranked) : authorityWords(verdict, ranked),
  amalgam: amalgamWords,
}

function primacyWords([only]: readonly Contender[]): string {
  const subject = only === undefined ? 'This change' : `${possessive(only.name)} change`
  return `**${subject} had seen everything before it**, so nothing was in conflict: Causal Primacy.`
}

function authorityWords({ facet, stands }: Judged, ranked: readonly Contender[]): string {
  const winner = ranked.find(({ sigil }) => sigil === stands) ?? ranked[0]
  const others = ranked.filter((contender) => contender !== winner)
  if (winner === undefined) return 'The latest stamp stands: Temporal Authority.'
  const [loser] = others
  const stamps = ranked.map(({ stamp }) => stamp)
  const winning = `${possessive(winner.name)} stamp ${stampWords(winner.stamp, stamps)}`
  const rule = `Temporal Authority${outcomeWords(facet, winner.value)}.`
  if (others.length > 1 || loser === undefined) {
    const theirs = namedReadings(others, stamps)
    return `**${winning} is the latest** of ${ranked.length} (the others are ${theirs}), and none had seen the others: ${rule}`
  }
  const losing = `${possessive(loser.name)} ${stampWords(loser.stamp, stamps)}`
  return `**${winning} is later** than ${losing}, and neither had seen the other: ${rule}`
}

function outcomeWords(facet: Verdict['facet'], value: FacetValue): string {
  if (facet !== 'alive') return ''
  return value === true ? ', so the glyph lives' : ', so the glyph is shattered'
}

/** A body loses nobody's words: the stamps decide only what comes first. */
function bodyWords(ranked: readonly Contender[]): string {
  const writers = named([...new Set(ranked.map(({ name }) => name))])
  const readings = namedReadings(
    ranked,
    ranked.map(({ stamp }) => stamp),
  )
  return `**${writers} wrote in the same place**, and ${unseenWords(ranked.length)}: all of it stands, in an order that their stamps decide (${readings}): Temporal Authority.`
}

function amalgamWords({ facet }: Judged, ranked: readonly Contender[]): string {
  const [first] = ranked
  if (first === undefined) return 'The stamps were exactly equal: FN_AMALGAMATE.'
  const tied = ranked.filter(({ stamp }) => compareStamps(stamp, first.stamp) === 0)
  const reading = stampWords(
    first.stamp,
    ranked.map(({ stamp }) => stamp),
  )
  const all = tied.length === ranked.length
  const which = `${all ? 'All' : 'The'} ${tied.length}${all ? '' : ' latest'} stamps`
  const subject = all && tied.length === 2 ? 'Both stamps' : which
  const from = tied.length === 2 ? 'both' : `all ${tied.length}`
  return `**${subject} are exactly equal** (${reading}), and ${unseenWords(ranked.length)}: FN_AMALGAMATE ${madeWords(facet, from)}.`
}

const unseenWords = (count: number): string =>
  count > 2 ? 'none had seen the others' : 'neither had seen the other'

function madeWords(facet: Verdict['facet'], from: string): string {
  switch (facet) {
    case 'title':
      return `made a new title from ${from}`
    case 'hue':
      return `mixed a new hue from ${from}`
    case 'place':
      return `found a place between ${from}`
    case 'alive':
      return 'let the glyph live, since survival wins a tie'
    case 'body':
      return `kept the words of ${from}, in an order that their ids decide`
    default:
      return spreadMadeWords(facet, from)
  }
}

function spreadMadeWords(facet: string, from: string): string {
  if (facet.startsWith('bond:')) return 'kept the bond, since a bond wins a tie'
  if (facet.startsWith('tag:')) return 'kept the tag, since a tag wins a tie'
  return `made a new value from ${from}`
}

function namedReadings(contenders: readonly Contender[], among: readonly Stamp[]): string {
  return named(
    contenders.map(({ name, stamp }) => `${possessive(name)} ${stampWords(stamp, among)}`),
  )
}

function named(parts: readonly string[]): string {
  const untold = parts.length - maxNamedContenders
  return listed(untold <= 1 ? parts : [...parts.slice(0, maxNamedContenders), `${untold} more`])
}

/**
 * [LM8] Two people may bear one name, and one weaver may contend with itself
 * where it forked: then part of the key, and of the sigil's id, stands beside it.
 */
export function tellApart(contenders: readonly Contender[]): readonly Contender[] {
  const plain = contenders.map((one) => ({ ...one, name: plainly(one.name).trim() || 'Someone' }))
  return withAsides(withAsides(plain, 'weaver'), 'sigil')
}

/** Adds digits of an id to the names that others bear too, where that tells them apart. */
function withAsides(all: readonly Contender[], id: 'weaver' | 'sigil'): readonly Contender[] {
  return all.map((one) => {
    const tells = all.some((other) => other.name === one.name && other[id] !== one[id])
    return tells ? { ...one, name: `${one.name} (${one[id].slice(0, asideDigits)})` } : one
  })
}

/** Hex digits that tell two ids apart for an eye. */
const asideDigits = 6
