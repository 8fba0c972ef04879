/**
 * A list of objects that only grows, kept in pages.
 *
 * The surprise: pushing to one long array was more than half of what noting a
 * run cost. An engine grows an array by copying it to fresh memory, which the
 * system has to hand out first; a page that is full here is never copied again.
 */

export interface Pages<T> {
  readonly full: T[][]
  last: T[]
  count: number
}

const pageShift = 10
/** Items of a page: large enough that pages are few, small enough that copying one as it fills costs little. */
const pageSize = 1 << pageShift

export const createPages = <T>(): Pages<T> => ({ full: [], last: [], count: 0 })

export function pushItem<T>(pages: Pages<T>, item: T): void {
  const place = pages.count & (pageSize - 1)
  if (place === 0 && pages.count > 0) {
    pages.full.push(pages.last)
    pages.last = []
    // Where one page was filled, a second will be.
    pages.last.length = pageSize
  }
  pages.last[place] = item
  pages.count += 1
}

/** The item at an index that was pushed; undefined beyond. */
export function itemAt<T>(pages: Pages<T>, index: number): T | undefined {
  const page = index >> pageShift
  const items = page === pages.full.length ? pages.last : pages.full[page]
  return items?.[index & (pageSize - 1)]
}

/** The same items, in a list that grows on its own. */
export const copyPages = <T>({ full, last, count }: Pages<T>): Pages<T> => ({
  full: [...full],
  last: [...last],
  count,
})
