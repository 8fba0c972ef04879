import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { plant, planted } from './planted'

const root = new URL('../..', import.meta.url)

test.each(planted)('the planted bug $id still has its place', (bug) => {
  const source = readFileSync(new URL(bug.file, root), 'utf8')
  expect(plant(bug, source)).not.toBe(source)
})

test('there are at least twenty planted bugs, each under a name of its own', () => {
  expect(new Set(planted.map(({ id }) => id)).size).toBe(planted.length)
  expect(planted.length).toBeGreaterThanOrEqual(20)
})
