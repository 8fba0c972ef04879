import { describe, expect, test } from 'vitest'

import type { ChorusSnapshot } from '../state/chorus-store'
import { clockSentence, statusWords, troubleSentence } from './status-words'

type Status = ChorusSnapshot['status']

const calm: Status = {
  phase: 'open',
  currents: 'open',
  linked: 0,
  unkept: 0,
  unsent: 0,
  calcified: false,
  digest: '8f3a77',
  shown: 9,
  reading: null,
  trouble: null,
  clockOffMs: null,
  turnedDown: null,
}
const words = (over: Partial<Status>, here = (over.linked ?? 0) + 1, held = 9) => {
  const { headline, detail } = statusWords({ ...calm, ...over }, { here, all: 4 }, held)
  return detail === '' ? headline : `${headline} · ${detail}`
}

describe('while the history is being read', () => {
  test('how far it has got, in steps that can be listened to', () => {
    expect(words({ reading: { read: 4_900, of: 10_000, isLeft: false } })).toBe(
      'Reading history… 45 %',
    )
  })
  test('what was changed meanwhile is not called kept', () => {
    expect(words({ reading: { read: 0, of: 10_000, isLeft: false }, unkept: 2 })).toBe(
      'Reading history… 0 % · 2 changes kept after that',
    )
  })
  test('nothing to count is not an endless wait', () => {
    expect(words({ reading: { read: 0, of: 0, isLeft: false } })).toBe('Reading history… 100 %')
  })
})

describe('with others', () => {
  test('live, and still exchanging', () => {
    expect(words({ linked: 3 })).toBe('Live with 3 · Resonating')
  })
  test('live, with some of one’s own not yet handed over', () => {
    expect(words({ linked: 3, unsent: 2 })).toBe('Live with 3 · 2 sigils to send')
  })
  test('calcified, everyone here', () => {
    expect(words({ linked: 3, calcified: true })).toBe(
      'Live with 3 · Calcified: all 4 weavers hold the same Quintessence (digest 8f3a…)',
    )
  })
  test('calcified, some away: only those here are vouched for', () => {
    expect(words({ linked: 1, calcified: true })).toBe(
      'Live with 1 · Calcified: both weavers here hold the same Quintessence (digest 8f3a…)',
    )
  })
})

describe('alone', () => {
  test('with another tab of one’s own', () => {
    expect(words({ currents: 'open', calcified: true }, 2)).toBe(
      'Only you here: kept here · Calcified: both weavers here hold the same Quintessence (digest 8f3a…)',
    )
  })
  test.each<[Partial<Status>, string]>([
    [{ currents: 'connecting' }, 'Reconnecting'],
    [{ currents: 'open' }, 'Only you here: kept here'],
    [
      { turnedDown: 'unproved' },
      'Only you here: kept here · A link was refused: whoever answered could not prove its key on it',
    ],
    [
      { turnedDown: 'stranger' },
      'Only you here: kept here · A link was refused: whoever called has shown no place in this chorus',
    ],
    [
      { phase: 'joining', turnedDown: 'version' },
      'Looking for weavers of this chorus… · A link was refused: it runs another version of Aetherlink. Reload both to update',
    ],
    [
      { turnedDown: 'stranger', unsent: 1 },
      'Only you here: kept here · A link was refused: whoever called has shown no place in this chorus',
    ],
    [{ currents: 'unreachable' }, 'Offline: kept here'],
    [{ currents: 'unreachable', unsent: 2 }, 'Offline: kept here · 2 sigils to send'],
    [{ currents: 'unreachable', unkept: 1 }, 'Offline: keeping 1 sigil · Keeping 1 sigil'],
  ])('%j', (status, expected) => {
    expect(words(status)).toBe(expected)
  })
})

test('a joining weaver is told that it is looking, never that it has an empty board', () => {
  expect(words({ phase: 'joining' })).toBe('Looking for weavers of this chorus…')
  expect(words({ phase: 'joining', linked: 1, shown: 0 }, 2, 0)).toBe(
    'Looking for weavers of this chorus…',
  )
})

test('a joining weaver is told how much has come', () => {
  const status = { phase: 'joining', linked: 1, shown: 4_200 } as const
  expect(words(status, 2, 4_200)).toBe('Joining: 4,200 sigils so far')
})

test('a joining weaver is told how much of what it sees is not checked yet', () => {
  const status = { phase: 'joining', linked: 1, shown: 10_000 } as const
  expect(words(status, 2, 4_200)).toBe('Joining: 40 % checked · 10,000 sigils so far')
})

const troubles = (['full', 'gone', 'blocked', 'failed', 'silent'] as const).map((kind) => ({
  kind,
  detail: 'QuotaExceededError',
}))

test.each(troubles)('storage trouble “$kind” never claims that anything is kept', (trouble) => {
  const said = `${words({ trouble, unkept: 1, currents: 'unreachable' })} ${troubleSentence(trouble)}`
  expect(said).not.toMatch(/kept here\b|\bsaved\b|will not be saved/)
  expect(said).toContain('in this tab')
})

test('every trouble has a sentence of its own', () => {
  expect(new Set(troubles.map(troubleSentence)).size).toBe(troubles.length)
})

test('nothing is called kept while something is pending, whatever the status', () => {
  for (const currents of ['idle', 'connecting', 'open', 'unreachable'] as const) {
    for (const linked of [0, 2]) expect(words({ currents, linked, unkept: 1 })).not.toMatch(/kept/)
  }
})

test('a clock that is off says by how much, and which way', () => {
  expect(clockSentence(calm)).toBeNull()
  expect(clockSentence({ ...calm, clockOffMs: 240_000 })).toMatch(
    /^Your clock is 4 minutes ahead of/,
  )
  expect(clockSentence({ ...calm, clockOffMs: -45_000 })).toMatch(
    /^Your clock is 45 seconds behind/,
  )
})
