import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { labPeople } from './lab-people'
import { createLabSeals } from './lab-seals'
import { turn } from './lab.fixture'

test('[LB4] each seal is judged once, by the real rule, whoever asks', async () => {
  const [ada, bea] = labPeople(2)
  if (ada === undefined || bea === undefined) throw new Error('nobody is here')
  const seals = createLabSeals(sha256, turn)
  const message = Uint8Array.of(1, 2, 3)
  const genuine = { key: ada.signer.key, message, seal: await ada.signer.sign(message) }
  const forged = { ...genuine, seal: await bea.signer.sign(message) }
  const [one, other] = await Promise.all([
    seals.verifier.verify([genuine, forged]),
    seals.verifier.verify([forged, genuine]),
  ])
  expect(one).toEqual([true, false])
  expect(other).toEqual([false, true])
  expect(seals.judged()).toBe(2)
  expect(seals.isBusy()).toBe(false)
})
