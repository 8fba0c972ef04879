/**
 * Covenant: who may weave, and on whose word (PROTOCOL.md §CH).
 * Standard term: membership and capabilities.
 *
 * A weaver's standing is read from its sigil's own causal past and never from
 * what else has arrived, so that two weavers can't disagree about it. What one
 * person is called, having been admitted twice, is read from the set.
 */

import { compareSigils } from './concordance'
import { createEffects, isRemoval, noRemovals, type Removal, type Removals } from './effect'
import { chorusIdFrom, type ChorusId, type SigilId, type WeaverId } from './ids'
import type { Deed, Join, Role, Sigil } from './sigil'
import type { Admitted, ChorusFacts, OpenDoor } from './trace'

/** What a weaver may do, as whom, and on whose word. */
export interface Standing {
  readonly role: Role
  readonly person: WeaverId
  readonly name: string
  /** All that let it in: one that is open is enough [CH12]. */
  readonly doors: readonly Door[]
}

/** One admission's ground. */
export interface Door {
  /** Whom it admitted: the founder, or who came by the invite; kin came as that one. */
  readonly person: WeaverId
  readonly role: Role
  /** Public key of the invite, hex; empty for the founder's. */
  readonly key: string
  /** The invite as the join linked it; null for the founder, who needs none. */
  readonly invite: Vouched | null
}

/** An integrated sigil with the standing its author had in its past. */
export interface Vouched {
  readonly sigil: Sigil
  readonly standing: Standing
  /** What its author knew to be removed as it was made. */
  readonly known: Removals
}

export interface Covenant {
  /** Takes in an integrated sigil; transmutations change nothing here. */
  readonly take: (vouched: Vouched) => void
  /** [VA7] The third layer: whether a valid sigil has a say where just these removals are known. */
  readonly isEffective: (vouched: Vouched, known: Removals) => boolean
  /** All there are: another object as soon as there is one more. */
  readonly removals: () => Removals
  readonly facts: () => ChorusFacts | null
  /** Ascending by (stamp, id) of their admissions: the founder is first. */
  readonly admitted: () => readonly Omit<Admitted, 'fork'>[]
  readonly admittedAs: (weaver: WeaverId) => Omit<Admitted, 'fork'> | undefined
  /** By the order of (stamp, id). */
  readonly invites: () => readonly OpenDoor[]
  /** The door that the invite of this public key (hex) opened. */
  readonly doorOf: (key: string) => OpenDoor | undefined
  readonly inviteOf: (key: string) => Sigil | undefined
  /** By key, hex: a weaver's id, or the sponsor that a join of kin names. */
  readonly admissionOf: (key: string) => Sigil | undefined
}

