import { expect, test } from 'vitest'

import type { LabEvent } from '../../state/lab-store'
import { eventName, lastAt, stageOf } from './event-words'
import { clockReading, clockWords, elapsedWords, offsetWords } from './time-words'

const event = (key: number, over: Partial<LabEvent>): LabEvent => ({
  key,
  atMs: key,
  kind: 'immutation',
  nth: 0,
  sigil: null,
  text: '',
  ...over,
})

test('a merge is named by its rule, and an integration that met nothing is not', () => {
  expect(eventName({ kind: 'integration', rule: 'authority' })).toBe('Temporal Authority')
  expect(eventName({ kind: 'integration', rule: 'primacy' })).toBe('Integration')
  expect(eventName({ kind: 'waiting' })).toBe('In the Aludel')
})

test('a station shows the last thing that happened there', () => {
  const events = [
    event(1, {}),
    event(2, { nth: 1, kind: 'integration' }),
    event(3, { nth: 1, kind: 'current' }),
  ]
  expect(lastAt(events, 1)?.key).toBe(2)
  expect(lastAt(events, 2)).toBeNull()
})

test('the five transmutations follow each other', () => {
  const quiet = { calcified: null, flights: [], isQuiet: false }
  expect(stageOf({ ...quiet, events: [] })).toBeNull()
  expect(stageOf({ ...quiet, events: [event(1, {})] })).toBe(0)
  expect(stageOf({ ...quiet, events: [event(1, { kind: 'waiting' })] })).toBe(2)
  expect(stageOf({ ...quiet, calcified: 'ab', events: [event(1, { kind: 'integration' })] })).toBe(
    4,
  )
  const late = { ...quiet, calcified: 'ab', events: [event(1, { kind: 'emanation' })] }
  expect(stageOf(late)).toBe(1)
  expect(stageOf({ ...late, isQuiet: true })).toBe(4)
})

test('times are short', () => {
  expect(elapsedWords(64_250)).toBe('1:04.2')
  expect(offsetWords(-1200)).toBe('−1.2 s')
  expect(offsetWords(240_000)).toBe('+4 min')
  expect(clockWords({ offMs: 0, isStopped: false })).toBe('on time')
  expect(clockReading({ offMs: 5, isStopped: true }, 900)).toBe(5)
  expect(clockReading({ offMs: 5, isStopped: false }, 900)).toBe(905)
})
