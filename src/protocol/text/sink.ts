/** Where a walk puts what it finds: splices against everything walked so far. */

import { type Buffer, spliceBuffer } from './buffer'
import { type Changes, noteChange } from './changes'

export interface Sink {
  /** The text that the splices change; null where nobody needs it. */
  readonly buffer: Buffer | null
  /** What changed in it; null where all of it is new. */
  readonly changes: Changes | null
  /** Where the last splice was put; −1 before there was any. */
  last: number
}

export function put(sink: Sink, at: number, deleted: number, inserted: string): void {
  sink.last = at
  if (sink.buffer !== null) spliceBuffer(sink.buffer, at, deleted, inserted)
  if (sink.changes !== null) noteChange(sink.changes, at, deleted, inserted)
}
