/**
 * Goal: the searches answer what plain reachability does, and cost what they should.
 * Method: random graphs against sets of ancestors; then a lattice built to explode.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createLineage, type Lineage } from './lineage'
import { blank, sealFake, strandNamed, weaverNamed } from './sigil.fixture'

/** A lineage whose node n links the nodes `graph[n]`, and the ancestors of each. */
function build(graph: readonly (readonly number[])[]) {
  const lineage = createLineage()
  const ancestors: ReadonlySet<number>[] = []
  for (const [node, parents] of graph.entries()) {
    const links = parents.map((parent) => lineage.sigilAt(parent).id)
    const stamp = { ms: node + 1, tick: 0 }
    lineage.add(sealFake({ ...blank(weaverNamed('ada'), strandNamed('ada')), links, stamp }))
    ancestors.push(new Set(parents.flatMap((parent) => [parent, ...(ancestors[parent] ?? [])])))
  }
  const descends = (node: number, other: number) => ancestors[node]?.has(other) === true
  return { lineage, descends }
}

const anyGraph = fc
  .array(fc.array(fc.nat(5), { maxLength: 3 }), { minLength: 1, maxLength: 20, size: 'max' })
  .map((graph) =>
    graph.map((backs, node) => [
      ...new Set(backs.map((back) => node - 1 - back).filter((parent) => parent >= 0)),
    ]),
  )

test('[CO4] the heads of a lineage are what nothing descends from', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const { lineage, descends } = build(graph)
      const nodes = graph.map((_, node) => node)
      const heads = nodes.filter((node) => !nodes.some((other) => descends(other, node)))
      expect(lineage.heads()).toEqual(heads)
      for (const node of nodes) {
        const below = nodes.filter((other) => other < node)
        expect(lineage.coversAll(node)).toBe(below.every((other) => descends(node, other)))
      }
    }),
  )
})

test('[CO4] the searches agree with plain reachability', () => {
  fc.assert(
    fc.property(anyGraph, fc.array(fc.nat(19), { maxLength: 5 }), (graph, picks) => {
      const { lineage, descends } = build(graph)
      const nodes = [...new Set(picks.map((pick) => pick % graph.length))]
      const maximal = nodes.filter((node) => !nodes.some((other) => descends(other, node)))
      expect(lineage.maximal(nodes)).toEqual(maximal)
      const last = graph.length - 1
      const below = maximal.filter((node) => node !== last)
      expect(lineage.unseenBy(last, below)).toEqual(below.filter((node) => !descends(last, node)))
      const seen = nodes.filter((node) => descends(last, node))
      const nearest = seen.filter((node) => !seen.some((other) => descends(other, node)))
      expect(lineage.nearest(last, (node) => nodes.includes(node))).toEqual(
        nearest.toSorted((a, b) => a - b),
      )
    }),
  )
})

/*
 *   0 ─ 2 ─ 4 ─ 6 …      every node links both of the row before it: 2^n paths.
 *     ╳   ╳   ╳
 *   1 ─ 3 ─ 5 ─ 7 …      and one node far below that nothing links.
 */
test('a lattice of 2^5000 paths is searched once a node', () => {
  const rows = 5000
  const graph: number[][] = [[], [], []]
  for (let row = 0; row < rows; row++) {
    const parents = row === 0 ? [1, 2] : [graph.length - 2, graph.length - 1]
    graph.push(parents)
    graph.push(parents)
  }
  const { lineage } = buildWithoutAncestors(graph)
  expect(lineage.unseenBy(graph.length - 1, [0])).toEqual([0])
  expect(lineage.nearest(graph.length - 1, (node) => node <= 2)).toEqual([1, 2])
})

function buildWithoutAncestors(graph: readonly (readonly number[])[]): { lineage: Lineage } {
  const lineage = createLineage()
  for (const [node, parents] of graph.entries()) {
    const links = parents.map((parent) => lineage.sigilAt(parent).id)
    const stamp = { ms: node + 1, tick: 0 }
    lineage.add(sealFake({ ...blank(weaverNamed('ada'), strandNamed('ada')), links, stamp }))
  }
  return { lineage }
}
