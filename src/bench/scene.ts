/** What the works are done on, read from a folder of traces. */

import { existsSync } from 'node:fs'

import { readTraces } from '../protocol/text/traces.fixture'
import type { Scene, TraceRef } from './work'

/** A trace as one process tells another of it: reading them all takes seconds. */
export interface KnownTrace {
  readonly name: string
  readonly isConcurrent: boolean
}

/** Every trace in the folder, whatever it is called. None where there is no such folder. */
export function knownTraces(folder: string): readonly KnownTrace[] {
  if (!existsSync(folder)) return []
  return readTraces(folder).map(({ name, isConcurrent }) => ({ name, isConcurrent }))
}

export interface Setting {
  readonly folder: string
  readonly known: readonly KnownTrace[]
  readonly scale: number
  readonly scratch: string
}

export function sceneOf({ folder, known, scale, scratch }: Setting): Scene {
  return { scale, scratch, traces: known.map((one) => traceAt(folder, one)) }
}

function traceAt(folder: string, known: KnownTrace): TraceRef {
  return {
    ...known,
    read: () => {
      const [trace] = readTraces(folder, known.name)
      if (trace === undefined) throw new Error(`${known.name} is gone from ${folder}`)
      return trace
    },
  }
}
