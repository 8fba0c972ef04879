/** Findings: whether a world that has come to rest kept every promise (PROTOCOL.md §SM). */

import type { Chorus } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import { bytesOfHex, concatBytes, toHex } from '../protocol/bytes'
import type { ChorusId, SigilId } from '../protocol/ids'
import { aludelBudgets } from '../protocol/limits'
import type { Hash } from '../protocol/ports'
import { type JudgedGlyph, judgeAll } from '../protocol/quintessence.oracle'
import { sealClaimsOf } from '../protocol/seal'
import type { Sigil } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import { judgeCovenant, type JudgedCovenant, type JudgedFellow } from './covenant.oracle'
import type { Device, Tab } from './device'
import type { Guards } from './guards'
import { type Judgement, judgeValidity } from './judge.oracle'
import type { Notary } from './keys'
import type { Liar } from './liar'
import { otherwiseInOrders } from './orders'
import type { Plan } from './plan'
import type { Tally } from './tally'
import { reasonOf, type Watch } from './watch'

export interface Accounts {
  readonly seed: number
  readonly id: ChorusId
  readonly plan: Plan
  readonly devices: readonly Device[]
  readonly liars: readonly Liar[]
  readonly watch: Watch
  /** Null where nobody does anything at the doors. */
  readonly guards: Guards | null
  readonly notary: Notary
  readonly hash: Hash
  readonly quietAfterMs: number | null
}

type Fail = (fault: string) => void

interface Session {
  readonly tab: Tab
  readonly chorus: Chorus
}

export function findFaults(accounts: Accounts): readonly string[] {
  const faults: string[] = []
  const fail: Fail = (fault) => void faults.push(fault)
  const sessions = sessionsOf(accounts)
  const [first, ...others] = sessions
  if (first === undefined) return ['nobody is left']
  const all = allSigils(accounts, sessions)
  const judgements = judgeValidity(all, accounts.id, (sigil) => isGenuine(sigil, accounts))
  for (const session of sessions) checkEffective(session, judgements, fail)
  checkRefusals(accounts, judgements, fail)
  checkForms(all, accounts, fail)
  for (const session of sessions) checkAludel(session, all, fail)
  for (const session of sessions) checkRole(session, accounts, fail)
  if (accounts.quietAfterMs === null) {
    fail(`not quiet in time: ${sessions.map(tellOf).join('; ')}`)
    return faults
  }
  const told = tellAll(first.chorus)
  for (const other of others) {
    if (tellAll(other.chorus) !== told) {
      fail(`${other.tab.name} and ${first.tab.name} are quiet and differ`)
    }
  }
  checkAgainstOracle(first, accounts, fail)
  const covenant = judgeCovenantOf(first.chorus, judgements)
  checkCovenant(first, covenant, fail)
  for (const fault of accounts.guards?.faults() ?? []) fail(fault)
  checkOrders(first, accounts, fail)
  checkForks(first, accounts, fail)
  return faults
}

/** What was called kept, and nobody has any more. */
export function findLost(accounts: Accounts): readonly string[] {
  const [first] = sessionsOf(accounts)
  return accounts.devices.flatMap((device) =>
    accounts.watch
      .keptBy(device)
      .filter((id) => first?.chorus.sigil(id) === undefined)
      .map((id) => `${id}, kept by device ${device.nth}, is lost`),
  )
}

const sessionsOf = ({ devices }: Accounts): readonly Session[] =>
  devices.flatMap((device) =>
    device.tabs().flatMap((tab) => {
      const chorus = tab.chorus()
      return chorus === null || !isRead(chorus) ? [] : [{ tab, chorus }]
    }),
  )

export const heldBy = (chorus: Chorus | null): readonly SigilId[] =>
  chorus !== null && isRead(chorus) ? chorus.history().map(({ sigil }) => sigil) : []

const tellOf = ({ tab, chorus }: Session): string => {
  const { phase, unkept } = chorus.status()
  const waiting = chorus.waiting()
  return `${tab.name} ${phase} ${chorus.count()} ${chorus.digest().slice(0, 8)} unkept ${unkept} waiting ${waiting.length}`
}

