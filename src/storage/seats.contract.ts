/** What all seats promise. Each implementation runs this suite unchanged. */

import { describe, expect, test } from 'vitest'

import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Seats } from './keyring'

const chorus = 'a' as ChorusId
const [ada, bea] = ['ada' as WeaverId, 'bea' as WeaverId]

/** A fresh browser; each call of the opener is a further tab of it. */
export function describeSeats(name: string, newBrowser: () => () => Seats): void {
  describe(name, () => {
    test('[KR3] of two tabs that claim one weaver, one gets it', async () => {
      const open = newBrowser()
      const claims = await Promise.all([open().claim(chorus, ada), open().claim(chorus, ada)])
      expect(claims.map((seat) => seat?.weaver ?? null)).toEqual([ada, null])
    })

    test('[KR3] a seat is claimed by chorus and weaver', async () => {
      const open = newBrowser()
      expect(await open().claim(chorus, ada)).not.toBeNull()
      expect(await open().claim(chorus, bea)).not.toBeNull()
      expect(await open().claim('b' as ChorusId, ada)).not.toBeNull()
    })

    test('[KR3] a released seat is free, and releasing it again takes it from no one', async () => {
      const open = newBrowser()
      const first = await open().claim(chorus, ada)
      first?.release()
      await nextTurn()
      expect(await open().claim(chorus, ada)).not.toBeNull()
      first?.release()
      await nextTurn()
      expect(await open().claim(chorus, ada)).toBeNull()
    })

    test('[KR3] of ten tabs that take the first free weaver, no two are the same', async () => {
      const open = newBrowser()
      const weavers = Array.from({ length: 10 }, (_, nth) => `weaver ${nth}` as WeaverId)
      const sit = async (): Promise<WeaverId | undefined> => {
        const tab = open()
        for (const weaver of weavers) {
          const seat = await tab.claim(chorus, weaver)
          if (seat !== null) return seat.weaver
        }
        return undefined
      }
      const seated = await Promise.all(weavers.map(sit))
      expect(new Set(seated)).toEqual(new Set(weavers))
      expect(await sit()).toBeUndefined()
    })
  })
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
