/** A person's hue, drawn from the key, so that it is the same on every screen and nobody chooses another's. */

import type { WeaverId } from '../protocol/ids'

/** Degrees, 0 to 359. Steps of 15° keep neighbours apart; key bytes are uniform. */
export function hueOf(person: WeaverId): number {
  return (Number.parseInt(person.slice(0, 4), 16) % 24) * 15
}
