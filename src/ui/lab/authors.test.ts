import { expect, test } from 'vitest'

import type { SigilId } from '../../protocol/ids'
import type { LabEvent } from '../../state/lab-store'
import { createAuthors } from './authors'

const sigil = (name: string): SigilId => name as SigilId

const made = (key: number, by: number, name: string): LabEvent => ({
  key,
  atMs: key,
  kind: 'immutation',
  nth: by,
  sigil: sigil(name),
  text: '',
})

test('whoever made a sigil is its author, and whoever integrates it is not', () => {
  const authors = createAuthors()
  const first = [made(1, 0, 'a')]
  expect(authors(first).get(sigil('a'))).toBe(0)
  const second = [...first, { ...made(2, 1, 'a'), kind: 'integration' as const }, made(3, 1, 'b')]
  expect([...authors(second)]).toEqual([
    [sigil('a'), 0],
    [sigil('b'), 1],
  ])
})

test('a scenario begun anew forgets the one before', () => {
  const authors = createAuthors()
  authors([made(1, 0, 'a'), made(2, 1, 'b')])
  expect([...authors([made(7, 2, 'c'), made(8, 2, 'd'), made(9, 2, 'e')]).keys()]).toEqual([
    'c',
    'd',
    'e',
  ])
  expect(authors([]).size).toBe(0)
})
