/**
 * A list of objects that only grows, kept in pages.
 *
 * The surprise: pushing to one long array was more than half of what noting a
 * run cost. An engine grows an array by copying it to fresh memory, which the
 * system has to hand out first; a page that is full here is never copied again.
 */

export interface Pages<T> {
  readonly push: (item: T) => void
  /** The item at an index that was pushed; undefined beyond. */
  readonly at: (index: number) => T | undefined
  readonly count: () => number
}

const pageShift = 10
/** Items of a page: large enough that pages are few, small enough that copying one as it fills costs little. */
const pageSize = 1 << pageShift

export function createPages<T>(): Pages<T> {
  let last: T[] = []
  const pages: T[][] = [last]
  let count = 0
  return {
    push: (item) => {
      if (last.length === pageSize) {
        last = []
        pages.push(last)
      }
      last.push(item)
      count += 1
    },
    at: (index) => pages[index >> pageShift]?.[index & (pageSize - 1)],
    count: () => count,
  }
}
