/** A binary max-heap of run indices, so that a graph is read newest run first. */

export function pushRun(heap: number[], run: number): void {
  let hole = heap.length
  heap.push(run)
  while (hole > 0) {
    const above = (hole - 1) >> 1
    const parent = heap[above] as number
    if (parent >= run) break
    heap[hole] = parent
    hole = above
  }
  heap[hole] = run
}

/** Takes the greatest run out. Of a heap that is not empty. */
export function popRun(heap: number[]): number {
  const greatest = heap[0] as number
  const last = heap.pop() as number
  if (heap.length > 0) sink(heap, last)
  return greatest
}

function sink(heap: number[], run: number): void {
  const size = heap.length
  let hole = 0
  for (;;) {
    let below = 2 * hole + 1
    if (below >= size) break
    if (below + 1 < size && (heap[below + 1] as number) > (heap[below] as number)) below += 1
    const child = heap[below] as number
    if (child <= run) break
    heap[hole] = child
    hole = below
  }
  heap[hole] = run
}
