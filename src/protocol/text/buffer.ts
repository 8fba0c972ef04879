/**
 * A body's text as it is edited: a gap buffer of UTF-16 units (PROTOCOL.md §TX).
 *
 * People edit near where they edited last, so the gap seldom moves. Units, not
 * code points: half of a surrogate pair may stand alone here [TX1].
 */

export interface Buffer {
  units: Uint16Array<ArrayBuffer>
  gapStart: number
  gapEnd: number
  /** The text, once it was asked for and until it changes. */
  drawn: string | null
}

/** Arguments one call of fromCharCode takes well: V8's stack holds far more, others' do not. */
const unitsPerCall = 8192

export const createBuffer = (): Buffer => ({
  units: new Uint16Array(64),
  gapStart: 0,
  gapEnd: 64,
  drawn: '',
})

/** UTF-16 units. */
export const bufferLength = ({ units, gapStart, gapEnd }: Buffer): number =>
  units.length - (gapEnd - gapStart)

export function bufferText(buffer: Buffer): string {
  const { units, gapStart, gapEnd } = buffer
  buffer.drawn ??= draw(units, 0, gapStart) + draw(units, gapEnd, units.length)
  return buffer.drawn
}

export function spliceBuffer(
  buffer: Buffer,
  position: number,
  deleted: number,
  inserted: string,
): void {
  const { length } = inserted
  openGap(buffer, position, deleted, length)
  if (length === 0) return
  const { units, gapStart } = buffer
  for (let nth = 0; nth < length; nth += 1) units[gapStart + nth] = inserted.charCodeAt(nth)
  buffer.gapStart = gapStart + length
}

/** The same with what is inserted as units: so many of `from`, from number `first` on. */
export function spliceUnits(
  buffer: Buffer,
  position: number,
  deleted: number,
  from: Uint16Array,
  first: number,
  length: number,
): void {
  openGap(buffer, position, deleted, length)
  const { units, gapStart } = buffer
  for (let nth = 0; nth < length; nth += 1) units[gapStart + nth] = from[first + nth] as number
  buffer.gapStart = gapStart + length
}

/** Deletes at a position, and moves the gap there with room for `length` units. */
function openGap(buffer: Buffer, position: number, deleted: number, length: number): void {
  buffer.drawn = null
  // A deletion that ends at the gap, as backspace does, needs no move.
  if (deleted > 0 && position + deleted === buffer.gapStart) buffer.gapStart = position
  else {
    if (position !== buffer.gapStart) moveGap(buffer, position)
    buffer.gapEnd += deleted
  }
  if (buffer.gapEnd - buffer.gapStart < length) widenGap(buffer, length)
}

/** Forgets what was there. */
export function loadBuffer(buffer: Buffer, text: string): void {
  buffer.gapStart = 0
  buffer.gapEnd = buffer.units.length
  spliceBuffer(buffer, 0, 0, text)
  buffer.drawn = text
}

function moveGap(buffer: Buffer, to: number): void {
  const { units, gapStart, gapEnd } = buffer
  if (to < gapStart) units.copyWithin(gapEnd - (gapStart - to), to, gapStart)
  else units.copyWithin(gapStart, gapEnd, gapEnd + (to - gapStart))
  buffer.gapStart = to
  buffer.gapEnd = gapEnd + (to - gapStart)
}

function widenGap(buffer: Buffer, needed: number): void {
  const { units, gapStart, gapEnd } = buffer
  const wider = new Uint16Array(2 * (units.length + needed))
  const tail = units.length - gapEnd
  wider.set(units.subarray(0, gapStart))
  wider.set(units.subarray(gapEnd), wider.length - tail)
  buffer.units = wider
  buffer.gapEnd = wider.length - tail
}

function draw(units: Uint16Array, from: number, to: number): string {
  let text = ''
  for (let start = from; start < to; start += unitsPerCall) {
    const part = units.subarray(start, Math.min(to, start + unitsPerCall))
    text += String.fromCharCode.apply(null, part as unknown as number[])
  }
  return text
}
