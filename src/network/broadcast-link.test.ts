/**
 * Goal: tabs of one browser find each other, keep a link each, and notice who is gone.
 * Method: the Link contract over Node's own BroadcastChannel; the rest over a
 * channel and a clock that the test holds.
 */

import { describe, expect, test } from 'vitest'

import { createBroadcastCurrents } from './broadcast-link'
import { deadAfterTicks, maxTabs, tabRestMs, tabTickMs } from './limits'
import type { Link } from './link'
import { linkContract, openInbox } from './link.contract'
import { type LineNote, type Note, readNote, type TabChannel } from './tab-notes'

const realSchedule = {
  after: (delayMs: number, callBack: () => void) => {
    const timer = setTimeout(callBack, delayMs)
    return () => clearTimeout(timer)
  },
}
let nth = 0

linkContract('broadcast', async () => {
  const channelName = `contract ${nth++}`
  const links: Link[] = []
  const both = { resolve: (): void => {} }
  const found = new Promise<void>((resolve) => {
    both.resolve = resolve
  })
  const stops = [1, 2].map((tab) =>
    createBroadcastCurrents({
      channelName,
      open: (name) => new BroadcastChannel(name),
      entropy: { bytes: (length) => new Uint8Array(length).fill(tab) },
      schedule: realSchedule,
    }).start((link) => {
      links.push(link)
      if (links.length === 2) both.resolve()
    }),
  )
  await found
  const [a, b] = links as [Link, Link]
  return { a, b, dispose: () => stops.forEach((stop) => stop()) }
})

/** A browser with a clock in the test's hand: notes arrive as {@link Browser.settle} is called. */
interface Browser {
  /** Opens a tab; everything about it is told by what it returns. */
  readonly tab: (id: number) => Tab
  readonly settle: () => void
  readonly wait: (ms: number) => void
}

interface Tab {
  readonly links: readonly Link[]
  readonly closings: readonly string[]
  readonly messages: readonly Uint8Array[]
  readonly stop: () => void
  /** No note reaches or leaves it, and its clock stands still. */
  frozen: boolean
  readonly latest: () => Link
}

function createBrowser(): Browser {
  const channels: { deliver: (data: unknown) => void; isFrozen: () => boolean }[] = []
  const posted: (() => void)[] = []
  const timers: { dueMs: number; callBack: () => void; isFrozen: () => boolean }[] = []
  let nowMs = 0
  let draws = 0

  function settle(): void {
    for (let count = 0; posted.length > 0; count++) {
      if (count > 10_000) throw new Error('the tabs never fall silent')
      posted.shift()?.()
    }
  }

  function channelFor(isFrozen: () => boolean): TabChannel {
    const listeners: ((event: { data: unknown }) => void)[] = []
    const self = {
      deliver: (data: unknown) =>
        listeners.forEach((hear) => hear({ data: structuredClone(data) })),
      isFrozen,
    }
    channels.push(self)
    return {
      postMessage: (data) => {
        const copy = structuredClone(data)
        for (const other of channels) {
          if (other !== self) posted.push(() => other.isFrozen() || other.deliver(copy))
        }
      },
      addEventListener: (_, listener) => listeners.push(listener),
      close: () => channels.splice(channels.indexOf(self), 1),
    }
  }

  function tab(id: number): Tab {
    const links: Link[] = []
    const closings: string[] = []
    const messages: Uint8Array[] = []
    const isFrozen = (): boolean => self.frozen
    const stop = createBroadcastCurrents({
      channelName: 'any',
      open: () => channelFor(isFrozen),
      // The first byte orders the tabs; the rest differ at every draw.
      entropy: {
        bytes: (length) => {
          const bytes = new Uint8Array(length).fill(++draws)
          bytes[0] = id
          return bytes
        },
      },
      schedule: {
        after: (delayMs, callBack) => {
          const timer = { dueMs: nowMs + delayMs, callBack, isFrozen }
          timers.push(timer)
          return () => timers.splice(timers.indexOf(timer), 1)
        },
      },
    }).start((link) => {
      links.push(link)
      link.listen({
        message: (message) => messages.push(message),
        drained: () => {},
        closed: (reason) => closings.push(reason),
      })
    })
    const self: Tab = {
      links,
      closings,
      messages,
      stop,
      frozen: false,
      latest: () => links.at(-1) as Link,
    }
    return self
  }

  function wait(ms: number): void {
    const endMs = nowMs + ms
    for (;;) {
      const due = timers
        .filter(({ dueMs }) => dueMs <= endMs)
        .toSorted((a, b) => a.dueMs - b.dueMs)[0]
      if (due === undefined) break
      timers.splice(timers.indexOf(due), 1)
      nowMs = Math.max(nowMs, due.dueMs)
      // A frozen tab's timers come when it wakes.
      if (due.isFrozen()) timers.push({ ...due, dueMs: endMs + 1 })
      else due.callBack()
      settle()
    }
    nowMs = endMs
  }

  return { tab, settle, wait }
}

