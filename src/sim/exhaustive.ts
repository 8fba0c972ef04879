/**
 * Every small history in every order of delivery. Standard term: bounded exhaustive testing.
 *
 * The small-scope hypothesis (Jackson): most faults of a design show in some small
 * case. So no case is drawn at random here: all of them are made, up to what can't
 * matter, and each is delivered in all orders, children before parents included.
 *
 * What is left out, and why that loses nothing:
 * - Stamps count only by their order, and a link's is lower, so a history is told by
 *   its three *levels* of stamps; empty levels below are closed up.
 * - Sigils of one level differ in their ids alone. All labellings within a level are
 *   made, ids ascending with the label, so every order of ids among equals occurs.
 *   Between levels the stamp decides, and ids descend, so that whoever sorts by id
 *   alone is found out.
 * - Merging never looks at authors. They are made up to renaming; a sigil's `prev`
 *   is the last of its author's among its links, else the author's own admission,
 *   so forked strands are among the cases.
 */

import { type SigilId, sigilIdFrom } from '../protocol/ids'
import { judgeAll } from '../protocol/quintessence.oracle'
import type { Sigil, Splice, Transmute } from '../protocol/sigil'
import {
  blank,
  createLoom,
  fakeHash,
  glyphNamed,
  type Loom,
  sealFake,
  strandNamed,
  weaverNamed,
} from '../protocol/sigil.fixture'
import { createWeaver, type Weaver } from '../protocol/weaver'

/** A causal graph with stamps. Nodes ascend by level. */
export interface Shape {
  /** Stamp of each node, in milliseconds: 1, 2 or 3. */
  readonly levels: readonly number[]
  /** Nodes that each links, all of lower levels. */
  readonly links: readonly (readonly number[])[]
}

/** What one sigil does: the facet, or the body by an insertion in front, or by replacing the first unit. */
export type Doing = 'facet' | 'insert' | 'replace' | 'both'

export interface History extends Shape {
  /** A number a node; named in order of appearance. */
  readonly authors: readonly number[]
  readonly doings: readonly Doing[]
}

export interface Finding {
  readonly history: History
  /** Labels in the order in which they came; null where it is the oracle that differs. */
  readonly order: readonly number[] | null
  readonly detail: string
}

export interface Counts {
  readonly histories: number
  readonly orders: number
  readonly finding: Finding | null
}

const mostAuthors = 3
const mostLevels = 3
const glyph = glyphNamed('g')
const names = ['ada', 'bea', 'cy'] as const
const loom: Loom = createLoom(names.slice(1))
const clock = { now: () => 1_000_000 }

/** All shapes of `size` nodes. */
export function* shapesOf(size: number): Generator<Shape> {
  for (const counts of compositions(size, mostLevels)) {
    const levels = counts.flatMap((count, level) => Array<number>(count).fill(level + 1))
    const pairs = levels.flatMap((level, node) =>
      levels.flatMap((below, link) => (below < level ? [[node, link] as const] : [])),
    )
    for (let mask = 0; mask < 2 ** pairs.length; mask++) {
      const chosen = pairs.filter((_, bit) => (mask >> bit) & 1)
      const links = levels.map((_, node) =>
        chosen.filter(([from]) => from === node).map(([, link]) => link),
      )
      yield { levels, links }
    }
  }
}

/** Ways to part `size` into 1 to `parts` positive numbers, in order. */
function* compositions(size: number, parts: number): Generator<readonly number[]> {
  if (size === 0) yield []
  if (parts === 0) return
  for (let first = 1; first <= size; first++) {
    for (const rest of compositions(size - first, parts - 1)) yield [first, ...rest]
  }
}

/** Authors of `size` sigils up to renaming: restricted growth strings. */
function* authorings(size: number, used = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let author = 0; author < Math.min(used + 1, mostAuthors); author++) {
    for (const rest of authorings(size - 1, Math.max(used, author + 1))) yield [author, ...rest]
  }
}

function* words<T>(letters: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (const letter of letters) for (const rest of words(letters, size - 1)) yield [letter, ...rest]
}

