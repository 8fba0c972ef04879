/**
 * The judge of effect: who has a say, from the whole set of valid sigils at once,
 * slow and obvious (PROTOCOL.md §CH). For tests and the simulator alone.
 *
 * It shares no code with effect.ts. Where that narrows down step by step, this
 * asks of every removal what becomes of it, round after round.
 */

import type { SigilId, WeaverId } from './ids'
import type { Join, Remove, Revoke, Sigil } from './sigil'

type Removing = Sigil & { readonly deed: Remove | Revoke }

export interface JudgedDoor {
  readonly person: WeaverId
  /** Null for the founder. */
  readonly invite: Sigil | null
}

export interface EffectJudge {
  readonly hasSay: (id: SigilId) => boolean
  /** Whether whoever was admitted by it would have a say with what it wrote next. */
  readonly mayGoOn: (admission: SigilId) => boolean
  /** The same as the author of `by` saw it. */
  readonly hadSay: (id: SigilId, by: SigilId) => boolean
  /** Of a removal or a revocation: whether it counts. In a circle it does, and has no say [CH13]. */
  readonly isInForce: (id: SigilId) => boolean
  /** What lets the author of this sigil in. */
  readonly doorsOf: (id: SigilId) => readonly JudgedDoor[]
}

/** Judges valid sigils, in any order, all of whose links and tips are among them. */
export function judgeEffect(sigils: readonly Sigil[]): EffectJudge {
  const byId = new Map(sigils.map((sigil) => [sigil.id, sigil]))
  const at = (id: SigilId): Sigil => {
    const sigil = byId.get(id)
    if (sigil === undefined) throw new RangeError(`${id} is not in the set`)
    return sigil
  }
  const pasts = new Map<SigilId, ReadonlySet<SigilId>>()
  const pastOf = (id: SigilId): ReadonlySet<SigilId> => {
    const known = pasts.get(id)
    if (known !== undefined) return known
    const past = new Set<SigilId>()
    for (const link of at(id).links) {
      past.add(link)
      for (const older of pastOf(link)) past.add(older)
    }
    pasts.set(id, past)
    return past
  }
  const removings = sigils.filter(
    (sigil): sigil is Removing => sigil.deed.kind === 'remove' || sigil.deed.kind === 'revoke',
  )

  function hadSeen({ links, deed }: Removing, id: SigilId): boolean {
    return [...links, ...deed.tips].some((seen) => seen === id || pastOf(seen).has(id))
  }

  /** The joins and genesis that admit this sigil's author in its past. */
  function admissionsOf(sigil: Sigil): readonly Sigil[] {
    const { author, deed, prev, links } = sigil
    const own = deed.kind === 'join' || deed.kind === 'found' ? [sigil] : []
    const before = prev === null ? links.map(at).filter((link) => admits(link, author)) : []
    return [...own, ...before, ...(prev === null ? [] : admissionsOf(at(prev)))]
  }

  const doors = new Map<Sigil, readonly JudgedDoor[]>()
  /** What lets it in, each as whom: by an invite, or null for the founder. */
  function doorsOf(sigil: Sigil): readonly JudgedDoor[] {
    const known = doors.get(sigil) ?? findDoors(sigil)
    doors.set(sigil, known)
    return known
  }

  function findDoors(sigil: Sigil): readonly JudgedDoor[] {
    return admissionsOf(sigil).flatMap((admission): readonly JudgedDoor[] => {
      const person = admission.author
      if (admission.deed.kind !== 'join') return [{ person, invite: null }]
      const { via, sponsor } = admission.deed
      const links = admission.links.map(at)
      if (via === 'kin') return links.filter((link) => admits(link, sponsor)).flatMap(doorsOf)
      return links
        .filter(({ deed }) => deed.kind === 'invite' && deed.key === sponsor)
        .map((invite) => ({ person, invite }))
    })
  }

  function stays(sigil: Sigil, inForce: readonly Removing[], spares = hadSeen): boolean {
    const doors = doorsOf(sigil)
    if (doors.some(({ invite }) => invite === null)) return true
    const struck = inForce.flatMap((one) =>
      one === sigil || spares(one, sigil.id) ? [] : [one.deed],
    )
    const isRemoved = (weaver: WeaverId): boolean =>
      struck.some((deed) => deed.kind === 'remove' && deed.weaver === weaver)
    const needsWeave = sigil.deed.kind !== 'join' && sigil.deed.kind !== 'unknown'
    if (isRemoved(sigil.author)) return false
    return doors.some(({ person, invite }) => {
      if (invite?.deed.kind !== 'invite' || isRemoved(person)) return false
      const { key, role } = invite.deed
      if (needsWeave && role !== 'weave') return false
      return (
        stays(invite, inForce) && !struck.some((deed) => deed.kind === 'revoke' && deed.key === key)
      )
    })
  }

  /** What is in force among some removals: a removal is out once something that is surely in strikes it. */
  function inForceAmong(all: readonly Removing[]): readonly Removing[] {
    const out = new Set<Removing>()
    for (let isMoving = true; isMoving;) {
      isMoving = false
      const sure = all.filter((one) =>
        stays(
          one,
          all.filter((other) => !out.has(other)),
        ),
      )
      for (const one of all) {
        if (out.has(one) || stays(one, sure)) continue
        out.add(one)
        isMoving = true
      }
    }
    return all.filter((one) => !out.has(one))
  }

  // Where nobody is removed everybody has a say, and there is nothing to be slow about.
  if (removings.length === 0) {
    const always = (): boolean => true
    const doorsAt = (id: SigilId): readonly JudgedDoor[] => doorsOf(at(id))
    return {
      hasSay: always,
      mayGoOn: always,
      hadSay: always,
      isInForce: () => false,
      doorsOf: doorsAt,
    }
  }
  // Older ones first, so that nothing recurses deeply.
  for (const { id } of sigils.toSorted(byStamp)) pastOf(id)
  const now = inForceAmong(removings)
  /** Many knew of the same removals, and what these come to is one question. */
  const beliefs = new Map<string, readonly Removing[]>()
  const believed = (seen: readonly Removing[]): readonly Removing[] => {
    const key = seen.map(({ id }) => id).join()
    const known = beliefs.get(key) ?? inForceAmong(seen)
    beliefs.set(key, known)
    return known
  }
  return {
    hasSay: (id) => stays(at(id), now),
    mayGoOn: (id) => stays(at(id), now, () => false),
    hadSay: (id, by) => {
      const seen = removings.filter((one) => one.id === by || pastOf(by).has(one.id))
      return seen.length === 0 || stays(at(id), believed(seen))
    },
    isInForce: (id) => now.some((one) => one.id === id),
    doorsOf: (id) => doorsOf(at(id)),
  }
}

const admits = (sigil: Sigil, weaver: WeaverId | Join['sponsor']): boolean =>
  sigil.author === weaver && (sigil.deed.kind === 'join' || sigil.deed.kind === 'found')

const byStamp = (a: Sigil, b: Sigil): number =>
  a.stamp.ms - b.stamp.ms || a.stamp.tick - b.stamp.tick
