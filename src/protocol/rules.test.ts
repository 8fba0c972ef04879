/** A rule nobody tests, and a test that names no rule, are both mistakes: PROTOCOL.md and the tests must match. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

test('every rule of PROTOCOL.md is worn by a test', () => {
  const worn = rulesWorn()
  expect([...rulesWritten()].filter((rule) => !worn.has(rule))).toEqual([])
})

test('every rule that a test wears is written in PROTOCOL.md', () => {
  const written = rulesWritten()
  expect([...rulesWorn()].filter((rule) => !written.has(rule))).toEqual([])
})

test('every rule that the code cites is written in PROTOCOL.md', () => {
  const written = rulesWritten()
  const cited = new Set(sources(/\.tsx?$/).flatMap((text) => idsIn(text, /\[([A-Z]{2}\d{1,2})\]/g)))
  expect([...cited].filter((rule) => !written.has(rule))).toEqual([])
})

test('no rule is written twice', () => {
  const ids = idsIn(protocolPage(), /\*\*\[([A-Z]{2}\d{1,2})\]\*\*/g)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

function rulesWritten(): ReadonlySet<string> {
  return new Set(idsIn(protocolPage(), /\*\*\[([A-Z]{2}\d{1,2})\]\*\*/g))
}

function rulesWorn(): ReadonlySet<string> {
  const names = sources(/\.(test|contract|spec)\.tsx?$/).flatMap((text) =>
    idsIn(text, /(?:test|it|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*['"`]([^'"`]*)/g),
  )
  return new Set(names.flatMap((name) => idsIn(name, /\[([A-Z]{2}\d{1,2})\]/g)))
}

function protocolPage(): string {
  return readFileSync(join(root, 'src/protocol/PROTOCOL.md'), 'utf8')
}

function sources(name: RegExp): readonly string[] {
  return ['src', 'e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => name.test(path) && path !== 'protocol/rules.test.ts')
      .map((path) => readFileSync(join(root, folder, path), 'utf8')),
  )
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, id = '']) => id)
}
