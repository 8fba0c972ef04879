/** Seats in memory: one of these is one browser, and its tabs share it. */

import { onlyOnce, type Seats } from './keyring'

export function createMemorySeats(): Seats {
  const taken = new Set<string>()
  return {
    claim: async (chorus, weaver) => {
      const name = `${chorus}/${weaver}`
      if (taken.has(name)) return null
      taken.add(name)
      return { weaver, release: onlyOnce(() => taken.delete(name)) }
    },
  }
}
