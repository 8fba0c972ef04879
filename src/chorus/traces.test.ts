/**
 * Goal: text that two people really typed at once comes out whole through two
 * whole weavers: codec, seals, Aludel, vaults, sync.
 * Method: each transaction is written by its author's weaver, as a sigil of its
 * own, once that weaver holds exactly what the author had seen; messages are
 * handed over one at a time.
 *
 *     Ada's next was written on:
 *       her own before it      ●──●──●──○
 *       of Bea's, the first 2  ◆──◆──┊──◆──◆   sealed and sent, and kept on the wire
 */

import { describe, expect, test } from 'vitest'

import type { Wire } from '../network/loopback'
import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import type { SigilId } from '../protocol/ids'
import { decodeMessage } from '../protocol/message-codec'
import { readPack } from '../protocol/pack-reader'
import { readTraces, traceFolder } from '../protocol/text/traces.fixture'
import type { Chorus } from './chorus'
import { createBrowser, createEther, createVirtualTime, type VirtualTime } from './session.fixture'
import { isByTwo, stepsOf } from './two-authors.fixture'

const folder = traceFolder()
/** 26,078 sigils, each sealed, verified and kept: under a minute, unless the machine is busy. */
const patienceMs = 240_000
/** Of virtual time: six pulses of anti-entropy while a thousand sigils are written. */
const betweenKeysMs = 12
/** Of the event loop, some microseconds each: on a busy machine a verification takes a tenth of a second. */
const patienceTurns = 10_000_000

describe.runIf(folder === null)('traces', () => {
  test.skip('skipped: no folder of traces on this machine (see SHARED)', () => undefined)
})

describe.runIf(folder !== null)('traces', () => {
  const traces = folder === null ? [] : readTraces(folder).filter(isByTwo)

  test.each(traces)(
    '[SS2] $name, whole, through two whole weavers: one text, one digest, each link as it was',
    { timeout: patienceMs },
    async ({ runs, endContent }) => {
      const world = await twoWeavers()
      const { authors, glyph } = world
      const steps = stepsOf(runs)
      const sigils: SigilId[] = []
      for (const [at, { agent, seen }] of steps.entries()) {
        const author = authors[agent === 0 ? 0 : 1]
        world.time.advance(betweenKeysMs)
        await receive(world.time, author, seen)
        sigils.push(await author.chorus.splice(glyph, runs[at]?.splices ?? []).sealed)
        author.written += 1
      }
      await meet(world)

      const lastBefore = new Map<number, SigilId>()
      const misplaced = sigils.filter((id, at) => {
        const { agent = 0, parents = [] } = runs[at] ?? {}
        const prev = lastBefore.get(agent)
        lastBefore.set(agent, id)
        // The first of each author's links the glyph's creation or its author's join besides.
        if (prev === undefined) return false
        const due = new Set([prev, ...parents.map((parent) => sigils[parent])])
        const links = authors[0].chorus.sigil(id)?.links ?? []
        return links.length !== due.size || !links.every((link) => due.has(link))
      })
      expect(misplaced).toEqual([])
      for (const { chorus } of authors) {
        expect(chorus.text(glyph) === endContent).toBe(true)
        expect(chorus.count()).toBe(world.before + runs.length)
        expect(chorus.digest()).toBe(authors[0].chorus.digest())
        expect([chorus.waiting(), chorus.dissolved()]).toEqual([[], []])
      }
      const digest = authors[0].chorus.digest()
      for (const chorus of await openedAgain(world)) {
        expect(chorus.text(glyph) === endContent).toBe(true)
        expect(chorus.digest()).toBe(digest)
      }
    },
  )
})

interface Author {
  readonly chorus: Chorus
  /** What the other has sent and this one has not been given yet. */
  readonly wire: Wire
  /** Sigils integrated before the trace began. */
  readonly before: number
  /** Sigils of the trace that it wrote. */
  written: number
  /** Those of the other's that it was given. */
  readonly given: Set<SigilId>
}

type World = Awaited<ReturnType<typeof twoWeavers>>

