import { expect, test } from 'vitest'

import type { Hall } from '../chorus/hall'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  until,
  whileTimePasses,
} from '../chorus/session.fixture'
import { systemEntropy } from '../platform/entropy'
import { readInvitation } from '../protocol/invitation'
import { createApp } from './app'
import { createScreen } from './frames.fixture'

/** One tab of a browser: its app, and its address bar turned by hand. */
function openTab(wrap: (hall: Hall) => Hall = (hall) => hall) {
  const time = createVirtualTime()
  const hall = wrap(
    createBrowser({ time, ether: createEther(time), entropy: systemEntropy }).openTab(),
  )
  let fragment = '/'
  let turned = (): void => {}
  const app = createApp({
    hall,
    address: {
      fragment: () => fragment,
      show: (next) => {
        fragment = next
      },
      watch: (onChange) => {
        turned = onChange
      },
      urlOf: (one) => `http://localhost/#${one}`,
    },
    ...createScreen().ports,
    weaverName: { get: () => 'Ada', set: () => {} },
    isInvitation: (one) => !one.startsWith('/') && readInvitation(one).ok,
    openLab: () => Promise.reject(new Error('no lab here')),
  })
  const turnTo = (next: string): void => {
    fragment = next
    // As browsers do it: `popstate`, and then `hashchange`.
    turned()
    turned()
  }
  const room = () => app.store.getState().room
  const notices = () => app.store.getState().notices.map(({ text }) => text)
  return {
    time,
    app,
    turnTo,
    room,
    shown: () => fragment,
    notices,
    ask: <T>(call: Promise<T>) => whileTimePasses(time, call),
  }
}

test('one step in the address bar opens a chorus once, however often it is told', async () => {
  let opened = 0
  const { time, app, ask, turnTo, room } = openTab((hall) => ({
    ...hall,
    open: (id) => {
      opened += 1
      return hall.open(id)
    },
  }))
  await ask(app.start())
  const { id } = await ask(app.found('Great Work', null))
  await ask(app.leave())
  turnTo(`/c/${id}`)
  await until(time, () => room().kind === 'chorus', 'open again')
  expect(opened).toBe(1)
  expect(app.chorus()?.fellows()).toHaveLength(1)
})

test('a chorus left while it opened is closed, and its weaver free to sit down again', async () => {
  const { app, ask, turnTo, room, notices } = openTab()
  await ask(app.start())
  const { id, self } = await ask(app.found('Great Work', null))
  await ask(app.leave())
  turnTo(`/c/${id}`)
  expect(room().kind).toBe('opening')
  await ask(app.leave())
  expect(room().kind).toBe('threshold')
  await ask(app.store.getState().actions.open(id))
  expect(app.chorus()?.self).toBe(self)
  expect(notices()).toEqual([])
})

test('joining the chorus that is open here keeps this tab’s weaver', async () => {
  const { app, ask } = openTab()
  const { self, invite } = await ask(app.found('Great Work', null))
  const again = await ask(app.join(await ask(invite('weave')), null))
  expect(again.self).toBe(self)
})

const unanswered = 'Storage does not answer.'

test('what fails on the way in is told, and leaves the person on the threshold', async () => {
  const { app, ask, turnTo, room, notices, time } = openTab((hall) => ({
    ...hall,
    choruses: () => Promise.reject(new Error(unanswered)),
    forget: () => Promise.reject(new Error('It is open in another tab.')),
  }))
  await ask(app.start())
  turnTo(`/c/${'0'.repeat(64)}`)
  await until(time, () => notices().length === 2 && notices()[1] === unanswered, 'both told')
  await ask(app.store.getState().actions.forget('0'.repeat(64) as never))
  expect(room().kind).toBe('threshold')
  // Said three times, and shown once.
  expect(notices()).toEqual([
    'This browser has no copy of that chorus. Join it with a link.',
    'It is open in another tab.',
    unanswered,
  ])
})

test('of two joins at once only the last opens, and takes one seat', async () => {
  const { app, ask } = openTab()
  const first = await ask(app.found('Tea', null))
  const link = await ask(first.invite('weave'))
  const [one, two] = await ask(Promise.allSettled([app.join(link, null), app.join(link, null)]))
  expect([one.status, two.status]).toEqual(['rejected', 'fulfilled'])
  expect(app.chorus()?.self).toBe(first.self)
  expect(app.chorus()?.fellows()).toHaveLength(1)
})

test('a link that can’t be read leaves no closed chorus on the screen', async () => {
  const { app, ask, room } = openTab()
  await ask(app.found('Tea', null))
  await expect(ask(app.join('nonsense', null))).rejects.toThrow(/invitation/)
  expect(app.chorus()).toBeNull()
  expect(room().kind).toBe('threshold')
})

test('[LB2] any address of the lab opens it, once, and the address follows what it shows', async () => {
  const { app, turnTo, room, shown } = openTab((hall) => hall)
  await app.start()
  turnTo('/lab/storm?seed=7')
  await Promise.resolve()
  const first = room()
  expect(first).toEqual({ kind: 'lab', fragment: '/lab/storm?seed=7' })
  const { showLab, goTo } = app.store.getState().actions
  showLab('/lab/storm?seed=8')
  expect(shown()).toBe('/lab/storm?seed=8')
  turnTo('/lab/storm?seed=8')
  await Promise.resolve()
  expect(room()).toBe(first)
  turnTo('/lab/storm?seed=7')
  await Promise.resolve()
  expect(room()).not.toBe(first)
  goTo('threshold')
  showLab('/lab/free')
  expect(shown()).toBe('/')
  goTo('lab')
  expect(room()).toEqual({ kind: 'lab', fragment: '/lab' })
})