describe('the tabs of one browser', () => {
  test('[CU20] find each other, in whichever order they open, with one link a pair', () => {
    for (const ids of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const browser = createBrowser()
      const tabs = ids.map(browser.tab)
      browser.settle()
      browser.wait(60_000)
      expect(tabs.map(({ links }) => links.length)).toEqual([2, 2, 2])
    }
  })

  test('[CU20] a tab that missed the announcement is found by a later one', () => {
    const browser = createBrowser()
    const [first, second] = [browser.tab(1), browser.tab(2)]
    second.frozen = true
    browser.settle()
    expect(first.links).toHaveLength(0)
    second.frozen = false
    browser.wait(10 * tabTickMs)
    expect([first.links.length, second.links.length]).toEqual([1, 1])
  })

  test('[CU20] hear at once of a tab that leaves', () => {
    const browser = createBrowser()
    const [first, second] = [browser.tab(1), browser.tab(2)]
    browser.settle()
    second.stop()
    browser.settle()
    expect(first.closings).toEqual(['its tab was closed'])
    expect(second.closings).toEqual(['this tab has left'])
    expect(second.latest().send(Uint8Array.of(1))).toBe(false)
  })

  test('[CU21] notice a tab that died without a word, and keep one that is only quiet', () => {
    const browser = createBrowser()
    const [first, second, third] = [browser.tab(1), browser.tab(2), browser.tab(3)]
    browser.settle()
    second.frozen = true
    browser.wait((deadAfterTicks + 1) * tabTickMs)
    expect(first.closings).toEqual(['its tab went silent'])
    expect(third.closings).toEqual(['its tab went silent'])
    browser.wait(120_000)
    expect([first.closings.length, first.links.length]).toEqual([1, 2])
  })

  test('[CU21] [CU23] a tab that wakes up is linked anew, and nothing of its old link comes through', () => {
    const browser = createBrowser()
    const [first, second] = [browser.tab(1), browser.tab(2)]
    browser.settle()
    second.frozen = true
    browser.wait((deadAfterTicks + 1) * tabTickMs)
    second.frozen = false
    second.latest().send(Uint8Array.of(13))
    browser.settle()
    expect(second.closings).toEqual(['no such line'])
    browser.wait(10 * tabTickMs)
    expect([first.links.length, second.links.length]).toEqual([2, 2])
    expect(first.messages).toEqual([])
    second.latest().send(Uint8Array.of(7))
    browser.settle()
    expect(first.messages).toEqual([Uint8Array.of(7)])
  })

  test('[CU22] whoever was turned away is not called again at once', () => {
    const browser = createBrowser()
    const [first, second] = [browser.tab(1), browser.tab(2)]
    browser.settle()
    second.latest().close('wrong chorus')
    browser.wait(tabRestMs - 1)
    expect(first.closings).toEqual(['wrong chorus'])
    expect(first.links).toHaveLength(1)
    browser.wait(10 * tabTickMs)
    expect(first.links).toHaveLength(2)
  })

  test('[CU24] what the other tab has not read counts as queued', () => {
    const browser = createBrowser()
    const [first, second] = [browser.tab(1), browser.tab(2)]
    browser.settle()
    first.latest().send(new Uint8Array(1000))
    expect(first.latest().queuedBytes()).toBe(1000)
    browser.settle()
    expect(first.latest().queuedBytes()).toBe(0)
    expect(second.messages).toHaveLength(1)
  })

  test('[CU20] the state is told as it changes', () => {
    const currents = createBroadcastCurrents({
      channelName: 'any',
      open: () => ({ postMessage: () => {}, addEventListener: () => {}, close: () => {} }),
      entropy: { bytes: (length) => new Uint8Array(length) },
      schedule: { after: () => () => {} },
    })
    const states: string[] = [currents.state()]
    const unwatch = currents.watch(() => states.push(currents.state()))
    const stop = currents.start(() => {})
    stop()
    unwatch()
    currents.start(() => {})()
    expect(states).toEqual(['idle', 'open', 'idle'])
  })
})

