/**
 * Narration: history told piece by piece, to whoever keeps up with it (PROTOCOL.md §TR).
 * Standard term: a change feed.
 *
 * A newcomer can change what is told of a few sigils long past. So a narration
 * first follows all newcomers into their glyphs, which finds out whom they
 * change, and only then tells: each sigil once, however many newcomers touched it.
 */

import type { SigilId } from './ids'
import type { Sigil } from './sigil'
import type { Woven } from './trace'

export interface Narration {
  /**
   * Goes on by at most `max` sigils: those never told before, and those of whom something
   * else is true now. May tell nothing though {@link ahead} is above 0: following is work too.
   */
  readonly next: (max: number) => readonly Woven[]
  /** Steps still to go: 0 where all was told as it stands. */
  readonly ahead: () => number
}

export interface Narrating extends Narration {
  /** What was told of this sigil no longer holds. */
  readonly retell: (id: SigilId) => void
}

export interface NarrationDeps {
  /** All integrated sigils, parents before children; grows at its end alone. */
  readonly sigils: readonly Sigil[]
  /** Brings the sigil's glyph up to it, so that {@link Narrating.retell} is called for whomever it changes. */
  readonly follow: (sigil: Sigil) => void
  readonly tell: (id: SigilId) => Woven | null
}

export function createNarration({ sigils, follow, tell }: NarrationDeps): Narrating {
  let followed = 0
  /** Whoever is read by others as well may change before it is followed here: then its turn is still to come. */
  const met = new Set<SigilId>()
  const due = new Set<SigilId>()

  function followOn(max: number): number {
    const end = Math.min(sigils.length, followed + max)
    const steps = end - followed
    for (const sigil of sigils.slice(followed, end)) {
      follow(sigil)
      met.add(sigil.id)
      due.add(sigil.id)
    }
    followed = end
    return steps
  }

  function next(max: number): readonly Woven[] {
    const told: Woven[] = []
    let left = max - followOn(max)
    if (followed < sigils.length) return told
    for (const id of due) {
      if (left <= 0) break
      left -= 1
      due.delete(id)
      const woven = tell(id)
      if (woven !== null) told.push(woven)
    }
    return told
  }

  return {
    next,
    ahead: () => 2 * (sigils.length - followed) + due.size,
    retell: (id) => {
      if (met.has(id)) due.add(id)
    },
  }
}
