/**
 * Journal: what happens in the lab, each in one sentence and in people's names
 * (PROTOCOL.md §LB). It only looks: at what sessions keep, at what passes on the
 * wires, and at what waits or was refused.
 */

import type { Chorus } from '../chorus/chorus'
import { stampWords } from '../loom/stamp-words'
import { summarise } from '../loom/summaries'
import { counted, listed, possessive, quoted } from '../loom/words'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetValue, Refusal, Sigil } from '../protocol/sigil'
import type { Dissolved, Rule, Verdict, Waiting } from '../protocol/trace'
import type { Flight, LabEvent, LabEventKind } from './lab-model'
import { maxLabEvents } from './limits'

export interface Journal {
  readonly events: () => readonly LabEvent[]
  /** Forgets what was told, as a scenario begins. */
  readonly begin: () => void
  readonly tell: (kind: LabEventKind, nth: number | null, text: string, sigil?: SigilId) => void
  /** Bytes that passed are known by what they say. */
  readonly know: (sigil: Sigil) => void
  readonly known: (id: SigilId) => Sigil | undefined
  /** One made by hand, in another's name. */
  readonly noteForged: (id: SigilId) => void
  readonly kept: (nth: number, ids: readonly SigilId[]) => void
  readonly sent: (flight: Flight) => void
  readonly lost: (flight: Flight) => void
  /** Looks at all sessions: what waits, and what was refused. */
  readonly look: () => void
  /** Sigils that waited, with virtual ms of when and until when. */
  readonly waits: () => readonly Wait[]
  readonly refusals: () => readonly { readonly nth: number; readonly told: Dissolved }[]
  /** Virtual ms of the last thing told. */
  readonly lastMs: () => number
}

export interface Wait {
  readonly nth: number
  readonly sigil: SigilId
  readonly sinceMs: number
  readonly untilMs: number
}

export interface JournalDeps {
  readonly nowMs: () => number
  readonly sessions: () => readonly (Chorus | null)[]
  readonly nameAt: (nth: number) => string
  readonly nameOf: (weaver: WeaverId) => string
}

