/**
 * Editing traces: real text that people really typed, read as runs for tests and benchmarks.
 *
 * Two forms, told apart by what is in them and never by name: sequential ones,
 * and concurrent ones whose transactions name parents. Positions in a trace
 * count code points; runs count UTF-16 units, so traces that hold astral
 * characters are converted here.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'

import type { Splice } from '../sigil'
import { createBodyText } from './body'
import type { TextRun } from './history'

export interface TraceRun extends TextRun {
  /** Who typed it, counted from 0. */
  readonly agent: number
}

export interface EditingTrace {
  /** File name without its endings. */
  readonly name: string
  readonly isConcurrent: boolean
  readonly agents: number
  /** One run a transaction, in a causal order. Text that was there at the start is a run of its own, the first. */
  readonly runs: readonly TraceRun[]
  readonly endContent: string
}

/** One history of the conformance file, its key (agent, seq) as the order on runs. */
export interface ConformanceCase {
  readonly runs: readonly TextRun[]
  readonly order: (a: number, b: number) => number
  readonly endContent: string
}

interface TraceFile {
  readonly kind?: string
  readonly startContent?: string
  readonly endContent: string
  readonly numAgents?: number
  readonly txns: readonly {
    readonly parents?: readonly number[]
    readonly agent?: number
    readonly patches: readonly Splice[]
  }[]
}

interface ConformanceLine {
  readonly txns: readonly {
    readonly span: readonly [number, number]
    readonly parents: readonly number[]
    readonly agent: string
    readonly seqStart: number
    readonly ops: readonly Splice[]
  }[]
  readonly endContent: string
}

/** The folder of shared traces, or null where this machine has none. */
export function traceFolder(): string | null {
  const shared = process.env['SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
  const folder = join(shared, 'traces')
  return existsSync(folder) ? folder : null
}

const traceFile = /\.json(\.gz)?$/

/** Every trace in a folder, whatever its files are called, ascending by name; or only that one. */
export function readTraces(folder: string, only?: string): readonly EditingTrace[] {
  return filesOf(folder, traceFile).flatMap((file) => {
    const name = file.replace(traceFile, '')
    if (only !== undefined && name !== only) return []
    const content: unknown = JSON.parse(read(join(folder, file)))
    return isTrace(content) ? [traceFrom(name, content)] : []
  })
}

/** Every conformance history in a folder. */
export function readConformance(folder: string): readonly ConformanceCase[] {
  return filesOf(folder, /\.ndjson(\.gz)?$/)
    .flatMap((file) => read(join(folder, file)).split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => conformanceFrom(JSON.parse(line) as ConformanceLine))
}

const filesOf = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((file) => name.test(file))
    .toSorted()

function read(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

function isTrace(content: unknown): content is TraceFile {
  return (
    typeof content === 'object' && content !== null && 'txns' in content && 'endContent' in content
  )
}

function traceFrom(name: string, file: TraceFile): EditingTrace {
  const isConcurrent = file.txns.some(({ parents }) => parents !== undefined)
  const start = file.startContent ?? ''
  const shift = start === '' ? 0 : 1
  const roots = shift === 0 ? [] : [0]
  const runs = file.txns.map(({ parents, agent, patches }, index): TraceRun => {
    const listed = parents ?? (index === 0 ? [] : [index - 1])
    const above = listed.length === 0 ? roots : listed.map((parent) => parent + shift)
    return { parents: above.toSorted((a, b) => a - b), agent: agent ?? 0, splices: patches }
  })
  if (shift === 1) runs.unshift({ parents: [], agent: 0, splices: [[0, 0, start]] })
  return {
    name,
    isConcurrent,
    agents: file.numAgents ?? 1 + Math.max(0, ...new Set(runs.map(({ agent }) => agent))),
    runs: runs.some(({ splices }) => splices.some(([, , put]) => hasAstral(put)))
      ? inUnits(runs)
      : runs,
    endContent: file.endContent,
  }
}

function conformanceFrom({ txns, endContent }: ConformanceLine): ConformanceCase {
  const runAt = new Map(txns.map(({ span }, run) => [span[1] - 1, run]))
  return {
    endContent,
    runs: txns.map(({ parents, ops }) => ({
      parents: parents.map((unit) => wholeRun(runAt, unit)).toSorted((a, b) => a - b),
      splices: ops,
    })),
    order: (a, b) => {
      const [one, other] = [txns[a], txns[b]]
      if (one === undefined || other === undefined) return 0
      if (one.agent !== other.agent) return one.agent < other.agent ? -1 : 1
      return one.seqStart - other.seqStart
    },
  }
}

function wholeRun(runAt: ReadonlyMap<number, number>, unit: number): number {
  const run = runAt.get(unit)
  if (run === undefined) throw new Error(`unit ${unit} is a parent, and ends no transaction`)
  return run
}

const hasAstral = (text: string): boolean => /[\u{10000}-\u{10ffff}]/u.test(text)

/**
 * Counts positions in units. Astral characters are few, so each version's are
 * kept as a list of places; where branches merge, the list is read off the
 * merged text, with one stand-in unit a code point.
 */
export function inUnits(runs: readonly TraceRun[]): readonly TraceRun[] {
  const standIn = createBodyText((a, b) => a - b)
  for (const { parents, splices } of runs) {
    standIn.add({
      parents,
      splices: splices.map(([at, deleted, put]) => [
        at,
        deleted,
        Array.from(put, (point) => (point.length > 1 ? astral : plain)).join(''),
      ]),
    })
  }
  const places: (readonly number[])[] = []
  return runs.map((run) => {
    const [parent] = run.parents
    let astrals =
      run.parents.length > 1
        ? placesOf(standIn.textAt(run.parents))
        : ((parent === undefined ? undefined : places[parent]) ?? [])
    const splices = run.splices.map(([at, deleted, put]): Splice => {
      const end = at + deleted
      const before = astrals.filter((place) => place < at)
      const within = astrals.filter((place) => place >= at && place < end)
      const points = Array.from(put)
      astrals = [
        ...before,
        ...points.flatMap((point, nth) => (point.length > 1 ? [at + nth] : [])),
        ...astrals.filter((place) => place >= end).map((place) => place + points.length - deleted),
      ]
      return [at + before.length, deleted + within.length, put]
    })
    places.push(astrals)
    return { ...run, splices }
  })
}

const plain = '.'
const astral = '*'
const placesOf = (text: string): readonly number[] =>
  text.split('').flatMap((unit, place) => (unit === astral ? [place] : []))
