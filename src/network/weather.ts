/**
 * Weather: the tides of the Aether around one tab (AL-7.3 §29.4; PROTOCOL.md §CU):
 * delays and loses what passes over a link, in both directions, for trying things.
 *
 * Order is kept, as a link must; so one late message holds up those behind it.
 * Greetings are delayed and never lost: loss there would be no weather but a
 * link that never opens. Cutting the currents is done by stopping them.
 */

import { isGreeting } from '../protocol/message-codec'
import type { Schedule } from '../protocol/ports'
import type { Link } from './link'

export interface WeatherTides {
  /** Milliseconds added to every message, each way. */
  readonly latencyMs: number
  /** Milliseconds added on top, drawn evenly from 0 up to this. */
  readonly jitterMs: number
  /** Share of messages lost, 0 to 1. */
  readonly loss: number
}

/** A link through the weather as `tides` tells it at each message. `random` draws from [0, 1). */
export function withWeather(
  link: Link,
  tides: () => WeatherTides,
  schedule: Schedule,
  random: () => number,
): Link {
  const air = { tides, schedule, random }
  let isOpen = true
  const outgoing = createDelay(air, (message) => link.send(message))
  let incoming: Delay | null = null

  return {
    ...link,
    send: (message) => {
      if (isOpen) outgoing.pass(message)
      return isOpen
    },
    queuedBytes: () => outgoing.bytes() + link.queuedBytes(),
    listen: (listener) => {
      const passing = createDelay(air, listener.message)
      incoming?.end()
      incoming = passing
      outgoing.onEmpty(listener.drained)
      link.listen({
        message: passing.pass,
        drained: listener.drained,
        closed: (reason) => {
          isOpen = false
          outgoing.end()
          passing.end()
          listener.closed(reason)
        },
      })
    },
    close: (reason) => {
      isOpen = false
      outgoing.end()
      incoming?.end()
      link.close(reason)
    },
  }
}

interface Air {
  readonly tides: () => WeatherTides
  readonly schedule: Schedule
  readonly random: () => number
}

interface Delay {
  readonly pass: (message: Uint8Array) => void
  readonly bytes: () => number
  readonly onEmpty: (callBack: () => void) => void
  /** Forgets all that is under way. */
  readonly end: () => void
}

interface Passing {
  readonly message: Uint8Array
  isDue: boolean
  readonly cancel: () => void
}

/** A queue whose head leaves once its time has come. In a calm, messages pass at once. */
function createDelay(
  { tides, schedule, random }: Air,
  arrive: (message: Uint8Array) => void,
): Delay {
  let under: Passing[] = []
  let bytes = 0
  let tellEmpty: (() => void) | null = null

  function pass(message: Uint8Array): void {
    const { latencyMs, jitterMs, loss } = tides()
    if (loss > 0 && random() < loss && !isGreeting(message)) return
    const delayMs = latencyMs + (jitterMs > 0 ? jitterMs * random() : 0)
    if (delayMs <= 0 && under.length === 0) return arrive(message)
    const passing: Passing = {
      // The sender may write over its bytes as soon as it has sent them.
      message: message.slice(),
      isDue: false,
      cancel: schedule.after(delayMs, () => {
        passing.isDue = true
        release()
      }),
    }
    under.push(passing)
    bytes += message.length
  }

  function release(): void {
    for (let head = under[0]; head?.isDue === true; head = under[0]) {
      under.shift()
      bytes -= head.message.length
      arrive(head.message)
    }
    if (under.length === 0) tellEmpty?.()
  }

  return {
    pass,
    bytes: () => bytes,
    onEmpty: (callBack) => {
      tellEmpty = callBack
    },
    end: () => {
      for (const { cancel } of under) cancel()
      under = []
      bytes = 0
    },
  }
}