/** Whatever anybody honest holds or any liar made. */
function allSigils({ liars }: Accounts, sessions: readonly Session[]): readonly Sigil[] {
  const all = new Map<SigilId, Sigil>()
  for (const { chorus } of sessions) {
    for (const { sigil: id } of chorus.history()) {
      const sigil = chorus.sigil(id)
      if (sigil !== undefined) all.set(id, sigil)
    }
  }
  for (const sigil of liars.flatMap((liar) => liar.made())) all.set(sigil.id, sigil)
  return [...all.values()]
}

function isGenuine(sigil: Sigil, { notary, id }: Accounts): boolean {
  return sealClaimsOf(sigil, id).every(notary.isGenuine)
}

/** All that a weaver answers, as one string. */
export function tellAll(chorus: Chorus | null): string {
  if (chorus === null) return ''
  return JSON.stringify({
    digest: chorus.digest(),
    fellows: chorus.fellows().map(({ fork, ...fellow }) => [standingOf(fellow), fork]),
    doors: chorus.invites(),
    asides: idsOf(chorus.asides()),
    history: chorus.history(),
    glyphs: chorus
      .glyphIds()
      .toSorted()
      .map((id) => [chorus.glyph(id), chorus.text(id), chorus.facets(id)]),
  })
}

const standingOf = (fellow: JudgedFellow): JudgedFellow => {
  const { weaver, name, role, person, isFounder, isRemoved } = fellow
  return { weaver, name, role, person, isFounder, isRemoved }
}

const idsOf = (sigils: readonly Sigil[]): readonly SigilId[] =>
  sigils.map(({ id }) => id).toSorted()

function judgeCovenantOf(
  chorus: Chorus,
  judgements: ReadonlyMap<SigilId, Judgement>,
): JudgedCovenant {
  return judgeCovenant(chorus.sigils(), (id) => {
    const judgement = judgements.get(id)
    return judgement?.kind === 'valid' ? judgement.role : 'witness'
  })
}

/** [CH11] [CH12] [CH13] Who is of the chorus, which doors are open, and what has no say. */
function checkCovenant({ tab, chorus }: Session, judged: JudgedCovenant, fail: Fail): void {
  const { fellows, doors, asides, effect } = judged
  if (!same(chorus.fellows().map(standingOf), fellows.map(standingOf)))
    fail(`${tab.name} knows other weavers`)
  if (!same(chorus.invites(), doors)) fail(`${tab.name} knows other doors`)
  if (!same(idsOf(chorus.asides()), asides)) fail(`${tab.name} sets other things aside`)
  for (const { sigil, isAside = false } of chorus.history()) {
    if (isAside === effect.hasSay(sigil)) fail(`${tab.name} errs on whether ${sigil} has a say`)
  }
}

/** [SM] Every weaver equals the oracle: states, texts, verdicts, and so all of history. */
function checkAgainstOracle({ tab, chorus }: Session, { hash }: Accounts, fail: Fail): void {
  const held = chorus.history().flatMap(({ sigil }) => chorus.sigil(sigil) ?? [])
  const judged = judgeAll(held, hash)
  const ids = chorus.glyphIds().toSorted()
  const judgedIds = judged.map(({ id }) => id)
  if (!same(ids, judgedIds)) fail(`${tab.name} knows other glyphs`)
  for (const glyph of judged) {
    const { id } = glyph
    const where = `of ${id} at ${tab.name}`
    if (chorus.text(id) !== glyph.text) {
      fail(`text ${where}: ${chorus.text(id)} for ${glyph.text}`)
    }
    if (!same(chorus.facets(id), glyph.facets)) fail(`facets ${where}`)
    if (!same(chorus.glyph(id)?.heads ?? [], glyph.heads)) fail(`heads ${where}`)
    checkHistory(chorus, glyph, fail)
  }
}

