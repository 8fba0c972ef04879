/**
 * The judge of a simulated world: which of all sigils ever made are valid, and
 * why the others are not, from the whole set at once (PROTOCOL.md §VA, §CH).
 *
 * It shares no code with `protocol/validity.ts`, and follows each rule in its
 * own words. For the simulator alone.
 */

import type { ChorusId, SigilId } from '../protocol/ids'
import type { Refusal, Role, Sigil } from '../protocol/sigil'

/** `waits`: something in its past was never seen by anybody. */
export type Judgement =
  | { readonly kind: 'valid'; readonly role: Role }
  | { readonly kind: 'refused'; readonly reason: Refusal['kind'] }
  | { readonly kind: 'waits' }

const refused = (reason: Refusal['kind']): Judgement => ({ kind: 'refused', reason })

/** Judges well-formed sigils, in any order. What is forged is refused before any other reason. */
export function judgeValidity(
  sigils: readonly Sigil[],
  chorus: ChorusId,
  isGenuine: (sigil: Sigil) => boolean,
): ReadonlyMap<SigilId, Judgement> {
  const byId = new Map(sigils.map((sigil) => [sigil.id, sigil]))
  const judgements = new Map<SigilId, Judgement>()
  // Round after round, until nothing more can be told: slow, and obviously in any order.
  for (let isMoving = true; isMoving;) {
    isMoving = false
    for (const sigil of sigils) {
      if (judgements.has(sigil.id)) continue
      const judgement = judge(sigil)
      if (judgement === null) continue
      judgements.set(sigil.id, judgement)
      isMoving = true
    }
  }
  for (const { id } of sigils) if (!judgements.has(id)) judgements.set(id, { kind: 'waits' })
  return judgements

  function judge(sigil: Sigil): Judgement | null {
    if (!isGenuine(sigil)) return refused('forged')
    const pasts = [...sigil.links, ...tipsOf(sigil)].map((link) => judgements.get(link))
    if (pasts.some((past) => past?.kind === 'refused')) return refused('builds-on-dissolved')
    if (pasts.some((past) => past === undefined)) return null
    const links = sigil.links.flatMap((link) => byId.get(link) ?? [])
    if (sigil.deed.kind === 'found' && sigil.id !== chorus) return refused('foreign-chorus')
    if (links.some((link) => !isAbove(sigil, link))) return refused('stamp-not-above-links')
    if (!followsItsStrand(sigil, links)) return refused('broken-strand')
    const role = roleOf(sigil, links)
    if (role === null) return refused('not-admitted')
    if (acts.has(sigil.deed.kind) && role !== 'weave') return refused('no-right')
    return { kind: 'valid', role }
  }

  /** What the author may do, this sigil's own word included. */
  function roleOf(sigil: Sigil, links: readonly Sigil[]): Role | null {
    const { deed, author, prev } = sigil
    if (deed.kind === 'found') return 'weave'
    const before = prev === null ? strongest(admissionsOf(author, links)) : roleGiven(prev)
    if (deed.kind !== 'join') return before
    const given =
      deed.via === 'kin'
        ? strongest(admissionsOf(deed.sponsor, links))
        : strongest(
            links.flatMap(({ deed: other }) =>
              other.kind === 'invite' && other.key === deed.sponsor ? [other.role] : [],
            ),
          )
    return given !== null && before === 'weave' ? 'weave' : given
  }

  function admissionsOf(weaver: string, links: readonly Sigil[]): readonly Role[] {
    return links.flatMap(({ id, author, deed }) => {
      const admits = deed.kind === 'found' || deed.kind === 'join'
      const role = admits && author === weaver ? roleGiven(id) : null
      return role === null ? [] : [role]
    })
  }

  function roleGiven(id: SigilId): Role | null {
    const judgement = judgements.get(id)
    return judgement?.kind === 'valid' ? judgement.role : null
  }
}

/** What a witness may not do [CH7]. */
const acts: ReadonlySet<Sigil['deed']['kind']> = new Set([
  'transmute',
  'invite',
  'remove',
  'revoke',
])

/** What it waits for besides its links [CH10]. */
const tipsOf = ({ deed }: Sigil): readonly SigilId[] =>
  deed.kind === 'remove' || deed.kind === 'revoke' ? deed.tips : []

function strongest(roles: readonly Role[]): Role | null {
  if (roles.includes('weave')) return 'weave'
  return roles.length > 0 ? 'witness' : null
}

const isAbove = ({ stamp }: Sigil, { stamp: other }: Sigil): boolean =>
  stamp.ms > other.ms || (stamp.ms === other.ms && stamp.tick > other.tick)

function followsItsStrand({ seq, prev, author, strand }: Sigil, links: readonly Sigil[]): boolean {
  if (seq === 0) return prev === null
  return links.some(
    (link) =>
      link.id === prev && link.author === author && link.strand === strand && link.seq === seq - 1,
  )
}
