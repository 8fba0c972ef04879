/**
 * What every Link must do, whichever transport makes it (PROTOCOL.md §CU).
 * Each implementation's test calls {@link linkContract} with a way to open a pair.
 */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { lowWaterBytes } from './limits'
import type { Link } from './link'

export interface LinkPair {
  readonly a: Link
  readonly b: Link
  /** Leaves nothing running. */
  readonly dispose: () => void
}

/** Everything one end hears, with promises for what is still to come. */
export interface Inbox {
  readonly messages: readonly Uint8Array[]
  /** Resolves once that many messages have come. */
  readonly count: (many: number) => Promise<void>
  readonly closed: Promise<string>
  readonly closings: () => number
  readonly drained: Promise<void>
}

export function openInbox(link: Link): Inbox {
  const messages: Uint8Array[] = []
  const closed = deferred<string>()
  const drained = deferred<void>()
  let closings = 0
  let waiters: { many: number; resolve: () => void }[] = []
  link.listen({
    message: (message) => {
      messages.push(message)
      for (const { resolve } of waiters.filter(({ many }) => many <= messages.length)) resolve()
      waiters = waiters.filter(({ many }) => many > messages.length)
    },
    drained: () => drained.resolve(),
    closed: (reason) => {
      closings++
      closed.resolve(reason)
    },
  })
  return {
    messages,
    count: (many) =>
      messages.length >= many
        ? Promise.resolve()
        : new Promise((resolve) => waiters.push({ many, resolve })),
    closed: closed.promise,
    closings: () => closings,
    drained: drained.promise,
  }
}

interface Deferred<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function deferred<Value>(): Deferred<Value> {
  let settle: ((value: Value) => void) | null = null
  const promise = new Promise<Value>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle?.(value) }
}

/** Bytes that differ from place to place, so that a lost or doubled piece shows. */
export function patterned(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff)
}

export function linkContract(name: string, open: () => Promise<LinkPair>): void {
  describe(`a ${name} link`, () => {
    let pair: LinkPair
    let atA: Inbox
    let atB: Inbox

    beforeEach(async () => {
      pair = await open()
      atA = openInbox(pair.a)
      atB = openInbox(pair.b)
    })
    afterEach(() => pair.dispose())

    test('[CU10] messages arrive whole and in order, both ways at once', async () => {
      const numbers = Array.from({ length: 200 }, (_, at) => Uint8Array.of(at))
      for (const message of numbers) {
        expect(pair.a.send(message)).toBe(true)
        expect(pair.b.send(message)).toBe(true)
      }
      await Promise.all([atA.count(200), atB.count(200)])
      expect(atA.messages).toEqual(numbers)
      expect(atB.messages).toEqual(numbers)
    })

    test('[CU10] an empty message and one of a mebibyte arrive as they were sent', async () => {
      const big = patterned(1024 * 1024)
      for (const message of [new Uint8Array(0), big, Uint8Array.of(7)]) pair.a.send(message)
      await atB.count(3)
      expect(atB.messages.map(({ length }) => length)).toEqual([0, big.length, 1])
      expect(Buffer.compare(atB.messages[1] as Uint8Array, big)).toBe(0)
    })

    test('[CU10] a message is what it was when it was sent, whatever the sender does to it after', async () => {
      const roomy = patterned(64)
      pair.a.send(roomy.subarray(8, 16))
      roomy.fill(0)
      await atB.count(1)
      expect(atB.messages).toEqual([patterned(64).subarray(8, 16)])
    })

    test('[CU10] both ends compute the same binding', () => {
      expect(pair.a.binding).toEqual(pair.b.binding)
    })

    test('[CU11] what is queued drains, and the sender hears of it', async () => {
      const message = patterned(lowWaterBytes)
      for (let sent = 0; sent < 8; sent++) pair.a.send(message)
      await atB.count(8)
      await atA.drained
      expect(pair.a.queuedBytes()).toBeLessThan(lowWaterBytes)
    })

    test('[CU12] closing one end closes both, once, and the other hears why', async () => {
      pair.a.send(Uint8Array.of(1))
      await atB.count(1)
      pair.a.close('the test is over')
      pair.a.close('again')
      expect(await atA.closed).toBe('the test is over')
      await atB.closed
      pair.b.close('again')
      expect([atA.closings(), atB.closings()]).toEqual([1, 1])
    })

    test('[CU12] nothing is sent after the close, at either end', async () => {
      pair.b.close('enough')
      expect(pair.b.send(Uint8Array.of(1))).toBe(false)
      await Promise.all([atA.closed, atB.closed])
      expect(pair.a.send(Uint8Array.of(1))).toBe(false)
      expect([pair.a.queuedBytes(), pair.b.queuedBytes()]).toEqual([0, 0])
      expect([atA.messages, atB.messages]).toEqual([[], []])
    })
  })
}
