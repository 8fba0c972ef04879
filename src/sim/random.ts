/**
 * One seeded stream of random numbers: everything that happens in a simulated
 * world follows from it (PROTOCOL.md §SM). Not for secrets.
 */

export interface Random {
  /** A whole number in [0, below). */
  readonly int: (below: number) => number
  /** A whole number in [from, to], both ends in. */
  readonly between: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  /** Undefined for an empty list. */
  readonly pick: <T>(items: readonly T[]) => T | undefined
  readonly shuffled: <T>(items: readonly T[]) => T[]
  readonly bytes: (length: number) => Uint8Array
  /** In [0, 1). */
  readonly share: () => number
}

/** Splitmix32 (after Steele et al., 2014): the seed is the whole state, and every seed its own stream. */
export function createRandom(seed: number): Random {
  let state = seed | 0

  function share(): number {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }

  const int = (below: number): number => Math.floor(share() * below)

  function shuffled<T>(items: readonly T[]): T[] {
    const left = [...items]
    return items.flatMap(() => left.splice(int(left.length), 1))
  }

  return {
    int,
    between: (from, to) => from + int(to - from + 1),
    chance: (probability) => share() < probability,
    pick: (items) => items[int(items.length)],
    shuffled,
    bytes: (length) => Uint8Array.from({ length }, () => int(256)),
    share,
  }
}
