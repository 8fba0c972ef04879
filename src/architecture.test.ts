/**
 * Which folder may import which: the table of the house, held true by a test.
 * A missing edge is a decision; argue for it here.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { expect, test } from 'vitest'

const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  signaling: [],
  loom: ['protocol'],
  platform: ['protocol'],
  storage: ['protocol'],
  network: ['protocol', 'signaling'],
  chorus: ['protocol', 'storage', 'network'],
  state: ['protocol', 'loom', 'chorus', 'sim'],
  ui: ['protocol', 'loom', 'state'],
  // Never protocol: the relay must not be able to read a sigil.
  relay: ['signaling'],
  // Signaling too: a simulated relay lies, and what it says is fuzzed.
  sim: ['protocol', 'signaling', 'platform', 'storage', 'network', 'chorus', 'loom'],
  verify: ['protocol', 'platform', 'loom'],
  // And e2e/, for its server and its browser.
  bench: ['protocol', 'platform', 'storage', 'network', 'chorus', 'loom', 'sim', 'e2e'],
}

/** Packages that one file alone, or one folder, may import, so that replacing one is a change in one place. */
const soleImporter: Readonly<Record<string, string>> = {
  'simple-peer': 'network/peer-link.ts',
  idb: 'storage/database.ts',
  tweetnacl: 'platform/nacl.ts',
  '@noble/hashes': 'platform/sha256.ts',
  ws: 'relay/relay.ts',
  sirv: 'relay/serve.ts',
  qr: 'ui/QrCode.tsx',
  yjs: 'bench/',
  'y-webrtc': 'bench/browser/pages/yjs.ts',
  'y-indexeddb': 'bench/browser/pages/yjs.ts',
  'loro-crdt': 'bench/peers/loro.ts',
  '@automerge/automerge': 'bench/',
}

const pureFolders = ['protocol', 'signaling', 'loom']
const root = import.meta.dirname

interface Import {
  readonly file: string
  readonly specifier: string
}

test('every import in src/ points the way the table allows', () => {
  const astray = allImports()
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ file, specifier }) => ({ file, to: folderOf(join(dirname(file), specifier)) }))
    .filter(({ file, to }) => folderOf(file) !== to && !file.startsWith('main.'))
    .filter(({ file, to }) => !mayImport[folderOf(file)]?.includes(to))
  expect(astray.map(({ file, to }) => `${file} → ${to}`)).toEqual([])
})

test('every folder in src/ has a row in the table', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).filter((name) => !(name in mayImport))).toEqual([])
})

test('a pure folder imports no package at all', () => {
  const leaks = allImports().filter(
    ({ file, specifier }) => pureFolders.includes(folderOf(file)) && !specifier.startsWith('.'),
  )
  expect(leaks).toEqual([])
})

test('each third-party package that reaches outside sits behind one file', () => {
  const strays = allImports().filter(({ file, specifier }) => {
    const owner = Object.entries(soleImporter).find(
      ([name]) => specifier === name || specifier.startsWith(`${name}/`),
    )
    return owner !== undefined && !file.startsWith(owner[1])
  })
  expect(strays).toEqual([])
})

test('React stays in ui/', () => {
  const strays = allImports().filter(
    ({ file, specifier }) =>
      /^(react|react-dom|@xyflow|@codemirror|radix-ui|lucide)/.test(specifier) &&
      folderOf(file) !== 'ui' &&
      file !== 'main.tsx',
  )
  expect(strays).toEqual([])
})

function allImports(): readonly Import[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|contract|fixture|oracle)\.tsx?$/.test(path))
    .flatMap((file) => specifiersOf(file).map((specifier) => ({ file, specifier })))
}

function specifiersOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]/g,
  )
  const effects = source.matchAll(
    /(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  )
  return [...statements, ...effects].map(([, first, second]) => first ?? second ?? '')
}

/** The folder directly under src/ or beside it, or the file's own name where it sits there. */
function folderOf(path: string): string {
  return (
    relative(root, join(root, path))
      .replace(/^\.\.\//, '')
      .split('/')[0] ?? ''
  )
}