/** What weavers do who fork nothing: each one's next sigil links its last. */
function isHonest({ links }: Shape, authors: readonly number[]): boolean {
  return authors.every((author, node) => {
    const last = authors.lastIndexOf(author, node - 1)
    return node === 0 || last === -1 || (links[node] ?? []).includes(last)
  })
}

/**
 * All histories of `size` sigils: every shape with every choice of authors, each sigil
 * writing facet and body; and every shape with every choice of what each sigil does, by
 * authors who fork nothing where such are possible.
 */
export function* historiesOf(size: number, deeds: Deeds): Generator<History> {
  const everyAuthoring = [...authorings(size)]
  const everyDoing = deedsOf(size, deeds)
  const touching = Array<Doing>(size).fill('both')
  for (const shape of shapesOf(size)) {
    for (const authors of everyAuthoring) yield { ...shape, authors, doings: touching }
    const honest = everyAuthoring.filter((authors) => isHonest(shape, authors))
    const authors = honest.at(-1) ?? everyAuthoring.at(-1) ?? []
    for (const doings of everyDoing) yield { ...shape, authors, doings }
  }
}

/**
 * How many kinds of doing may meet in one history: any of the three, or any two of them.
 * Facets and text share nothing but the lineage, so what three kinds could show beyond two
 * is little, and two are a quarter of the work.
 */
export type Deeds = 'three-kinds' | 'two-kinds'

function deedsOf(size: number, deeds: Deeds): readonly (readonly Doing[])[] {
  const all = [...words<Doing>(['facet', 'insert', 'replace'], size)]
  return deeds === 'three-kinds' ? all : all.filter((doings) => new Set(doings).size <= 2)
}

/** The sigils of a history, parents before children. */
function sigilsOf({ levels, links, authors, doings }: History): readonly Sigil[] {
  const made: Sigil[] = []
  for (const [node, level] of levels.entries()) {
    const by = names[authors[node] ?? 0] ?? 'ada'
    const linked = (links[node] ?? []).flatMap((link) => made[link] ?? [])
    const own = linked.filter(({ author }) => author === weaverNamed(by))
    const prev = own.toSorted((a, b) => b.seq - a.seq)[0] ?? beginning(by)
    const all = [...new Set([prev, ...linked])]
    const sealed = sealFake({
      ...blank(weaverNamed(by), strandNamed(by)),
      chorusTag: loom.chorus.slice(0, 8),
      seq: prev.seq + 1,
      prev: prev.id,
      links: all.map(({ id }) => id).toSorted(),
      stamp: { ms: level, tick: 0 },
      deed: deedOf(node, doings[node] ?? 'facet'),
    })
    made.push({ ...sealed, id: idOf(sealed, node, level) })
  }
  return made
}

/** The founder's strand goes on after the invite; the others' after their joins. */
const beginning = (by: string): Sigil => (by === 'ada' ? loom.invite : loom.admission(by))

function deedOf(node: number, doing: Doing): Transmute {
  const letter = 'abcdefgh'.charAt(node)
  const splice: Splice = doing === 'replace' ? [0, 1, letter] : [0, 0, letter]
  const writesFacet = doing === 'facet' || doing === 'both'
  return {
    kind: 'transmute',
    glyph,
    shatters: false,
    writes: writesFacet ? [{ facet: 'title', value: letter.toUpperCase() }] : [],
    splices: doing === 'facet' ? [] : [splice],
  }
}

/** An id of our own making: ascending with the node within a level, descending with the level. */
function idOf({ bytes }: Sigil, node: number, level: number): SigilId {
  const id = fakeHash(bytes)
  id[0] = 200 - 40 * level + node
  return sigilIdFrom(id)
}

/** All orders of 0 to `size` − 1. */
export function ordersOf(size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]]
  return ordersOf(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => order.toSpliced(at, 0, size - 1)),
  )
}

