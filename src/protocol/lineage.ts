/**
 * Lineage: the causal graph of one glyph's sigils (PROTOCOL.md §VA, §CO).
 * Standard term: a Merkle DAG, read through its heads.
 *
 * Sigils get dense local indices ("nodes") in order of arrival, so a descendant's
 * node is always above its ancestors'. Links to sigils elsewhere are no part of
 * it: what its author knew of other glyphs says nothing about this one.
 *
 * A node that covered every head as it came has all lower nodes for ancestors.
 * Histories are mostly made of such nodes, which is why the searches below are
 * short: they stop at the first. Which nodes those are depends on arrival; what
 * the searches answer does not.
 */

import { toSize } from './compact'
import type { SigilId } from './ids'
import type { Sigil } from './sigil'

export interface Lineage {
  /** Adds a sigil whose links on this glyph are all here. Returns its node. */
  readonly add: (sigil: Sigil) => number
  readonly size: () => number
  readonly sigilAt: (node: number) => Sigil
  readonly nodeOf: (id: SigilId) => number | undefined
  /** Nodes that nothing here descends from, ascending. */
  readonly heads: () => readonly number[]
  /** The node's links on this glyph; some may be ancestors of others. */
  readonly parents: (node: number) => readonly number[]
  /** True where every lower node is an ancestor of this one. */
  readonly coversAll: (node: number) => boolean
  /**
   * Those of `antichain` that `node` does not descend from, in the order given. None of
   * `antichain` may descend from another, so that no search need go below any of them.
   */
  readonly unseenBy: (node: number, antichain: readonly number[]) => readonly number[]
  /** Those of `nodes` that no other of them descends from, in the order given. */
  readonly maximal: (nodes: readonly number[]) => readonly number[]
  /** The maximal ancestors of `node` among those that `counts` says yes to, ascending. */
  readonly nearest: (node: number, counts: (node: number) => boolean) => readonly number[]
}

export function createLineage(): Lineage {
  const sigils: Sigil[] = []
  const nodes = new Map<SigilId, number>()
  /** A sole parent, as most are, by itself. */
  const parentsOf: (number | readonly number[])[] = []
  const covering: boolean[] = []
  let heads: readonly number[] = []
  /** Per node, the number of the last search that saw it: marks that need no clearing, and no node before a search. */
  const seenBy: number[] = []
  let search = 0

  function add(sigil: Sigil): number {
    const node = sigils.length
    const parents = linksHere(sigil.links)
    // A head has no descendant yet, so the newcomer descends from it only by a direct link.
    const others = heads.filter((head) => !parents.includes(head))
    const coversAll = others.length === 0
    sigils.push(sigil)
    nodes.set(sigil.id, node)
    parentsOf.push(soleOrAll(coversAll ? heads : parents))
    covering.push(coversAll)
    heads = coversAll ? [node] : [...others, node]
    return node
  }

  function linksHere(links: readonly SigilId[]): readonly number[] {
    const here: number[] = []
    for (const link of links) {
      const node = nodes.get(link)
      if (node !== undefined) here.push(node)
    }
    return here
  }

  function beginSearch(): void {
    search += 1
    while (seenBy.length < sigils.length) seenBy.push(0)
  }

  /**
   * Marks the ancestors of `starts` down to `floor`, not going below a barrier. Answers
   * the node below which every node is an ancestor, marked or not. Each node is looked
   * at once, so a hostile lattice costs its size and no more.
   */
  function markAncestors(
    starts: readonly number[],
    floor: number,
    barriers?: ReadonlySet<number>,
  ): number {
    beginSearch()
    const stack: number[] = []
    let allBelow = 0
    const descend = (node: number): void => {
      if (covering[node] === true) allBelow = Math.max(allBelow, node)
      else stack.push(...parents(node))
    }
    for (const start of starts) descend(start)
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node < floor || node < allBelow || seenBy[node] === search) continue
      seenBy[node] = search
      if (barriers?.has(node) !== true) descend(node)
    }
    return allBelow
  }

  function parents(node: number): readonly number[] {
    const kept = parentsOf[node] ?? none
    return typeof kept === 'number' ? [kept] : kept
  }

  function withoutAncestorsOf(
    starts: readonly number[],
    targets: readonly number[],
    barriers?: ReadonlySet<number>,
  ): readonly number[] {
    const allBelow = markAncestors(starts, least(targets), barriers)
    return targets.filter((target) => target >= allBelow && seenBy[target] !== search)
  }

  function unseenBy(node: number, antichain: readonly number[]): readonly number[] {
    if (covering[node] === true) return []
    const direct = parents(node)
    if (antichain.every((target) => direct.includes(target))) return []
    return withoutAncestorsOf([node], antichain, new Set(antichain))
  }

  function maximal(targets: readonly number[]): readonly number[] {
    return targets.length < 2 ? targets : withoutAncestorsOf(targets, targets)
  }

  function nearest(node: number, counts: (node: number) => boolean): readonly number[] {
    beginSearch()
    const stack = [...parents(node)]
    const found: number[] = []
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seenBy[next] === search) continue
      seenBy[next] = search
      if (counts(next)) found.push(next)
      else stack.push(...parents(next))
    }
    return maximal(found.toSorted((a, b) => a - b))
  }

  return {
    add,
    size: () => sigils.length,
    sigilAt: (node) => at(sigils, node),
    nodeOf: (id) => nodes.get(id),
    heads: () => heads,
    parents,
    coversAll: (node) => covering[node] === true,
    unseenBy,
    maximal,
    nearest,
  }
}

const none: readonly number[] = []

function soleOrAll(parents: readonly number[]): number | readonly number[] {
  const [sole = none] = parents
  return parents.length < 2 ? sole : toSize(parents)
}

/** Without spreading into a call: a hostile glyph may have more heads than a call takes arguments. */
function least(nodes: readonly number[]): number {
  return nodes.reduce((least, node) => Math.min(least, node), Infinity)
}

/** An index that we minted ourselves: missing means a bug of ours. */
function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`No node ${index}`)
  return item
}