/** [SM12] In other orders, from snapshots, and asked on the way, it comes to the same. */
function checkOrders({ tab, chorus }: Session, { seed, hash }: Accounts, fail: Fail): void {
  for (const fault of otherwiseInOrders(chorus, { hash, seed })) fail(`at ${tab.name}, ${fault}`)
}

/** Every version ever written can be reached, with the verdict that it got. */
function checkHistory(chorus: Chorus, { id, verdicts }: JudgedGlyph, fail: Fail): void {
  const told = chorus.history(id)
  if (told.length !== verdicts.size) fail(`history of ${id}: ${told.length} for ${verdicts.size}`)
  for (const woven of told) {
    if (!same(woven.verdicts, verdicts.get(woven.sigil))) {
      fail(`verdicts on ${woven.sigil} of ${id}`)
    }
    if (chorus.sigil(woven.sigil) === undefined) fail(`${woven.sigil} can not be reached`)
  }
}

/** Which rules were needed, and how many were tied where an amalgam was. */
export function countVerdicts(chorus: Chorus, tally: Tally): void {
  const amalgams = new Map<string, number>()
  for (const { verdicts } of chorus.history()) {
    for (const verdict of verdicts) {
      tally.count(`verdict: ${verdict.rule}`)
      const key = `${verdict.facet} ${verdict.contenders.join()}`
      if (verdict.rule === 'amalgam') amalgams.set(key, tied(chorus, verdict))
    }
  }
  for (const many of amalgams.values()) tally.count(many > 2 ? 'amalgam of 3+' : 'amalgam of 2')
}

/** What came of all that was done at the doors. */
export function countDoors(chorus: Chorus, tally: Tally): void {
  tally.count('covenant: set aside', chorus.asides().length)
  tally.count('covenant: removed', chorus.fellows().filter(({ isRemoved }) => isRemoved).length)
  tally.count('covenant: door closed', chorus.invites().filter(({ isOpen }) => !isOpen).length)
  const removals = chorus.history().flatMap(({ sigil, isAside = false }) => {
    const kind = chorus.sigil(sigil)?.deed.kind
    return isAside && (kind === 'remove' || kind === 'revoke') ? [sigil] : []
  })
  tally.count('covenant: removal set aside', removals.length)
}

