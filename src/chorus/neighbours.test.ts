import { expect, test } from 'vitest'

import type { Currents } from '../network/link'
import { systemEntropy } from '../platform/entropy'
import { createBrowser, createEther, createVirtualTime, whileTimePasses } from './session.fixture'

test('ways open to this browser alone do not hide that nobody else can be reached', async () => {
  const time = createVirtualTime()
  const ether = createEther(time)
  const relayless: Currents = {
    start: () => () => {},
    state: () => 'unreachable',
    watch: () => () => {},
  }
  const { openTab } = createBrowser({
    time,
    ether: { ...ether, currentsFor: (id) => [...ether.currentsFor(id), relayless] },
    entropy: systemEntropy,
  })
  const ada = await whileTimePasses(time, openTab().found('Great Work', 'Ada'))
  expect(ada.status()).toMatchObject({ linked: 0, currents: 'unreachable' })
})