export function createCovenant(get: (id: SigilId) => Vouched | undefined): Covenant {
  const effectOf = createEffects(get)
  let removals = noRemovals
  let genesis: Sigil | null = null
  const invites = new Map<string, Sigil>()
  const admissions = new Map<string, Vouched>()

  function take(vouched: Vouched): void {
    const { sigil } = vouched
    const { deed } = sigil
    if (isRemoval(vouched)) removals = { all: withRemoval(removals.all, vouched) }
    if (deed.kind === 'found') genesis = sigil
    if (deed.kind === 'invite') invites.set(deed.key, earlier(invites.get(deed.key), sigil))
    if (isAdmission(deed)) {
      const former = admissions.get(sigil.author)
      admissions.set(sigil.author, former === undefined ? vouched : weightier(former, vouched))
    }
  }

  const hasSay = (vouched: Vouched): boolean => effectOf(removals).isEffective(vouched)

  function doorBehind(invite: Sigil): OpenDoor | undefined {
    const { deed, author } = invite
    const vouched = get(invite.id)
    if (deed.kind !== 'invite' || vouched === undefined) return undefined
    const { key, role } = deed
    const isRevoked = effectOf(removals).inForce.some(
      ({ sigil: { deed: other } }) => other.kind === 'revoke' && other.key === key,
    )
    const admitted = [...admissions.values()]
      .filter(({ standing }) => standing.doors.some((door) => door.key === key))
      .map(({ sigil }) => sigil)
      .toSorted(compareSigils)
      .map((admission) => admission.author)
    return { key, role, by: author, admitted, isOpen: !isRevoked && hasSay(vouched) }
  }

  function facts(): ChorusFacts | null {
    if (genesis?.deed.kind !== 'found') return null
    const id: ChorusId = chorusIdFrom(genesis.id)
    return { id, name: genesis.deed.name, founder: genesis.author }
  }

  function admittedAs(weaver: WeaverId): Omit<Admitted, 'fork'> | undefined {
    const admission = admissions.get(weaver)
    if (admission === undefined) return undefined
    const { role, person, name, doors } = admission.standing
    const isFounder = doors.some(({ invite }) => invite === null)
    const isRemoved = !effectOf(removals).mayGoOn(admission)
    return { weaver, role, person, name, isFounder, isRemoved }
  }

  return {
    take,
    isEffective: (vouched, known) => effectOf(known).isEffective(vouched),
    invites: () =>
      [...invites.values()].toSorted(compareSigils).flatMap((sigil) => doorBehind(sigil) ?? []),
    removals: () => removals,
    facts,
    admitted: () =>
      [...admissions.values()]
        .toSorted((a, b) => compareSigils(a.sigil, b.sigil))
        .flatMap(({ sigil }) => admittedAs(sigil.author) ?? []),
    admittedAs,
    doorOf: (key) => {
      const invite = invites.get(key)
      return invite && doorBehind(invite)
    },
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
  if (deed.kind === 'found') return founderStanding(author, deed.weaverName)
  const former = prev?.standing ?? strongest(admissionsOf(author, links))
  if (deed.kind !== 'join') return former
  const granted = grantedBy(deed, author, links)
  return granted && former ? joined(granted, former) : granted
}

const founderStanding = (person: WeaverId, name: string): Standing => ({
  role: 'weave',
  person,
  name,
  doors: [{ person, role: 'weave', key: '', invite: null }],
})

/** [CH6] A second admission takes nothing away. */
function joined(granted: Standing, former: Standing): Standing {
  return {
    ...granted,
    role: former.role === 'weave' ? 'weave' : granted.role,
    doors: [...former.doors, ...granted.doors],
  }
}

/** [CH4] [CH5] What an invite or kin in the links vouches for. */
function grantedBy(join: Join, author: WeaverId, links: readonly Vouched[]): Standing | null {
  if (join.via === 'kin') return strongest(admissionsOf(join.sponsor, links))
  const doors = links.flatMap((link): readonly Door[] => {
    const { deed } = link.sigil
    if (deed.kind !== 'invite' || deed.key !== join.sponsor) return []
    return [{ person: author, role: deed.role, key: deed.key, invite: link }]
  })
  if (doors.length === 0) return null
  const role = doors.some((door) => door.role === 'weave') ? 'weave' : 'witness'
  return { role, person: author, name: join.name, doors }
}

function admissionsOf(weaver: string, links: readonly Vouched[]): readonly Vouched[] {
  return links.filter(({ sigil }) => sigil.author === weaver && isAdmission(sigil.deed))
}

/** The weightiest, with the doors of all. */
function strongest(admissions: readonly Vouched[]): Standing | null {
  const [first, ...rest] = admissions
  if (first === undefined) return null
  const { standing } = rest.reduce(weightier, first)
  return { ...standing, doors: admissions.flatMap((admission) => admission.standing.doors) }
}

/** Ascending by id, since it is a set. */
function withRemoval(all: readonly Removal[], removal: Removal): readonly Removal[] {
  return [...all, removal].toSorted((a, b) => (a.sigil.id < b.sigil.id ? -1 : 1))
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
