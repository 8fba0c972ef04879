/** Where a key leads from a row of the Loom: by rows, or along the edges of the graph. */

import type { LoomView } from '../loom/view'

/** Rows that Page Up and Page Down pass. */
const page = 10

/** The row to go to; null where the key leads nowhere. */
export function stepFrom(view: LoomView, row: number, key: string, shift: boolean): number | null {
  const last = view.count - 1
  const within = (to: number): number | null => {
    const next = Math.max(0, Math.min(last, to))
    return next === row ? null : next
  }
  switch (key) {
    case 'ArrowDown':
      return within(row + 1)
    case 'ArrowUp':
      return within(row - 1)
    case 'PageDown':
      return within(row + page)
    case 'PageUp':
      return within(row - page)
    case 'Home':
      return within(0)
    case 'End':
      return within(last)
    case 'ArrowLeft':
      return ended(view, row, 'leaving', shift)
    case 'ArrowRight':
      return ended(view, row, 'entering', shift)
    default:
      return null
  }
}

/** Down an edge to a parent, up one to a child: the nearest of the same glyph first. With Shift to the next one. */
function ended(
  view: LoomView,
  row: number,
  ends: 'leaving' | 'entering',
  shift: boolean,
): number | null {
  const at = (row: number) => view.rows(row, row + 1)[0]
  const here = at(row)
  const isFar = (other: number): number => Number(at(other)?.woven?.glyph !== here?.woven?.glyph)
  const rows = (here?.[ends] ?? []).flatMap((edge) => edge.row ?? [])
  const [first, next] = rows.toSorted(
    (a, b) => isFar(a) - isFar(b) || Math.abs(a - row) - Math.abs(b - row),
  )
  return (shift ? (next ?? first) : first) ?? null
}