/** Delivers `sigils` in one order, a sigil at a time. */
function deliver(sigils: readonly Sigil[], order: readonly number[], reads: boolean): Weaver {
  const weaver = createWeaver({ chorus: loom.chorus, hash: fakeHash, clock })
  weaver.resonate(loom.prelude, 'vault')
  for (const node of order) {
    const sigil = sigils[node]
    if (sigil === undefined) continue
    weaver.resonate([sigil], 'bea')
    if (reads) weaver.text(glyph)
  }
  return weaver
}

/** All that a weaver answers, for comparing two. */
function tellAll(weaver: Weaver): string {
  return JSON.stringify([
    weaver.digest(),
    weaver.text(glyph),
    weaver.glyph(glyph),
    weaver.facets(glyph),
    weaver.history(glyph),
    weaver.lanes(),
    weaver.admitted(),
    weaver.waiting(),
  ])
}

/** Delivers one history in all `orders`; the first fault, or null. */
function checkHistory(history: History, orders: readonly (readonly number[])[]): Finding | null {
  const sigils = sigilsOf(history)
  let first: string | null = null
  for (const [nth, order] of orders.entries()) {
    // Every second order is read after each sigil, so that texts grow step by step.
    const weaver = deliver(sigils, order, nth % 2 === 1)
    const told = tellAll(weaver)
    if (first === null) {
      const detail = differenceFromOracle(weaver, sigils)
      if (detail !== null) return { history, order: null, detail }
      first = told
    } else if (told !== first) {
      return { history, order, detail: `${told}\n  and before\n  ${first}` }
    }
  }
  return beforeThePrelude(history, sigils, first ?? '')
}

/** One order more: everything rests in the Aludel, and the chorus's own beginning comes last of all. */
function beforeThePrelude(
  history: History,
  sigils: readonly Sigil[],
  expected: string,
): Finding | null {
  const weaver = createWeaver({ chorus: loom.chorus, hash: fakeHash, clock })
  weaver.resonate(sigils.toReversed(), 'bea')
  weaver.resonate(loom.prelude.toReversed(), 'vault')
  const told = tellAll(weaver)
  return told === expected ? null : { history, order: [], detail: told }
}

function differenceFromOracle(weaver: Weaver, sigils: readonly Sigil[]): string | null {
  if (weaver.count() !== loom.prelude.length + sigils.length) return 'not all were integrated'
  const [judged] = judgeAll(sigils, fakeHash)
  if (judged === undefined) return null
  const history = weaver.history(glyph).map(({ sigil, verdicts }) => [sigil, verdicts])
  const told = [weaver.facets(glyph), weaver.text(glyph), weaver.glyph(glyph)?.heads, history]
  const inOrder = weaver.history(glyph).map(({ sigil }) => [sigil, judged.verdicts.get(sigil)])
  const right = [judged.facets, judged.text, judged.heads, inOrder]
  const [a, b] = [JSON.stringify(told), JSON.stringify(right)]
  return a === b ? null : `told ${a}\n  right ${b}`
}

/** Which part of the histories to check, counting from 0: for sharing the work between cores. */
export interface Part {
  readonly part: number
  readonly of: number
}

/** Checks all histories of `size` sigils, to the first finding. */
export function checkAll(
  size: number,
  deeds: Deeds,
  { part, of }: Part = { part: 0, of: 1 },
): Counts {
  const orders = ordersOf(size)
  let histories = 0
  let nth = 0
  for (const history of historiesOf(size, deeds)) {
    if (nth++ % of !== part) continue
    histories += 1
    const finding = checkHistory(history, orders)
    if (finding !== null) return { histories, orders: histories * (orders.length + 1), finding }
  }
  return { histories, orders: histories * (orders.length + 1), finding: null }
}

/** A history as a person reads it: a sigil a line, each with its stamp, author, doing and links. */
export function drawHistory({ levels, links, authors, doings }: History): string {
  return levels
    .map((level, node) => {
      const linked = (links[node] ?? []).map((link) => 'abcdefgh'.charAt(link)).join(' ')
      const by = names[authors[node] ?? 0] ?? ''
      return `  ${'abcdefgh'.charAt(node)}  stamp ${level}  ${by.padEnd(3)}  ${(doings[node] ?? '').padEnd(7)}  after ${linked || 'none'}`
    })
    .join('\n')
}
