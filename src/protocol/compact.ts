/** What is kept by the hundred thousand, kept small: lists and bytes that take no more room than they fill. */

const nothing: readonly never[] = []

/**
 * For lists that are kept by the hundred thousand: one that was pushed to holds room for
 * seventeen, and each that is empty an object of its own.
 */
export function toSize<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? nothing : list.slice()
}

/**
 * Where small parts are kept that come together and stay together: each takes its place in a
 * buffer that many share, since one of its own costs as much again.
 *
 * @param room Bytes that may come yet; no more of them than {@link slabBytes} are set aside.
 */
export function createSlab(room: () => number): (part: Uint8Array) => Uint8Array {
  let slab = new Uint8Array(0)
  let at = 0
  return (part) => {
    if (at + part.length > slab.length) {
      slab = new Uint8Array(part.length + Math.min(slabBytes, room()))
      at = 0
    }
    slab.set(part, at)
    at += part.length
    return slab.subarray(at - part.length, at)
  }
}

const slabBytes = 16 * 1024
