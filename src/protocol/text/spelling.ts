/**
 * Writing a text at once, when all of a walk is done: from left to right as its
 * spans lie, instead of here and there as its runs come.
 */

import { type Buffer, spliceUnits } from './buffer'
import { at } from './columns'
import { firstSlot, slotAfter } from './finding'
import type { Tracker } from './tracker'
import { goneCell, idCell, lengthCell, outside } from './tree'

/** What was typed: UTF-16 units by id, counted from the first that was inserted. */
export interface Spelling {
  units: Uint16Array<ArrayBuffer>
  /** Whether it is noted at all. */
  isKept: boolean
}

export const createSpelling = (): Spelling => ({ units: new Uint16Array(64), isKept: false })

/** Notes what is inserted with the ids from `from` on. */
export function spell(spelling: Spelling, from: number, inserted: string): void {
  const { length } = inserted
  if (from + length > spelling.units.length) {
    const wider = new Uint16Array(2 * (from + length))
    wider.set(spelling.units)
    spelling.units = wider
  }
  const { units } = spelling
  for (let nth = 0; nth < length; nth += 1) units[from + nth] = inserted.charCodeAt(nth)
}

/** Turns the text of a tracker's base into that of all it applied, every letter of which was noted. */
export function writeOut({ spans, spelling }: Tracker, buffer: Buffer): void {
  const { cells, baseLength } = spans
  let position = 0
  for (let slot = firstSlot(spans); slot !== outside; slot = slotAfter(spans, slot)) {
    const id = at(cells, slot + idCell)
    const length = at(cells, slot + lengthCell)
    const isGone = at(cells, slot + goneCell) === 1
    const from = id - baseLength
    if (from < 0 && isGone) spliceUnits(buffer, position, length, spelling.units, 0, 0)
    if (from >= 0 && !isGone) spliceUnits(buffer, position, 0, spelling.units, from, length)
    if (!isGone) position += length
  }
}
