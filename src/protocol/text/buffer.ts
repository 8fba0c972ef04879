/**
 * A body's text as it is edited: a gap buffer of UTF-16 units (PROTOCOL.md §TX).
 *
 * People edit near where they edited last, so the gap seldom moves. Units, not
 * code points: half of a surrogate pair may stand alone here [TX1].
 */

export interface Buffer {
  readonly splice: (at: number, deleted: number, inserted: string) => void
  readonly text: () => string
  /** UTF-16 units. */
  readonly length: () => number
  /** Forgets what was there. */
  readonly load: (text: string) => void
}

/** Arguments one call of fromCharCode takes well: V8's stack holds far more, others' do not. */
const unitsPerCall = 8192

export function createBuffer(): Buffer {
  let units = new Uint16Array(64)
  let gapStart = 0
  let gapEnd = units.length
  let drawn: string | null = ''

  const moveGap = (to: number): void => {
    if (to < gapStart) {
      units.copyWithin(gapEnd - (gapStart - to), to, gapStart)
      gapEnd -= gapStart - to
    } else if (to > gapStart) {
      units.copyWithin(gapStart, gapEnd, gapEnd + (to - gapStart))
      gapEnd += to - gapStart
    }
    gapStart = to
  }

  const widenGap = (needed: number): void => {
    if (gapEnd - gapStart >= needed) return
    const wider = new Uint16Array(2 * (units.length + needed))
    const tail = units.length - gapEnd
    wider.set(units.subarray(0, gapStart))
    wider.set(units.subarray(gapEnd), wider.length - tail)
    gapEnd = wider.length - tail
    units = wider
  }

  const splice = (at: number, deleted: number, inserted: string): void => {
    drawn = null
    // A deletion that ends at the gap, as backspace does, needs no move.
    if (deleted > 0 && at + deleted === gapStart) gapStart = at
    else {
      if (at !== gapStart) moveGap(at)
      gapEnd += deleted
    }
    const length = inserted.length
    if (length === 0) return
    widenGap(length)
    for (let i = 0; i < length; i += 1) units[gapStart + i] = inserted.charCodeAt(i)
    gapStart += length
  }

  return {
    splice,
    text: () => (drawn ??= draw(units, 0, gapStart) + draw(units, gapEnd, units.length)),
    length: () => units.length - (gapEnd - gapStart),
    load: (text) => {
      gapStart = 0
      gapEnd = units.length
      splice(0, 0, text)
      drawn = text
    },
  }
}

function draw(units: Uint16Array, from: number, to: number): string {
  let text = ''
  for (let start = from; start < to; start += unitsPerCall) {
    const part = units.subarray(start, Math.min(to, start + unitsPerCall))
    text += String.fromCharCode.apply(null, part as unknown as number[])
  }
  return text
}
