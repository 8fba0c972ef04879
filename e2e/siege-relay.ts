/** The relay of a siege: the real one in a process of its own, which tells its parent how it fares. */

import type { RelayStats } from '../src/relay/relay'
import { serve } from '../src/relay/serve'

/** What the relay's process says of itself. */
export interface Health extends RelayStats {
  /** MiB. */
  readonly rss: number
}

const served = await serve({ port: 0, host: '127.0.0.1', dist: null })
process.on('message', () => {
  // What nobody holds any more is no cost of an attack.
  globalThis.gc?.()
  const health: Health = {
    rss: process.memoryUsage().rss / 1024 / 1024,
    ...served.relay.stats(),
  }
  process.send?.(health)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: served.port })
