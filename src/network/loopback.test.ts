import { expect, test } from 'vitest'

import { linkContract, openInbox } from './link.contract'
import { createLoopback } from './loopback'

const schedule = {
  after: (delayMs: number, callBack: () => void) => {
    const timer = setTimeout(callBack, delayMs)
    return () => clearTimeout(timer)
  },
}

linkContract('loopback', async () => {
  const { a, b } = createLoopback({ schedule, binding: Uint8Array.of(1, 2) })
  return { a, b, dispose: () => a.close('done') }
})

const word = (text: string): Uint8Array => new TextEncoder().encode(text)
const heard = (messages: readonly Uint8Array[]): readonly string[] =>
  messages.map((message) => new TextDecoder().decode(message))

test('[CU13] nothing moves until the test says so; a message can be lost or come twice', () => {
  const { a, b, toB } = createLoopback()
  openInbox(a)
  const inbox = openInbox(b)
  for (const text of ['one', 'two', 'three']) a.send(word(text))
  expect(inbox.messages).toEqual([])
  expect(a.queuedBytes()).toBe(11)

  toB.deliver()
  toB.drop()
  toB.repeat()
  toB.deliver()

  expect(heard(inbox.messages)).toEqual(['one', 'three', 'three'])
  expect([toB.deliver(), toB.drop(), toB.repeat()]).toEqual([false, false, false])
})

test('[CU13] all that is under way is delivered, answers included', () => {
  const { a, b, deliverAll } = createLoopback()
  const inbox = openInbox(a)
  b.listen({ message: (message) => b.send(message), drained: () => {}, closed: () => {} })
  a.send(word('echo'))
  deliverAll()
  expect(heard(inbox.messages)).toEqual(['echo'])
})
