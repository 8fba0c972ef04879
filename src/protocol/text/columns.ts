/**
 * Columns of 32-bit numbers: what the text engine keeps instead of objects.
 * An index is always one the caller has written, so reading asserts it.
 */

/** Never shared between threads, so that it may be swapped for a longer one. */
export type Column = Int32Array<ArrayBuffer>

/** Bytes of the same kind. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Reads a cell that is known to be within bounds. */
export const at = (cells: Column, index: number): number => cells[index] as number

/** Adds to a cell that is known to be within bounds. */
export function raise(cells: Column, index: number, by: number): void {
  cells[index] = at(cells, index) + by
}

/** The same column with room for at least `needed` cells, doubled so that growing stays cheap. */
export function roomFor(cells: Column, needed: number): Column {
  if (needed <= cells.length) return cells
  const grown = new Int32Array(Math.max(needed, cells.length * 2, 16))
  grown.set(cells)
  return grown
}

/** The same for bytes, which are zero until written. */
export function bytesFor(bytes: Bytes, needed: number): Bytes {
  if (needed <= bytes.length) return bytes
  const grown = new Uint8Array(Math.max(needed, bytes.length * 2, 16))
  grown.set(bytes)
  return grown
}
