import fc from 'fast-check'
import { expect, test } from 'vitest'

import { readLabAddress, settingsFor, writeLabAddress } from './lab-address'
import type { LabSettings } from './lab-model'
import { labScripts } from './lab-scenarios'

const anySettings: fc.Arbitrary<LabSettings> = fc.integer({ min: 3, max: 6 }).chain((weavers) =>
  fc.record({
    seed: fc.nat(0xffff_ffff),
    weavers: fc.constant(weavers),
    latencyMs: fc.nat(10_000),
    jitterMs: fc.nat(10_000),
    loss: fc.double({ min: 0, max: 0.9, noNaN: true }).map((loss) => Math.abs(loss)),
    clocks: fc.array(
      fc.record({
        offMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
        isStopped: fc.boolean(),
      }),
      { minLength: weavers, maxLength: weavers },
    ),
  }),
)

test('[LB2] an address comes back as it was written', () => {
  fc.assert(
    fc.property(fc.constantFrom(...labScripts), anySettings, (script, settings) => {
      const read = readLabAddress(writeLabAddress(script.id, settings), labScripts)
      expect(read).toEqual({ scenario: script.id, settings, trouble: null })
      expect(settingsFor(script, read.settings)).toEqual(settings)
    }),
  )
})

test('[LB2] no address is too broken to open a lab', () => {
  fc.assert(
    fc.property(fc.string(), (query) => {
      const { settings } = readLabAddress(`/lab/storm?${query}`, labScripts)
      expect(settings.weavers ?? 2).toBeGreaterThanOrEqual(2)
    }),
  )
})

test.each([
  ['/lab', 'primacy', {}, null],
  ['/lab/', 'primacy', {}, null],
  ['/lab/storm', 'storm', {}, null],
  ['/lab/world?seed=12', 'world', { seed: 12 }, null],
  [
    '/lab/authority?clocks=0,-5000,stop,stop+20',
    'authority',
    {
      clocks: [
        { offMs: 0, isStopped: false },
        { offMs: -5_000, isStopped: false },
        { offMs: 0, isStopped: true },
        { offMs: 20, isStopped: true },
      ],
    },
    null,
  ],
  ['/lab/alchemy', 'primacy', {}, 'In this address, there is no scenario “alchemy”.'],
  [
    '/lab/storm?weavers=40&loss=x',
    'storm',
    { weavers: 6 },
    'In this address, weavers is now 6, as 40 is out of bounds and loss is no number.',
  ],
] as const)('[LB2] %s', (fragment, scenario, settings, trouble) => {
  expect(readLabAddress(fragment, labScripts)).toEqual({ scenario, settings, trouble })
})

test('[LB2] a scenario has at least as many weavers as it takes, and a clock for each', () => {
  const script = labScripts.find(({ id }) => id === 'forged-seal')
  if (script === undefined) throw new Error('no such scenario')
  const settings = settingsFor(script, { weavers: 2, clocks: [{ offMs: 5, isStopped: false }] })
  expect(settings.weavers).toBe(3)
  expect(settings.clocks.map(({ offMs }) => offMs)).toEqual([5, 0, 0])
})