export function createJournal(deps: JournalDeps): Journal {
  const { nowMs, nameAt, nameOf } = deps
  let events: readonly LabEvent[] = []
  let key = 0
  const known = new Map<SigilId, Sigil>()
  const glyphs = new Set<GlyphId>()
  const forged = new Set<SigilId>()
  const resting = new Map<string, number>()
  const waits: Wait[] = []
  const refusals: { readonly nth: number; readonly told: Dissolved }[] = []
  const refusalsSeen = new Map<number, ReadonlySet<Dissolved>>()
  let sending: Flight[] = []

  function tell(kind: LabEventKind, nth: number | null, text: string, sigil?: SigilId): void {
    add(kind, nth, text, sigil)
  }

  function add(
    kind: LabEventKind,
    nth: number | null,
    text: string,
    sigil?: SigilId,
    rule?: Rule,
  ): void {
    key += 1
    const author = placeOf(sigil === undefined ? undefined : known.get(sigil)?.author)
    const event: LabEvent = {
      key,
      atMs: nowMs(),
      kind,
      nth,
      sigil: sigil ?? null,
      ...(author === undefined ? {} : { author }),
      ...(rule === undefined ? {} : { rule }),
      text,
    }
    events = [...events, event].slice(-maxLabEvents)
  }

  function placeOf(weaver: WeaverId | undefined): number | undefined {
    const nth = deps.sessions().findIndex((chorus) => chorus?.self === weaver)
    return weaver === undefined || nth < 0 ? undefined : nth
  }

  const sigilWords = (id: SigilId): string => {
    const sigil = known.get(id)
    if (sigil === undefined) return 'a sigil'
    const name = possessive(nameOf(sigil.author))
    return forged.has(id) ? `a forged sigil in ${name} name` : `${name} sigil`
  }

  const cargoWords = (ids: readonly SigilId[]): string =>
    ids.length === 1 && ids[0] !== undefined ? sigilWords(ids[0]) : counted(ids.length, 'sigil')

  function kept(nth: number, ids: readonly SigilId[]): void {
    const chorus = deps.sessions()[nth]
    for (const id of ids) {
      const sigil = chorus?.sigil(id)
      if (chorus === null || chorus === undefined || sigil === undefined) continue
      known.set(id, sigil)
      noteWait(nth, id)
      if (sigil.author === chorus.self && !events.some((one) => one.sigil === id)) {
        tell('immutation', nth, wovenWords(sigil, nameAt(nth), glyphs), id)
      } else {
        const rule = gravest(chorus.woven(id)?.verdicts ?? [])?.rule
        add('integration', nth, integrationWords(sigil, chorus, nth), id, rule)
      }
      if (sigil.deed.kind === 'transmute') glyphs.add(sigil.deed.glyph)
    }
  }

  function noteWait(nth: number, id: SigilId): void {
    const sinceMs = resting.get(`${nth} ${id}`)
    if (sinceMs === undefined) return
    resting.delete(`${nth} ${id}`)
    waits.push({ nth, sigil: id, sinceMs, untilMs: nowMs() })
  }

  function integrationWords(sigil: Sigil, chorus: Chorus, nth: number): string {
    const took = `${nameAt(nth)} takes in ${sigilWords(sigil.id)}`
    const verdict = gravest(chorus.woven(sigil.id)?.verdicts ?? [])
    if (verdict === null || sigil.deed.kind !== 'transmute') {
      return `${took}: ${nameOf(sigil.author)} ${summarise(sigil.deed)}.`
    }
    return `${took}: ${verdictWords(verdict, sigil.deed.glyph, chorus)}.`
  }

  function verdictWords(verdict: Verdict, glyph: GlyphId, chorus: Chorus): string {
    if (verdict.rule === 'primacy') return 'Causal Primacy, nothing was in conflict'
    if (verdict.facet === 'body') return 'all words stand, in an order that their stamps decide'
    const value = chorus.facets(glyph).find(({ facet }) => facet === verdict.facet)?.value
    if (verdict.rule === 'amalgam') return `FN_AMALGAMATE makes ${valueWords(value)} of them`
    const winner = verdict.stands === null ? undefined : known.get(verdict.stands)
    const whose = winner === undefined ? 'the later' : possessive(nameOf(winner.author))
    return `Temporal Authority, so ${whose} ${facetWords(verdict.facet)} stands`
  }

  /** What is sent at one moment to several is one thing to tell. */
  function flushSent(): void {
    const groups = new Map<string, Flight[]>()
    for (const flight of sending) {
      const group = `${flight.leftMs} ${flight.from} ${flight.sigils.join(' ')}`
      groups.set(group, [...(groups.get(group) ?? []), flight])
    }
    sending = []
    for (const [first, ...others] of groups.values()) {
      if (first === undefined) continue
      const to = listed([...new Set([first, ...others].map((one) => nameAt(one.to)))])
      const cargo = cargoWords(first.sigils)
      const [id] = first.sigils
      const isOwn = first.sigils.every((one) => known.get(one)?.author === authorAt(first.from))
      const text = isOwn
        ? `${cargo} ${first.sigils.length === 1 ? 'leaves' : 'leave'} for ${to}.`
        : `${nameAt(first.from)} hands ${cargo} to ${to}.`
      tell('emanation', first.from, capital(text), first.sigils.length === 1 ? id : undefined)
    }
  }

  const authorAt = (nth: number): WeaverId | undefined => deps.sessions()[nth]?.self

  function look(): void {
    flushSent()
    for (const [nth, chorus] of deps.sessions().entries()) {
      if (chorus === null) continue
      for (const waiting of chorus.waiting()) lookAtWaiting(nth, waiting)
      lookAtRefused(nth, chorus)
    }
  }

  function lookAtWaiting(nth: number, waiting: Waiting): void {
    const name = `${nth} ${waiting.sigil}`
    if (resting.has(name)) return
    resting.set(name, nowMs())
    const parents = waiting.missing
      .map((id) => known.get(id)?.author)
      .filter((one) => one !== undefined)
    const by = listed([...new Set(parents.map(nameOf))])
    const reason =
      waiting.heldMs === undefined
        ? `it builds on a sigil${by === '' ? '' : ` by ${by}`} that has not come`
        : `its stamp is more than two minutes ahead of ${possessive(nameAt(nth))} clock`
    const sigil = `${possessive(nameOf(waiting.author))} sigil`
    tell(
      'waiting',
      nth,
      `${sigil} waits in ${possessive(nameAt(nth))} Aludel: ${reason}.`,
      waiting.sigil,
    )
  }

  function lookAtRefused(nth: number, chorus: Chorus): void {
    const told = chorus.dissolved()
    const seen = refusalsSeen.get(nth)
    for (const one of told) {
      if (seen?.has(one) === true) continue
      refusals.push({ nth, told: one })
      const from = nameOf(one.from as WeaverId)
      const text = `${nameAt(nth)} dissolves a sigil that ${from} handed over: ${refusalWords(one.refusal, nameOf)}.`
      tell('dissolved', nth, text, one.sigil ?? undefined)
    }
    refusalsSeen.set(nth, new Set(told))
  }

  return {
    events: () => events,
    begin: () => {
      events = []
      sending = []
      waits.length = 0
    },
    tell,
    know: (sigil) => void known.set(sigil.id, sigil),
    known: (id) => known.get(id),
    noteForged: (id) => void forged.add(id),
    kept,
    sent: (flight) => {
      if (flight.sigils.length > 0) sending.push(flight)
    },
    lost: (flight) => {
      const [id] = flight.sigils
      if (id === undefined) return
      flushSent()
      const where = `between ${nameAt(flight.from)} and ${nameAt(flight.to)}`
      const are = flight.sigils.length === 1 ? 'is' : 'are'
      tell('lost', flight.to, capital(`${cargoWords(flight.sigils)} ${are} lost ${where}.`), id)
    },
    look,
    waits: () => waits,
    refusals: () => refusals,
    lastMs: () => events.at(-1)?.atMs ?? 0,
  }
}

