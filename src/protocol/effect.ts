/**
 * Effect: which valid sigils have a say (PROTOCOL.md §CH, the third layer of §VA).
 * Standard term: strong removal, read from a set.
 *
 * Validity is read from a sigil's past and is final. Effect is a belief about a
 * set of removals, and changes when another comes. So it is computed from the
 * set each time and never patched: a removal may itself be set aside by one that
 * arrives later.
 *
 * The surprise: removals that set each other aside in a circle are all in force,
 * so neither racing nor waiting gains anything.
 */

import type { Door, Vouched } from './covenant'
import type { SigilId } from './ids'
import type { Remove, Revoke, Sigil } from './sigil'

/** A removal or a revocation, as integrated. */
export interface Removal extends Vouched {
  readonly sigil: Sigil & { readonly deed: Remove | Revoke }
}

/** A set of removals as someone knew it: all there are, or those in one sigil's past. Equal sets are one object. */
export interface Removals {
  /** Ascending by id. */
  readonly all: readonly Removal[]
}

export const noRemovals: Removals = { all: [] }

export function isRemoval(vouched: Vouched): vouched is Removal {
  const { kind } = vouched.sigil.deed
  return kind === 'remove' || kind === 'revoke'
}

/** Gives each set of removals one object, whoever knew it. */
export function createRemovalSets(): (sets: readonly Removals[]) => Removals {
  const sets = new Map<string, Removals>()
  return ([first = noRemovals, ...rest]) => {
    if (rest.every((other) => other === first)) return first
    const union = new Map(
      [first, ...rest].flatMap(({ all }) => all).map((one) => [one.sigil.id, one]),
    )
    const ids = [...union.keys()].toSorted()
    const found = sets.get(ids.join()) ?? { all: ids.flatMap((id) => union.get(id) ?? []) }
    sets.set(ids.join(), found)
    return found
  }
}

/** What one set of removals comes to. */
export interface Effect {
  /** False of a sigil that it sets aside [CH11] [CH12]. */
  readonly isEffective: (vouched: Vouched) => boolean
  /** Whether the author of this admission would have a say with whatever it wrote next [CH11] [CH12]. */
  readonly mayGoOn: (admission: Vouched) => boolean
  /** Those of them that count [CH13]. */
  readonly inForce: readonly Removal[]
}

export function createEffects(
  get: (id: SigilId) => Vouched | undefined,
): (removals: Removals) => Effect {
  const insides = new Map<SigilId, ReadonlySet<SigilId>>()
  const effects = new Map<Removals, Effect>()

  /** [CH10] What a removal's author had seen of those it removes: all else of theirs is outside. */
  function insideOf(removal: Removal): ReadonlySet<SigilId> {
    const known = insides.get(removal.sigil.id)
    if (known !== undefined) return known
    const { links, deed } = removal.sigil
    const inside = new Set<SigilId>()
    const seen = new Set<SigilId>()
    const ahead = [...links, ...deed.tips]
    for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
      const vouched = seen.has(id) ? undefined : get(id)
      seen.add(id)
      if (vouched === undefined) continue
      if (concerns(deed, vouched)) inside.add(id)
      for (const link of vouched.sigil.links) ahead.push(link)
    }
    insides.set(removal.sigil.id, inside)
    return inside
  }

  /** What would have a say, were just these in force. */
  function under(inForce: readonly Removal[]): Effect {
    const removes = byTarget(inForce)
    const open = new Map<SigilId, boolean>()

    const isStruck = (target: string, { sigil }: Vouched, isSeen: boolean): boolean =>
      removes
        .get(target)
        ?.some(
          (removal) =>
            removal.sigil.id !== sigil.id && !(isSeen && insideOf(removal).has(sigil.id)),
        ) ?? false

    /** Asked once the invites that its doors rest on are known. `isSeen`: what a remover had seen is spared. */
    function isWelcome(vouched: Vouched, isSeen = true): boolean {
      const { sigil, standing } = vouched
      const isOpen = ({ person, role, key, invite }: Door): boolean =>
        (role === 'weave' || !needsWeave(sigil)) &&
        (invite === null || open.get(invite.sigil.id) === true) &&
        !isStruck(doorTarget(key), vouched, isSeen) &&
        !isStruck(person, vouched, isSeen)
      if (standing.doors.some(({ invite }) => invite === null)) return true
      return !isStruck(sigil.author, vouched, isSeen) && standing.doors.some(isOpen)
    }

    /** Invites rest on invites, as deep as somebody cared to build: nothing recurses. */
    function settleDoors({ standing }: Vouched): void {
      const ahead = standing.doors.flatMap(({ invite }) => invite ?? [])
      for (let top = ahead.at(-1); top !== undefined; top = ahead.at(-1)) {
        const below = top.standing.doors.flatMap(({ invite }) => invite ?? [])
        const unknown = below.filter(({ sigil }) => !open.has(sigil.id))
        if (unknown.length > 0 && !open.has(top.sigil.id)) ahead.push(...unknown)
        else {
          if (!open.has(top.sigil.id)) open.set(top.sigil.id, isWelcome(top))
          ahead.pop()
        }
      }
    }

    const asked = (isSeen: boolean) => (vouched: Vouched) => {
      settleDoors(vouched)
      return isWelcome(vouched, isSeen)
    }
    return { isEffective: asked(true), mayGoOn: asked(false), inForce }
  }

  /** [CH13] Narrows down from both sides; what neither side decides is a circle, and all of it is in force. */
  function inForceOf(all: readonly Removal[]): readonly Removal[] {
    for (let most = all; ;) {
      const least = all.filter(under(most).isEffective)
      const next = all.filter(under(least).isEffective)
      if (next.length === most.length) return most
      most = next
    }
  }

  return (removals) => {
    const known = effects.get(removals)
    if (known !== undefined) return known
    const effect = removals.all.length === 0 ? nobodyRemoved : under(inForceOf(removals.all))
    effects.set(removals, effect)
    return effect
  }
}

const nobodyRemoved: Effect = { isEffective: () => true, mayGoOn: () => true, inForce: [] }

/** Keys of weavers and of invites could be equal, so a door's is marked. */
const doorTarget = (key: string): string => `door ${key}`

const targetOf = (deed: Remove | Revoke): string =>
  deed.kind === 'remove' ? deed.weaver : doorTarget(deed.key)

function byTarget(removals: readonly Removal[]): ReadonlyMap<string, readonly Removal[]> {
  const found = new Map<string, Removal[]>()
  for (const removal of removals) {
    const target = targetOf(removal.sigil.deed)
    found.set(target, [...(found.get(target) ?? []), removal])
  }
  return found
}

function concerns(deed: Remove | Revoke, { sigil, standing }: Vouched): boolean {
  if (deed.kind === 'revoke') return standing.doors.some(({ key }) => key === deed.key)
  return deed.weaver === sigil.author || standing.doors.some(({ person }) => person === deed.weaver)
}

/** A witness's own join, and kinds that do nothing here, ask for no right. */
const needsWeave = ({ deed }: Sigil): boolean => deed.kind !== 'join' && deed.kind !== 'unknown'
