/**
 * What a benchmark is, as data: a work, the cases it is done on, who contends in
 * each, and what is to be reached.
 *
 * A work is written once, and each contender only adapts. Every sample checks
 * what came out, and throws where it is wrong: a fast wrong answer is no figure.
 */

import type { EditingTrace } from '../protocol/text/traces.fixture'

export interface Work {
  /** As the table of reaches names it: `S1`. */
  readonly id: string
  readonly what: string
  /** Whose figure is divided by the others'; `ours` where absent. */
  readonly subject?: string
  /** Where a sample takes long: rounds unless others are asked for. */
  readonly rounds?: number
  /** Where a sample is short: how often each way is taken in a turn, whose sample is the median. Once if not said. */
  readonly takesATurn?: number
  readonly rows: readonly Row[]
  readonly cases: (scene: Scene) => readonly Case[]
}

/** One figure that samples of a work give. Less is better, unless nothing is to be reached. */
export interface Row {
  readonly name: string
  readonly unit: string
  readonly reach: readonly Reach[]
}

export interface Reach {
  readonly atMost: number
  /** Times whose figure: a contender's by name, the best peer's, or (null) no times at all: a bare figure. */
  readonly times: string | null
}

export const bestPeer = 'best peer'

export interface Case {
  readonly name: string
  readonly contenders: readonly Contender[]
}

export interface Contender {
  readonly who: string
  /** Shown beside the others, and never the best of them. */
  readonly isAside?: boolean
  /** True where each sample needs a process that did nothing before: memory. */
  readonly isFresh?: boolean
  /** True where the work is done in browsers: the first process drives them, and every sample begins cold. */
  readonly isHere?: boolean
  /** After the last sample of whoever is here. */
  readonly leave?: () => Promise<void>
  /** All that is not measured. Answers one or several ways to do the work. */
  readonly prepare: () => Promise<readonly Take[]>
}

/** One way of a contender's: the best of its ways is its figure. */
export interface Take {
  /** In few words, where there are several. */
  readonly how: string
  /** Does the work once, and measures it. Rows by name. Throws where the result is wrong. */
  readonly sample: () => Promise<Values>
}

export type Values = Readonly<Record<string, number>>

/** What the works are done on. */
export interface Scene {
  readonly traces: readonly TraceRef[]
  /** What sizes are multiplied by: 1, and far less in tests. */
  readonly scale: number
  /** A folder for what one process prepares for another; gone after the run. */
  readonly scratch: string
}

export interface TraceRef {
  readonly name: string
  readonly isConcurrent: boolean
  readonly read: () => EditingTrace
}

export const ours = 'ours'

/** Where a result is wrong, no figure is given. */
export function mustBe(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`wrong result: ${what}`)
}
