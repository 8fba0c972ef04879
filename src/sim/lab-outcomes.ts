/** Outcomes: what a scenario came to, told by the rule that decided it (PROTOCOL.md §LB). */

import type { Chorus } from '../chorus/chorus'
import { type Contender, whySentence } from '../loom/why'
import { counted, listed, possessive } from '../loom/words'
import type { SigilId } from '../protocol/ids'
import type { FacetName, FacetValue, Transmute } from '../protocol/sigil'
import type { Rule, Verdict } from '../protocol/trace'
import type { LabOutcome } from './lab-model'
import type { LabPerson } from './lab-people'
import type { Cast, Evidence } from './lab-script'

const ruleTitles: Readonly<Record<Rule, string>> = {
  primacy: 'Causal Primacy',
  authority: 'Temporal Authority',
  amalgam: 'Amalgamation',
}

/** How the verdict stands that settled a facet of the note, once all hold the same. */
export function settledOutcome({ cast, calcified }: Evidence, facet: FacetName): LabOutcome | null {
  if (calcified === null) return null
  const chorus = cast.chorus(0)
  const settled = chorus.facets(cast.glyph).find((one) => one.facet === facet)
  return settled === undefined ? null : verdictOutcome(cast, settled.verdict)
}

/** The newest words of the note's body that met others. */
export function bodyOutcome({ cast, calcified }: Evidence): LabOutcome | null {
  if (calcified === null) return null
  const told = cast
    .chorus(0)
    .history(cast.glyph)
    .flatMap(({ verdicts }) => verdicts)
  const bodies = told.filter(({ facet }) => facet === 'body')
  const verdict = bodies.findLast(({ rule }) => rule !== 'primacy') ?? bodies.at(-1)
  return verdict === undefined ? null : verdictOutcome(cast, verdict)
}

/** The last contest of any glyph; null where there was none. */
export function lastContest({ cast, calcified }: Evidence): LabOutcome | null {
  if (calcified === null) return null
  const told = cast
    .chorus(0)
    .history()
    .flatMap(({ verdicts }) => verdicts)
  const verdict = told.findLast(({ rule }) => rule !== 'primacy')
  return verdict === undefined ? null : verdictOutcome(cast, verdict)
}

function verdictOutcome(cast: Cast, verdict: Verdict): LabOutcome {
  const sigil = verdict.stands ?? verdict.contenders[0]
  return {
    title: ruleTitles[verdict.rule],
    sentence: whySentence(verdict, contendersOf(cast.chorus(0), cast.people, verdict)),
    rule: verdict.rule,
    why: sigil === undefined ? null : { nth: 0, sigil, facet: verdict.facet },
  }
}

function contendersOf(
  chorus: Chorus,
  people: readonly LabPerson[],
  { contenders, facet }: Verdict,
): readonly Contender[] {
  return contenders.flatMap((id) => {
    const sigil = chorus.sigil(id)
    if (sigil === undefined || sigil.deed.kind !== 'transmute') return []
    const { author: weaver, stamp, deed } = sigil
    const name = people.find((one) => one.weaver === weaver)?.name ?? weaver.slice(0, 6)
    return [{ sigil: id, weaver, name, stamp, value: valueIn(deed, facet) }]
  })
}

function valueIn(deed: Transmute, facet: Verdict['facet']): FacetValue {
  if (facet === 'alive') return !deed.shatters
  if (facet === 'body') return deed.splices.map(([, , inserted]) => inserted).join(' … ')
  return deed.writes.find((write) => write.facet === facet)?.value ?? ''
}

/** The longest rest that a sigil had in an Aludel before its parent came. */
export function waitedOutcome({ cast, journal, calcified }: Evidence): LabOutcome | null {
  const [longest] = journal
    .waits()
    .toSorted((a, b) => b.untilMs - b.sinceMs - (a.untilMs - a.sinceMs))
  const sigil = longest === undefined ? undefined : cast.chorus(longest.nth).sigil(longest.sigil)
  if (calcified === null || longest === undefined || sigil === undefined) return null
  const nameAt = (nth: number): string => cast.people[nth]?.name ?? ''
  const author = cast.people.find((one) => one.weaver === sigil.author)
  const waited = longest.untilMs - longest.sinceMs
  return {
    title: 'The child waited for its parent',
    sentence: `**${possessive(author?.name ?? 'Its author')} sigil rested ${waited} ms in ${possessive(nameAt(longest.nth))} Aludel**, since what it builds on had not come yet; it was taken in as soon as that had.`,
    rule: 'waited',
    why: { nth: longest.nth, sigil: longest.sigil, facet: 'title' },
  }
}

export function dissolvedOutcome({ cast, journal, calcified }: Evidence): LabOutcome | null {
  const forged = journal.refusals().filter(({ told }) => told.refusal.kind === 'forged')
  const finders = [...new Set(forged.map(({ nth }) => cast.people[nth]?.name ?? ''))]
  const honest = cast.people.length - 1
  if (calcified === null || finders.length < honest) return null
  return {
    title: 'Forged seal dissolved',
    sentence: `**The seal was not made by its author over these bytes**: ${listed(finders)} checked it, dissolved it, and nothing of theirs has changed.`,
    rule: 'dissolved',
    why: null,
  }
}

export function forkedOutcome(evidence: Evidence, forker: number): LabOutcome | null {
  const { cast, calcified } = evidence
  const person = cast.people[forker]
  const proof = cast
    .chorus(0)
    .fellows()
    .find(({ weaver }) => weaver === person?.weaver)?.fork
  const settled = settledOutcome(evidence, 'title')
  if (calcified === null || proof === null || proof === undefined || settled === null) return null
  const number = (cast.chorus(0).sigil(proof[0])?.seq ?? 0) + 1
  const rule = settled.title
  return {
    title: 'The fork is seen',
    sentence: `**${person?.name ?? 'Somebody'} sealed two different sigils as number ${number} of one strand**: everybody holds both as the proof of it, and they are judged as anyone’s would be, here by ${rule}.`,
    rule: 'forked',
    why: settled.why,
  }
}

export function calcifiedOutcome({ cast, wires, calcified }: Evidence): LabOutcome | null {
  if (calcified === null) return null
  const { lost, doubled, overtaken } = wires.met()
  const sigils: number = cast.chorus(0).count()
  return {
    title: 'Calcified',
    sentence: `**All ${cast.people.length} weavers hold the same ${sigils} sigils** (digest ${calcified.slice(0, 8)}…), though ${counted(lost, 'message')} were lost, ${doubled} came twice and ${overtaken} overtook others.`,
    rule: 'calcified',
    why: whyOfLast(cast),
  }
}

function whyOfLast(cast: Cast): LabOutcome['why'] {
  const woven = cast.chorus(0).history()
  const last = woven.findLast(({ verdicts }) => verdicts.some(({ rule }) => rule !== 'primacy'))
  const verdict = last?.verdicts.find(({ rule }) => rule !== 'primacy')
  const sigil: SigilId | undefined = last?.sigil
  return sigil === undefined || verdict === undefined
    ? null
    : { nth: 0, sigil, facet: verdict.facet }
}