/** One tab whose channel is the test's: what it posts, and notes said to it. */
function loneTab() {
  const posted: Note[] = []
  const links: Link[] = []
  let hear: ((event: { data: unknown }) => void) | null = null
  createBroadcastCurrents({
    channelName: 'any',
    open: () => ({
      postMessage: (note) => posted.push(note as Note),
      addEventListener: (_, listener) => {
        hear = listener
      },
      close: () => {},
    }),
    entropy: { bytes: (length) => new Uint8Array(length).fill(posted.length + 1) },
    schedule: { after: () => () => {} },
  }).start((link) => links.push(link))
  return { posted, links, say: (data: unknown) => hear?.({ data }) }
}

describe('one tab', () => {
  const other = 'ff'.repeat(16)

  function linked() {
    const { posted, links, say } = loneTab()
    say({ kind: 'here', from: other, to: null })
    const opened = posted.at(-1) as LineNote
    const address = { from: other, to: opened.from, line: opened.line }
    say({ kind: 'accept', ...address })
    const link = links[0] as Link
    return { posted, links, say, address, link, inbox: openInbox(link) }
  }

  test('[CU23] hears nothing that was said on another line, and tells whoever said it', () => {
    const { posted, say, address, inbox } = linked()
    const stray = { ...address, line: '00'.repeat(16) }
    say({ kind: 'data', ...stray, bytes: Uint8Array.of(1) })
    expect(posted.at(-1)).toMatchObject({
      kind: 'close',
      to: other,
      line: stray.line,
      rests: false,
    })
    say({ kind: 'close', ...stray, reason: 'no such line', rests: false })
    say({ kind: 'data', ...address, bytes: Uint8Array.of(2) })
    expect(inbox.messages).toEqual([Uint8Array.of(2)])
  })

  test('[CU23] takes another line of the same tab for a new link', () => {
    const { say, links, address, inbox } = linked()
    say({ kind: 'open', ...address, line: '00'.repeat(16) })
    expect(inbox.closings()).toBe(1)
    expect(links).toHaveLength(2)
  })

  test('[CU24] posts the bytes of a message and not the memory around them', () => {
    const { posted, link } = linked()
    link.send(new Uint8Array(1000).subarray(10, 20))
    const note = posted.at(-1)
    expect(note?.kind === 'data' && note.bytes.buffer.byteLength).toBe(10)
  })

  test('[CU20] does not link more tabs than a person opens', () => {
    const { say, links } = loneTab()
    for (let nth = 0; nth < maxTabs + 5; nth++) {
      const from = (0xf000 + nth).toString(16).padEnd(32, '0')
      say({ kind: 'open', from, to: '01'.repeat(16), line: from })
    }
    expect(links).toHaveLength(maxTabs)
  })
})

describe('a note', () => {
  const id = 'ab'.repeat(16)

  test.each([
    ['nothing', null],
    ['a word', 'here'],
    ['no sender', { kind: 'here', to: null }],
    ['a sender that is no tab', { kind: 'here', from: '../x', to: null }],
    ['a kind nobody knows', { kind: 'shout', from: id, to: id, line: id }],
    ['no line', { kind: 'probe', from: id, to: id }],
    ['data that is no bytes', { kind: 'data', from: id, to: id, line: id, bytes: [1, 2] }],
    ['a count that is none', { kind: 'taken', from: id, to: id, line: id, count: '9' }],
    ['a close without a reason', { kind: 'close', from: id, to: id, line: id }],
  ])('[CU23] is not %s', (_, data) => {
    expect(readNote(data)).toBe(null)
  })
})

test('[CU20] Node’s own channel: a third tab joins two', async () => {
  const channelName = 'three tabs'
  const counts = [0, 0, 0]
  const done = { resolve: (): void => {} }
  const all = new Promise<void>((resolve) => {
    done.resolve = resolve
  })
  const stops = counts.map((_, tab) =>
    createBroadcastCurrents({
      channelName,
      open: (name) => new BroadcastChannel(name),
      entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      schedule: realSchedule,
    }).start((link) => {
      openInbox(link)
      counts[tab] = (counts[tab] ?? 0) + 1
      if (counts.every((count) => count === 2)) done.resolve()
    }),
  )
  await all
  for (const stop of stops) stop()
  expect(counts).toEqual([2, 2, 2])
})

test('a browser without such channels has no way to its other tabs, and nothing else is the worse for it', () => {
  const currents = createBroadcastCurrents({
    channelName: 'none',
    open: () => {
      throw new ReferenceError('BroadcastChannel is not defined')
    },
    entropy: { bytes: (length) => new Uint8Array(length) },
    schedule: realSchedule,
  })
  const stop = currents.start(() => {})
  expect(currents.state()).toBe('idle')
  stop()
})