function wovenWords(sigil: Sigil, name: string, glyphs: ReadonlySet<GlyphId>): string {
  const { deed, stamp } = sigil
  const isFirst = deed.kind === 'transmute' && !glyphs.has(deed.glyph)
  return `${name} ${summarise(deed, { isFirst })}: sealed at ${stampWords(stamp, [stamp])}.`
}

const gravity: Readonly<Record<Rule, number>> = { primacy: 0, authority: 1, amalgam: 2 }

function gravest(verdicts: readonly Verdict[]): Verdict | null {
  return verdicts.reduce<Verdict | null>(
    (worst, one) => (worst === null || gravity[one.rule] > gravity[worst.rule] ? one : worst),
    null,
  )
}

function facetWords(facet: Verdict['facet']): string {
  if (facet === 'alive') return 'word on whether it lives'
  return facet.includes(':') ? 'word' : facet
}

/** A facet's value as a person reads it. */
export function valueWords(value: FacetValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return `${value}°`
  return 'x' in value ? `the place ${value.x}, ${value.y}` : 'a value'
}

function refusalWords(refusal: Refusal, nameOf: (weaver: WeaverId) => string): string {
  switch (refusal.kind) {
    case 'forged':
      return `it claims to be ${possessive(nameOf(refusal.claimed))}, and its seal does not verify`
    case 'malformed':
      return 'its bytes are malformed'
    case 'foreign-chorus':
      return 'it belongs to another chorus'
    case 'stamp-not-above-links':
      return 'its stamp is not above those it builds on'
    case 'broken-strand':
      return 'it does not go on where its strand ends'
    case 'not-admitted':
      return 'its author was never admitted'
    case 'no-right':
      return 'its author has no right to it'
    case 'builds-on-dissolved':
      return 'it builds on a sigil that was dissolved'
    case 'broken-message':
    default:
      return 'no honest weaver says such a thing'
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
