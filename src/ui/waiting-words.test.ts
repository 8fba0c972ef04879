import { expect, test } from 'vitest'

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Waiting } from '../protocol/trace'
import { waitingGroups, waitingSentence } from './waiting-words'

const names: Readonly<Record<string, string>> = { ada: 'Ada', bob: 'Bob' }
const nameOf = (id: string): string => names[id] ?? id

const waits = (
  sigil: string,
  missing: readonly string[],
  over: Partial<Waiting> = {},
): Waiting => ({
  sigil: sigil as SigilId,
  author: 'ada' as WeaverId,
  missing: missing as readonly SigilId[],
  from: 'bob',
  ...over,
})
const sentences = (waiting: readonly Waiting[]) =>
  waitingGroups(waiting).map((group) => waitingSentence(group, nameOf))

// (p) ◄── a ◄── b ◄── c      p is missing; a, b and c are one queue behind it
test('a queue behind one missing parent is one line', () => {
  expect(sentences([waits('a', ['p']), waits('b', ['a']), waits('c', ['b'])])).toEqual([
    '3 sigils waiting for 1 parent by Ada; asked Bob',
  ])
})

test('a fast clock is told apart, with the time that is left', () => {
  const [group] = waitingGroups([waits('a', [], { heldMs: 80_000 })])
  if (group === undefined) throw new Error('no group')
  expect(waitingSentence(group, nameOf)).toBe(
    '1 sigil by Ada, whose clock runs ahead: held for 1 min 20 s',
  )
  expect(waitingSentence(group, nameOf, 70_000)).toMatch(/held for 10 s$/)
})

test('a key that nobody has introduced waits, and is not called forged', () => {
  expect(sentences([waits('a', [], { author: 'zed' as WeaverId })])).toEqual([
    '1 sigil by zed, who has not been introduced to this chorus yet',
  ])
})

test('asking oneself is not told', () => {
  expect(sentences([waits('a', ['p'], { from: 'self' })])).toEqual([
    '1 sigil waiting for 1 parent by Ada',
  ])
})
