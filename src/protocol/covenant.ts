/**
 * Covenant: who may weave, and on whose word (PROTOCOL.md §CH).
 * Standard term: membership and capabilities.
 *
 * A weaver's standing is read from its sigil's own causal past and never from
 * what else has arrived, so that two weavers can't disagree about it. What one
 * person is called, having been admitted twice, is read from the set.
 */

import { compareSigils } from './concordance'
import { chorusIdFrom, type ChorusId, type WeaverId } from './ids'
import type { Deed, Join, Role, Sigil } from './sigil'
import type { Admitted, ChorusFacts } from './trace'

/** What a weaver may do, and as whom. */
export interface Standing {
  readonly role: Role
  readonly person: WeaverId
  readonly name: string
}

/** An integrated sigil with the standing its author had in its past. */
export interface Vouched {
  readonly sigil: Sigil
  readonly standing: Standing
}

export interface Covenant {
  /** Takes in an integrated sigil; only found, invite and join change anything. */
  readonly take: (vouched: Vouched) => void
  /** [VA7] The third layer: whether a valid sigil has a say, as a function of the set. */
  readonly isEffective: (sigil: Sigil) => boolean
  readonly facts: () => ChorusFacts | null
  /** Ascending by (stamp, id) of their admissions: the founder is first. */
  readonly admitted: () => readonly Omit<Admitted, 'fork'>[]
  readonly admittedAs: (weaver: WeaverId) => Omit<Admitted, 'fork'> | undefined
  readonly inviteOf: (key: string) => Sigil | undefined
  /** By key, hex: a weaver's id, or the sponsor that a join of kin names. */
  readonly admissionOf: (key: string) => Sigil | undefined
}

export function createCovenant(): Covenant {
  let genesis: Sigil | null = null
  const invites = new Map<string, Sigil>()
  const admissions = new Map<string, Vouched>()

  function take(vouched: Vouched): void {
    const { sigil } = vouched
    const { deed } = sigil
    if (deed.kind === 'found') genesis = sigil
    if (deed.kind === 'invite') invites.set(deed.key, earlier(invites.get(deed.key), sigil))
    if (isAdmission(deed)) {
      const former = admissions.get(sigil.author)
      admissions.set(sigil.author, former === undefined ? vouched : weightier(former, vouched))
    }
  }

  function facts(): ChorusFacts | null {
    if (genesis?.deed.kind !== 'found') return null
    const id: ChorusId = chorusIdFrom(genesis.id)
    return { id, name: genesis.deed.name, founder: genesis.author }
  }

  function admittedAs(weaver: WeaverId): Omit<Admitted, 'fork'> | undefined {
    const admission = admissions.get(weaver)
    return admission && { weaver, ...admission.standing }
  }

  return {
    take,
    // Nothing removes anyone yet. Removals will be read from the set here, and nowhere else.
    isEffective: () => true,
    facts,
    admitted: () =>
      [...admissions.values()]
        .toSorted((a, b) => compareSigils(a.sigil, b.sigil))
        .map(({ sigil, standing }) => ({ weaver: sigil.author, ...standing })),
    admittedAs,
    inviteOf: (key) => invites.get(key),
    admissionOf: (key) => admissions.get(key)?.sigil,
  }
}

/** What a sigil rests on, as far as {@link standingIn} needs it. */
export interface Past {
  readonly prev: Vouched | undefined
  readonly links: readonly Vouched[]
}

/** The author's standing in its sigil's past, the sigil's own word included; null where it was not admitted. */
export function standingIn({ prev, links }: Past, sigil: Sigil): Standing | null {
  const { deed, author } = sigil
  if (deed.kind === 'found') return { role: 'weave', person: author, name: deed.weaverName }
  const former = prev?.standing ?? strongest(admissionsOf(author, links))
  if (deed.kind !== 'join') return former
  const granted = grantedBy(deed, author, links)
  return granted && former?.role === 'weave' ? { ...granted, role: 'weave' } : granted
}

/** [CH4] [CH5] What an invite or kin in the links vouches for. */
function grantedBy(join: Join, author: WeaverId, links: readonly Vouched[]): Standing | null {
  if (join.via === 'kin') return strongest(admissionsOf(join.sponsor, links))
  const roles = links.flatMap(({ sigil: { deed } }) =>
    deed.kind === 'invite' && deed.key === join.sponsor ? [deed.role] : [],
  )
  if (roles.length === 0) return null
  return { role: roles.includes('weave') ? 'weave' : 'witness', person: author, name: join.name }
}

function admissionsOf(weaver: string, links: readonly Vouched[]): readonly Vouched[] {
  return links.filter(({ sigil }) => sigil.author === weaver && isAdmission(sigil.deed))
}

function strongest(admissions: readonly Vouched[]): Standing | null {
  const [first, ...rest] = admissions
  return first === undefined ? null : rest.reduce(weightier, first).standing
}

/** [CH6] Of two admissions the one that gives more counts, then the earlier. */
function weightier(a: Vouched, b: Vouched): Vouched {
  if (a.standing.role !== b.standing.role) return a.standing.role === 'weave' ? a : b
  return compareSigils(a.sigil, b.sigil) <= 0 ? a : b
}

function earlier(known: Sigil | undefined, sigil: Sigil): Sigil {
  return known !== undefined && compareSigils(known, sigil) <= 0 ? known : sigil
}

function isAdmission(deed: Deed): boolean {
  return deed.kind === 'found' || deed.kind === 'join'
}
