/** Unpredictable bytes from the browser or Node. */

import type { Entropy } from '../protocol/ports'

/** What one call of getRandomValues may fill; more makes it throw. */
const mostBytesACall = 65_536

export const systemEntropy: Entropy = {
  bytes: (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += mostBytesACall) {
      crypto.getRandomValues(bytes.subarray(at, at + mostBytesACall))
    }
    return bytes
  },
}
