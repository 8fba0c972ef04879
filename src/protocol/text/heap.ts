/** A binary max-heap of run indices, or of steps, so that a graph is read newest first. */

import { at, type Column, roomFor } from './columns'

export interface Heap {
  cells: Column
  count: number
}

export const createHeap = (): Heap => ({ cells: new Int32Array(16), count: 0 })

export function pushRun(heap: Heap, run: number): void {
  let hole = heap.count
  heap.count = hole + 1
  if (hole >= heap.cells.length) heap.cells = roomFor(heap.cells, hole + 1)
  const { cells } = heap
  while (hole > 0) {
    const above = (hole - 1) >> 1
    const parent = at(cells, above)
    if (parent >= run) break
    cells[hole] = parent
    hole = above
  }
  cells[hole] = run
}

/** Takes the greatest run out. Of a heap that is not empty. */
export function popRun(heap: Heap): number {
  const { cells } = heap
  const greatest = at(cells, 0)
  const size = heap.count - 1
  heap.count = size
  const run = at(cells, size)
  let hole = 0
  for (;;) {
    let below = 2 * hole + 1
    if (below >= size) break
    if (below + 1 < size && at(cells, below + 1) > at(cells, below)) below += 1
    const child = at(cells, below)
    if (child <= run) break
    cells[hole] = child
    hole = below
  }
  cells[hole] = run
  return greatest
}