/** Ada and Bea in one chorus with one empty glyph, in step, and nothing on the wire. */
async function twoWeavers() {
  const time = createVirtualTime()
  const ether = createEther(null)
  const flow = (): void => ether.loops.forEach((loop) => loop.deliverAll())
  const flowing = async <T>(promise: Promise<T>): Promise<T> => {
    let isDone = false
    const settled = promise.finally(() => {
      isDone = true
    })
    await turnUntil(time, { isDone: () => (flow(), isDone), what: 'the promise', stepMs: 1 })
    return settled
  }
  const browsers = [
    createBrowser({ time, ether, entropy: systemEntropy, engine: 'webcrypto' }),
    createBrowser({ time, ether, entropy: systemEntropy, engine: 'webcrypto' }),
  ] as const
  const [hers, theirs] = browsers
  const ada = await flowing(hers.openTab().found('Friends', 'Ada'))
  await flowing(ada.ready)
  const bea = await flowing(theirs.openTab().join(await flowing(ada.invite('weave')), 'Bea'))
  await flowing(bea.ready)
  const { glyph, kept } = ada.create({ title: 'Forever' })
  await flowing(kept)
  const level = (): boolean => ada.status().calcified && bea.status().calcified
  await turnUntil(time, { isDone: () => (flow(), level()), what: 'in step', stepMs: 1 })

  const [loop] = ether.loops
  if (loop === undefined || ether.loops.length > 1) throw new Error('one link was expected')
  const before = ada.count()
  // Whoever comes to a link that is open holds its first end.
  const authors: readonly [Author, Author] = [
    { before, written: 0, given: new Set(), chorus: ada, wire: loop.toB },
    { before, written: 0, given: new Set(), chorus: bea, wire: loop.toA },
  ]
  return { time, flow, flowing, browsers, authors, before, glyph }
}

/** Hands over just as much as brings `count` of the other's sigils, and waits until they are integrated. */
async function receive(time: VirtualTime, author: Author, count: number): Promise<void> {
  const { chorus, given, wire } = author
  if (given.size === count) return
  while (given.size < count) {
    const [next] = wire.waiting()
    if (next === undefined) throw new Error('what the author had seen was never sent')
    for (const id of sigilsIn(chorus, next)) given.add(id)
    wire.deliver()
  }
  const held = author.before + author.written + count
  const isDone = (): boolean => chorus.count() >= held
  await turnUntil(time, { isDone, what: `${held} sigils are integrated`, stepMs: 0 })
  // A message that brought more than was asked for would make the next sigil see too much.
  expect([given.size, chorus.count()]).toEqual([count, held])
}

/** Ids of the sigils in a message. One may come twice: pushed, and as an answer. */
function sigilsIn(chorus: Chorus, bytes: Uint8Array): readonly SigilId[] {
  const decoded = decodeMessage(bytes)
  if (!decoded.ok || decoded.message.kind !== 'sigils') return []
  return readPack(decoded.message.pack, chorus.id, sha256).readings.flatMap((read) =>
    read.ok ? [read.sigil.id] : [],
  )
}

/** Lets everything flow until both hold the same, durably, and each knows of the other that it does. */
async function meet({ time, flow, flowing, authors }: World): Promise<void> {
  const level = (): boolean => authors.every(({ chorus }) => chorus.status().calcified)
  await turnUntil(time, { isDone: () => (flow(), level()), what: 'in step', stepMs: 1 })
  for (const { chorus } of authors) await flowing(chorus.settled())
}

/** Both tabs closed, and what their vaults hold opened again, each on its own. */
async function openedAgain({ flowing, authors, browsers }: World): Promise<readonly Chorus[]> {
  const [{ chorus }] = authors
  for (const author of authors) await flowing(author.chorus.close())
  const opened: Chorus[] = []
  for (const browser of browsers) {
    const again = await flowing(browser.openTab().open(chorus.id))
    again.recall()
    await flowing(again.ready)
    opened.push(again)
  }
  return opened
}

/**
 * Real turns of the event loop, for cryptography and promises. Virtual time
 * moves by `stepMs` in each, so that a busy machine makes nobody wait for long.
 */
async function turnUntil(
  time: VirtualTime,
  {
    isDone,
    what,
    stepMs,
  }: { readonly isDone: () => boolean; readonly what: string; readonly stepMs: 0 | 1 },
): Promise<void> {
  for (let turn = 0; turn < patienceTurns; turn += 1) {
    if (isDone()) return
    await new Promise((resolve) => setImmediate(resolve))
    time.advance(stepMs)
  }
  throw new Error(`never came true: ${what}`)
}