/** How many share the greatest stamp. */
function tied(chorus: Chorus, { contenders }: Verdict): number {
  const stamps = contenders.flatMap((id) => chorus.sigil(id)?.stamp ?? [])
  const last = stamps.toSorted((a, b) => a.ms - b.ms || a.tick - b.tick).at(-1)
  return stamps.filter(({ ms, tick }) => ms === last?.ms && tick === last.tick).length
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Nothing invalid has any effect: it isn't even held. */
function checkEffective(
  { tab, chorus }: Session,
  judgements: ReadonlyMap<SigilId, Judgement>,
  fail: Fail,
): void {
  for (const { sigil } of chorus.history()) {
    const judgement = judgements.get(sigil)
    if (judgement?.kind === 'valid') continue
    fail(`${tab.name} integrated ${sigil}, which is ${JSON.stringify(judgement)}`)
  }
}

/** Each refusal has its reason, the same that the oracle finds; and only liars hand over what is refused. */
function checkRefusals(
  { watch, liars }: Accounts,
  judgements: ReadonlyMap<SigilId, Judgement>,
  fail: Fail,
): void {
  const intended = new Set(liars.flatMap((liar) => [...liar.intended()]))
  const handers = new Set<string>(liars.map(({ self }) => self))
  for (const { at, told } of watch.dissolved()) {
    const reason = reasonOf(told)
    const judgement = told.sigil === null ? undefined : judgements.get(told.sigil)
    const isRight =
      told.sigil === null
        ? intended.has(reason)
        : judgement?.kind === 'refused' && judgement.reason === reason
    if (!isRight) {
      fail(`${at.name} refused ${told.sigil ?? 'bytes'} as ${reason}: ${JSON.stringify(judgement)}`)
    }
    if (!handers.has(told.from)) {
      fail(`${at.name} was handed ${reason} by ${told.from.slice(0, 8)}, who is honest`)
    }
  }
}

/** What was made to be no sigil is none, whoever reads it; and every other is named by all of its bytes [SG4]. */
function checkForms(all: readonly Sigil[], { liars, id, hash }: Accounts, fail: Fail): void {
  const malformed = new Set(liars.flatMap((liar) => [...liar.malformed()]))
  for (const sigil of all) {
    if (malformed.has(toHex(sigil.bytes))) fail(`${sigil.id} was read, and is malformed`)
    const chorus = sigil.deed.kind === 'found' ? new Uint8Array(32) : bytesOfHex(id)
    const name = toHex(hash(concatBytes([idLabel, chorus, sigil.bytes])))
    if (name !== sigil.id) fail(`${sigil.id} should be named ${name}`)
  }
}

const idLabel = new TextEncoder().encode('aetherlink sigil id 1\n')

/** Everybody is what the link said by which they came. */
function checkRole({ tab, chorus }: Session, { plan, guards }: Accounts, fail: Fail): void {
  const me = chorus.fellows().find(({ self }) => self)
  const planned = plan.devices[tab.device.nth]?.role ?? 'weave'
  const roles = guards?.rolesOf(tab.device) ?? [planned]
  if (me !== undefined && !roles.includes(me.role)) {
    fail(`${tab.name} is a ${me.role}, and came as ${roles.join(', ')}`)
  }
}

/** [WV7] Who put two sigils in one place of a strand is flagged, with the first such pair; nobody honest ever does. */
function checkForks({ tab, chorus }: Session, { liars }: Accounts, fail: Fail): void {
  const handers = new Set<string>(liars.map(({ self }) => self))
  const places = new Map<string, Sigil[]>()
  for (const id of heldBy(chorus)) {
    const sigil = chorus.sigil(id)
    if (sigil === undefined) continue
    const place = [sigil.author, sigil.strand, sigil.prev].join()
    places.set(place, [...(places.get(place) ?? []), sigil])
  }
  const siblings = [...places.values()].filter(({ length }) => length > 1).flat()
  for (const { weaver, fork } of chorus.fellows()) {
    const own = siblings.filter(({ author }) => author === weaver).toSorted(compareInStrand)
    const proof = own.length === 0 ? null : own.slice(0, 2).map(({ id }) => id)
    if (!same(fork, proof)) fail(`${tab.name} tells another fork of ${weaver}`)
    if (proof !== null && !handers.has(weaver)) fail(`${weaver}, who is honest, forked its strand`)
  }
}

const compareInStrand = (a: Sigil, b: Sigil): number => {
  const byPrev = compareText(a.prev ?? '', b.prev ?? '')
  return compareText(a.strand, b.strand) || a.seq - b.seq || byPrev || compareText(a.id, b.id)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

function checkAludel({ tab, chorus }: Session, all: readonly Sigil[], fail: Fail): void {
  const waiting = chorus.waiting()
  const { total, author: ofOne } = aludelBudgets
  if (waiting.length > total.sigils) fail(`${tab.name} holds too much back`)
  const sizes = new Map(all.map(({ id, bytes }) => [id, bytes.length]))
  const refused = new Set(chorus.dissolved().map((told) => told.sigil))
  const byAuthor = new Map<string, number>()
  for (const { sigil, author, missing, heldMs } of waiting) {
    if (missing.some((id) => refused.has(id))) {
      fail(`${tab.name} lets ${sigil} wait for what it dissolved`)
    }
    byAuthor.set(author, (byAuthor.get(author) ?? 0) + (sizes.get(sigil) ?? 0))
    if (heldMs === undefined && missing.every((id) => chorus.sigil(id) !== undefined)) {
      fail(`${tab.name} lets ${sigil} wait for nothing`)
    }
  }
  for (const [author, bytes] of byAuthor) {
    if (bytes > ofOne.bytes) fail(`${tab.name} lets ${bytes} bytes of ${author} rest`)
  }
}
