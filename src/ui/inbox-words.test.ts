import { expect, test } from 'vitest'

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { InboxEntry } from '../state/inbox'
import { inboxWords } from './inbox-words'

const entry: InboxEntry = {
  key: 's title',
  sigil: 's' as SigilId,
  glyph: 'g' as GlyphId,
  glyphTitle: 'Tea',
  isAlive: true,
  facet: 'title',
  rule: 'authority',
  stamp: { ms: 1, tick: 0 },
  mine: 'Green tea',
  outcome: 'Tea',
  others: ['bea' as WeaverId],
  now: 'Tea',
  changedSince: false,
  isLooked: false,
}

const told = (over: Partial<InboxEntry>) =>
  inboxWords(
    { ...entry, ...over },
    (weaver) => ({ bea: 'Bea', cyd: 'Cyd' })[weaver] ?? weaver,
    () => 'Soil',
  )

test('an entry says what did not stand, and whose does', () => {
  expect(told({})).toEqual({
    heading: 'Your title of “Tea” did not stand',
    outcomeLabel: 'Bea’s stands',
    restore: 'Restore mine',
    mine: 'Green tea',
    outcome: 'Tea',
  })
  expect(told({ facet: 'bond:aa', glyphTitle: '', mine: true, outcome: false })).toMatchObject({
    heading: 'Your bond to “Soil” of “Untitled” did not stand',
    mine: 'bonded',
    outcome: 'not bonded',
  })
})

test('an amalgam names everyone whose version went into it', () => {
  const others = ['bea', 'cyd', 'bea'] as WeaverId[]
  expect(told({ rule: 'amalgam', others })).toMatchObject({
    heading: 'Your title of “Tea” was made into one with Bea and Cyd’s',
    outcomeLabel: 'What was made of them',
  })
})

test('a shattering is told by who did what', () => {
  expect(told({ facet: 'alive', mine: true, outcome: false }).heading).toBe(
    'Bea shattered “Tea” while you were changing it',
  )
  expect(told({ facet: 'alive', mine: false, outcome: true })).toMatchObject({
    heading: 'You shattered “Tea” while Bea was changing it',
    restore: 'Shatter it',
  })
})
