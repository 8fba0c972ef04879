/**
 * Which lanes have a line running past a row: for each lane, a stack of stretches.
 *
 * Edges come by their upper ends, ascending, so one that meets the last stretch
 * just makes it longer: many edges become few stretches. Everything can be taken
 * back in the order it came, since what arrives late changes the top of the loom.
 */

export interface Passing {
  /** A line runs past the knots `first` to `last` in this lane. `last` never falls. */
  readonly add: (lane: number, first: number, last: number) => void
  readonly covers: (lane: number, knot: number) => boolean
  /** How much was added: a mark to return to. */
  readonly mark: () => number
  readonly takeBack: (mark: number) => void
}

/** Ends of stretches of one lane: disjoint, ascending, both ends included. */
interface Stretches {
  readonly firsts: number[]
  readonly lasts: number[]
}

interface Addition {
  readonly lane: number
  /** First, last, first, last: the stretches it joined into one, the topmost first. */
  readonly joined: readonly number[]
}

const none: readonly number[] = []

export function createPassing(): Passing {
  const lanes: Stretches[] = []
  const additions: Addition[] = []

  function stretchesOf(lane: number): Stretches {
    while (lanes.length <= lane) lanes.push({ firsts: [], lasts: [] })
    return lanes[lane] ?? { firsts: [], lasts: [] }
  }

  function add(lane: number, first: number, last: number): void {
    const { firsts, lasts } = stretchesOf(lane)
    let from = first
    let to = last
    let joined: number[] | null = null
    for (let top = lasts.at(-1); top !== undefined && top + 1 >= from; top = lasts.at(-1)) {
      const below = firsts.pop() ?? from
      lasts.pop()
      joined ??= []
      joined.push(below, top)
      from = Math.min(from, below)
      to = Math.max(to, top)
    }
    firsts.push(from)
    lasts.push(to)
    additions.push({ lane, joined: joined ?? none })
  }

  function takeBack(mark: number): void {
    for (let addition = additions.pop(); addition !== undefined; addition = additions.pop()) {
      if (additions.length < mark) {
        additions.push(addition)
        return
      }
      const { firsts, lasts } = stretchesOf(addition.lane)
      firsts.pop()
      lasts.pop()
      for (let at = addition.joined.length - 2; at >= 0; at -= 2) {
        firsts.push(addition.joined[at] ?? 0)
        lasts.push(addition.joined[at + 1] ?? 0)
      }
    }
  }

  /** Binary search for the last stretch that begins at or below `knot`. */
  function covers(lane: number, knot: number): boolean {
    const { firsts, lasts } = lanes[lane] ?? { firsts: none, lasts: none }
    let low = 0
    let high = firsts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((firsts[middle] ?? 0) <= knot) low = middle + 1
      else high = middle
    }
    return (lasts[low - 1] ?? -1) >= knot
  }

  return { add, covers, mark: () => additions.length, takeBack }
}
