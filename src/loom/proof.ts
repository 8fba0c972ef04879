/**
 * The three rules once more, step by step, for whoever wants to see them work (PROTOCOL.md §RC).
 *
 * Each step says what was asked and what was found. Nothing that was told before
 * is used: seals, ways back, stamps and value are all worked out anew.
 */

import { concatBytes, toHex } from '../protocol/bytes'
import type { NonEmpty } from '../protocol/nonempty'
import type { Hash } from '../protocol/ports'
import { sealOf } from '../protocol/seal'
import type { FacetValue, Sigil } from '../protocol/sigil'
import { compareStamps } from '../protocol/stamp'
import type { Verdict } from '../protocol/trace'
import type { Descent } from './descent'
import { judge, valueIn } from './receipt'
import { stampWords } from './stamp-words'
import { sameValue, valueWords } from './values'
import { tellApart } from './why'
import { counted, listed, possessive } from './words'

export interface ProofStep {
  readonly question: string
  readonly found: string
  /** `claimed`: it could not be worked out here, and is taken on someone’s word. */
  readonly outcome: 'holds' | 'fails' | 'claimed'
}

export interface Proof {
  readonly steps: readonly ProofStep[]
  /** What the rules make of the contenders. */
  readonly verdict: Verdict
  /** Null for a body, of which everything stands. */
  readonly value: FacetValue | null
}

/** A contender, read anew from its bytes. */
export interface Witnessed {
  readonly sigil: Sigil
  readonly name: string
  /** Whether its seal counts [SE3]. */
  readonly isGenuine: boolean
}

/** [RC5] `descent`: the way between them, as far as it is known here. */
export function proofOf(
  facet: Verdict['facet'],
  witnessed: NonEmpty<Witnessed>,
  { descent, hash }: { readonly descent: Descent; readonly hash: Hash },
): Proof {
  const [first, ...rest] = witnessed.map(({ sigil }) => sigil)
  const contenders: NonEmpty<Sigil> = [first ?? witnessed[0].sigil, ...rest]
  const names = namesOf(witnessed)
  const { verdict, value } = judge(facet, contenders, hash)
  const steps = [
    ...witnessed.map(({ sigil, isGenuine }, nth) => sealStep(sigil, names[nth] ?? '', isGenuine)),
    ...(contenders.length > 1
      ? [unseenStep(descent, names), stampStep(contenders, names)]
      : [lineStep(contenders[0])]),
    ruleStep({ verdict, value, contenders, names, hash }),
  ]
  return { steps, verdict, value }
}

function namesOf(witnessed: readonly Witnessed[]): readonly string[] {
  return tellApart(
    witnessed.map(({ sigil: { id, author, stamp }, name }) => ({
      sigil: id,
      weaver: author,
      name,
      stamp,
      value: '',
    })),
  ).map(({ name }) => name)
}

function sealStep({ id, author, bytes }: Sigil, name: string, isGenuine: boolean): ProofStep {
  const key = author.slice(0, shownDigits)
  return {
    question: `Is the seal on ${possessive(name)} sigil ${id.slice(0, shownDigits)} genuine?`,
    found: isGenuine
      ? `Yes. Ed25519 verifies its ${counted(bytes.length, 'byte')} under the key ${key}.`
      : `No. These are not the bytes that the key ${key} sealed.`,
    outcome: isGenuine ? 'holds' : 'fails',
  }
}

const shownDigits = 10

function unseenStep(descent: Descent, names: readonly string[]): ProofStep {
  const question =
    names.length > 2 ? 'Had any of them seen another?' : 'Had one of them seen the other?'
  if (descent.seen !== null) {
    return {
      question,
      found: 'Yes: one was made on top of another, so they never met.',
      outcome: 'fails',
    }
  }
  if (descent.misstamped !== null) {
    return { question, found: 'A stamp on the way is not above what it links.', outcome: 'fails' }
  }
  if (descent.isTooLong || descent.missing !== null) {
    return {
      question,
      found: 'The way between them is too long to be followed here.',
      outcome: 'claimed',
    }
  }
  const looked = counted(descent.past.size, 'sigil')
  return {
    question,
    found: `No. On the way back through ${looked}, to the earliest of their stamps, there is none of them.`,
    outcome: 'holds',
  }
}

