/**
 * The judge of the covenant: who is of a chorus, as what, by which door, and what
 * of theirs is set aside, from the whole set of valid sigils at once (PROTOCOL.md §CH).
 *
 * It shares no code with `protocol/covenant.ts`. For the simulator alone.
 */

import { type EffectJudge, judgeEffect } from '../protocol/effect.oracle'
import type { SigilId, WeaverId } from '../protocol/ids'
import type { Role, Sigil } from '../protocol/sigil'

export interface JudgedFellow {
  readonly weaver: WeaverId
  readonly name: string
  readonly role: Role
  readonly person: WeaverId
  readonly isFounder: boolean
  readonly isRemoved: boolean
}

export interface JudgedCovenant {
  /** By their admissions. */
  readonly fellows: readonly JudgedFellow[]
  /** By the order of (stamp, id). */
  readonly doors: readonly {
    readonly key: string
    readonly role: Role
    readonly by: WeaverId
    readonly admitted: readonly WeaverId[]
    readonly isOpen: boolean
  }[]
  readonly effect: EffectJudge
  /** Ascending. */
  readonly asides: readonly SigilId[]
}

/** Judges valid sigils, in any order. `roleOf`: what validity found each author to be. */
export function judgeCovenant(
  sigils: readonly Sigil[],
  roleOf: (id: SigilId) => Role,
): JudgedCovenant {
  const effect = judgeEffect(sigils)
  const byId = new Map(sigils.map((sigil) => [sigil.id, sigil]))
  const admissions = sigils.filter(isAdmission)
  const authors = [...new Set(admissions.map(({ author }) => author))]
  /** [CH6] */
  const foremost = (some: readonly Sigil[]): readonly Sigil[] => {
    const inOrder = some.toSorted(compare)
    return [...inOrder.filter(({ id }) => roleOf(id) === 'weave'), ...inOrder].slice(0, 1)
  }
  const standing = authors
    .flatMap((weaver) => foremost(admissions.filter(({ author }) => author === weaver)))
    .toSorted(compare)

  /** [CH5] Kin are called what their sponsor is called, and are the same person. */
  function identityOf(admission: Sigil): { readonly person: WeaverId; readonly name: string } {
    const { deed, author, links } = admission
    if (deed.kind === 'found') return { person: author, name: deed.weaverName }
    if (deed.kind !== 'join') throw new RangeError('not admitted by that')
    if (deed.via === 'invite') return { person: author, name: deed.name }
    const linked = links.flatMap((link) => byId.get(link) ?? []).filter(isAdmission)
    const [sponsor] = foremost(linked.filter((one) => one.author === deed.sponsor))
    if (sponsor === undefined) throw new RangeError('kin of nobody')
    return identityOf(sponsor)
  }

  const fellows = standing.map((admission): JudgedFellow => {
    const { id, author } = admission
    const isFounder = effect.doorsOf(id).some(({ invite }) => invite === null)
    return {
      weaver: author,
      ...identityOf(admission),
      role: roleOf(id),
      isFounder,
      isRemoved: !effect.mayGoOn(id),
    }
  })

  const invites = sigils.filter(({ deed }) => deed.kind === 'invite').toSorted(compare)
  const firsts = invites.filter((invite) => invites.find((one) => sameKey(one, invite)) === invite)
  const isClosed = (key: string): boolean =>
    sigils.some(
      ({ id, deed }) => deed.kind === 'revoke' && deed.key === key && effect.isInForce(id),
    )
  const doors = firsts.flatMap(({ id, author, deed }) => {
    if (deed.kind !== 'invite') return []
    const { key, role } = deed
    const cameBy = ({ id: admission }: Sigil): boolean =>
      effect.doorsOf(admission).some(({ invite }) => keyOf(invite) === key)
    const admitted = standing.filter(cameBy).map((one) => one.author)
    return [{ key, role, by: author, admitted, isOpen: !isClosed(key) && effect.hasSay(id) }]
  })
  const asides = sigils
    .filter(({ id, deed }) => deed.kind === 'transmute' && !effect.hasSay(id))
    .map(({ id }) => id)
    .toSorted()
  return { fellows, doors, effect, asides }
}

const isAdmission = ({ deed }: Sigil): boolean => deed.kind === 'found' || deed.kind === 'join'

const keyOf = (invite: Sigil | null): string | null =>
  invite?.deed.kind === 'invite' ? invite.deed.key : null

const sameKey = (a: Sigil, b: Sigil): boolean => keyOf(a) === keyOf(b)

function compare(a: Sigil, b: Sigil): number {
  return a.stamp.ms - b.stamp.ms || a.stamp.tick - b.stamp.tick || (a.id < b.id ? -1 : 1)
}
