import { expect, test } from 'vitest'

import type { Chorus } from '../chorus/chorus'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  inStep,
  until,
  whileTimePasses,
} from '../chorus/session.fixture'
import { systemEntropy } from '../platform/entropy'
import { type AetherlinkConsole, createConsole } from './console'

interface Tab {
  readonly console: AetherlinkConsole
  readonly chorus: () => Chorus | null
}

/** Two browsers in one process; a call resolves while virtual time passes. */
function createWorld() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const openTab = (): Tab => {
    const hall = createBrowser({ time, ether, entropy: systemEntropy }).openTab()
    let here: Chorus | null = null
    const settle = async (opening: Promise<Chorus>): Promise<Chorus> => {
      here = await opening
      return here
    }
    const chorus = (): Chorus | null => here
    const console = createConsole({
      chorus,
      found: (name) => settle(hall.found(name, null)),
      join: (link) => settle(hall.join(link, null)),
      leave: async () => {
        await here?.close()
        here = null
      },
      urlOf: (fragment) => `http://localhost/#${fragment}`,
    })
    return { console, chorus }
  }
  return { time, openTab, ask: <T>(call: Promise<T>) => whileTimePasses(time, call) }
}

test('[CN1] the console has the members that EXPERIENCE.md names, and no other', () => {
  expect(Object.keys(createWorld().openTab().console).toSorted()).toEqual(
    [
      'protocol found join leave link weaver weavers glyphs glyph create set splice shatter',
      'history waiting dissolved digest weather settled',
    ]
      .join(' ')
      .split(' ')
      .toSorted(),
  )
})

test('[CN1] what one console writes, another reads', async () => {
  const { time, openTab, ask } = createWorld()
  const [ada, bea] = [openTab(), openTab()]
  const { link } = await ask(ada.console.found('Great Work'))
  expect(link).toMatch(/^http:\/\/localhost\/#/)
  const id = await ask(ada.console.create({ title: 'Tea', hue: 90, x: 3, y: -4, tags: ['hot'] }))
  await ask(bea.console.join(link))
  const sigil = await ask(bea.console.set(id, { title: 'Coffee', bonds: [] }))
  expect(sigil).toMatch(/^[0-9a-f]{64}$/)
  await ask(bea.console.splice(id, 0, 0, 'Grind'))
  await until(time, () => inStep([ada.chorus()!, bea.chorus()!]), 'in step')
  const glyph = {
    id,
    title: 'Coffee',
    body: 'Grind',
    hue: 90,
    x: 3,
    y: -4,
    tags: ['hot'],
    bonds: [],
  }
  expect(ada.console.glyphs()).toEqual([glyph])
  expect(ada.console.glyph(id)).toEqual(glyph)
  expect(ada.console.history(id).map((woven) => woven.sigil)).toContain(sigil)
  expect(ada.console.digest()).toBe(bea.console.digest())
  expect(ada.console.weavers().filter(({ self }) => self)).toHaveLength(1)
  await ask(ada.console.shatter(id))
  expect(ada.console.glyphs()).toEqual([])
  expect(ada.console.glyph(id)).toBeUndefined()
  await ask(ada.console.settled())
})

test('[CN1] what is written shows at once, before it is durable', async () => {
  const { openTab, ask } = createWorld()
  const { console } = openTab()
  await ask(console.found('Great Work'))
  const id = await ask(console.create({ body: 'tea' }))
  const writing = console.splice(id, 3, 0, 'pot')
  expect(console.glyph(id)?.body).toBe('teapot')
  await ask(writing)
})

test('[CN2] without a chorus, every member that needs one says so', async () => {
  const { console } = createWorld().openTab()
  for (const call of [console.glyphs, console.digest, console.weaver, console.history]) {
    expect(call).toThrow(/No chorus is open here/)
  }
  await expect(console.create()).rejects.toThrow(/No chorus is open here/)
})

test('[CN3] an argument of the wrong kind is refused in words', async () => {
  const { openTab, ask } = createWorld()
  const { console } = openTab()
  await expect(console.found(undefined as never)).rejects.toThrow('A chorus’s name is a string.')
  await expect(console.join(5 as never)).rejects.toThrow('A link is a string.')
  await ask(console.found('Great Work'))
  await expect(console.link('king' as never)).rejects.toThrow(/“weave” or “witness”/)
  await expect(console.create(null as never)).rejects.toThrow(/Facets are an object/)
  await expect(console.create({ tags: 'hot' as never })).rejects.toThrow(/lists/)
  await expect(console.create({ x: '5' as never })).rejects.toThrow(/place/)
  expect(() => console.weather({ loss: 7 })).toThrow(/from 0 to 1/)
  expect(() => console.weather({ latencyMs: -5 })).toThrow(/from 0/)
  expect(console.glyphs()).toEqual([])
})

test('a join that is left before it is in says so', async () => {
  const { time, openTab, ask } = createWorld()
  const [ada, bea] = [openTab(), openTab()]
  const { link } = await ask(ada.console.found('Great Work'))
  await ask(ada.console.leave())
  const joining = bea.console.join(link)
  joining.catch(() => {})
  await until(time, () => bea.chorus() !== null, 'opened')
  await ask(bea.console.leave())
  await expect(joining).rejects.toThrow(/closed before it had joined/)
})