function lineStep({ links }: Sigil): ProofStep {
  return {
    question: 'What was it made on top of?',
    found: `Of ${counted(links.length, 'sigil')}, which it links. It stands alone, so nothing is compared.`,
    outcome: 'holds',
  }
}

function stampStep(contenders: NonEmpty<Sigil>, names: readonly string[]): ProofStep {
  const stamps = contenders.map(({ stamp }) => stamp)
  const readings = contenders.map(
    ({ stamp }, nth) => `${possessive(names[nth] ?? '')} ${stampWords(stamp, stamps)}`,
  )
  const latest = stamps.reduce((a, b) => (compareStamps(a, b) < 0 ? b : a))
  const tied = stamps.filter((stamp) => compareStamps(stamp, latest) === 0).length
  const outcome =
    tied === 1 ? 'One is later than all others.' : `${tied} are exactly equal, to the tick.`
  return {
    question: 'Which stamp is the latest?',
    found: `${listed(readings)}. ${outcome}`,
    outcome: 'holds',
  }
}

interface Judged extends Pick<Proof, 'verdict' | 'value'> {
  readonly contenders: NonEmpty<Sigil>
  readonly names: readonly string[]
  readonly hash: Hash
}

function ruleStep({ verdict, value, contenders, names, hash }: Judged): ProofStep {
  const question = 'What does the Principle of Concordance make of it?'
  const words = value === null ? 'all of it' : valueWords(verdict.facet, value)
  if (verdict.rule === 'amalgam') {
    const latest = contenders.reduce((a, b) => (compareStamps(a.stamp, b.stamp) < 0 ? b : a))
    const tied = contenders.filter(({ stamp }) => compareStamps(stamp, latest.stamp) === 0)
    const seals = tied.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(sealOf)
    const seed = toHex(hash(concatBytes(seals))).slice(0, shownDigits)
    const found =
      value === null
        ? 'Amalgamation: everything stands, in an order that their ids decide.'
        : `Amalgamation: FN_AMALGAMATE, whose seed ${seed} is the SHA-256 of the ${seals.length} seals, makes ${words}.`
    return { question, found, outcome: 'holds' }
  }
  const nth = contenders.findIndex(({ id }) => id === verdict.stands)
  const winner = contenders[nth] ?? contenders[0]
  const mine = value === null ? words : valueWords(verdict.facet, valueIn(winner, verdict.facet))
  const rule = verdict.rule === 'primacy' ? 'Causal Primacy' : 'Temporal Authority'
  const found =
    value === null
      ? `${rule}: all of it stands, in an order that their stamps decide.`
      : `${rule}: ${possessive(names[nth] ?? '')} ${mine} stands.`
  return { question, found, outcome: 'holds' }
}

/** Whether what was worked out is what somebody told. */
export function comparisonStep(teller: string, told: Verdict, found: Verdict): ProofStep {
  const question = `Does ${teller} say the same?`
  const same =
    told.rule === found.rule &&
    told.stands === found.stands &&
    told.contenders.toSorted().join() === found.contenders.toSorted().join()
  return same
    ? { question, found: 'Yes: the same rule, and the same sigil stands.', outcome: 'holds' }
    : {
        question,
        found: `No. It says ${verdictWords(told)}, and the rules say ${verdictWords(found)}.`,
        outcome: 'fails',
      }
}

/** Whether the board shows what was worked out. */
export function presenceStep(
  facet: Verdict['facet'],
  shown: FacetValue,
  found: FacetValue,
): ProofStep {
  const question = 'Is that what the board shows?'
  const words = valueWords(facet, shown)
  return sameValue(shown, found)
    ? { question, found: `Yes: ${words}.`, outcome: 'holds' }
    : {
        question,
        found: `No. It shows ${words}, and should show ${valueWords(facet, found)}.`,
        outcome: 'fails',
      }
}

const verdictWords = ({ rule, stands, contenders }: Verdict): string =>
  `${rule} of ${contenders.length}, with ${stands === null ? 'an amalgam' : stands.slice(0, shownDigits)} standing`
