/**
 * What no source of ours may do, held true by a test: no text becomes HTML or
 * code, no link leads anywhere but to an `https:` page, and no dependency moves
 * by itself.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { policyInPage } from './relay/headers'

const root = import.meta.dirname

interface Source {
  readonly file: string
  readonly text: string
}

/** Of the page and its servers; `bench/` is neither. */
const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => !file.startsWith('bench/'))
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|contract|fixture|oracle)\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

/** Ways by which a string becomes markup or code, as they stand in source. */
const ways: readonly RegExp[] = [
  /\b(?:inner|outer)HTML\b/,
  /\bdangerouslySetInnerHTML\b/,
  /\binsertAdjacentHTML\b/,
  /\bset(?:HTML|HTMLUnsafe)\(/,
  /\bdocument\.write(?:ln)?\(/,
  /\bcreateContextualFragment\(/,
  /\bDOMParser\b/,
  /\bsrcdoc\b/i,
  /\beval\(/,
  /\bnew Function\(/,
  /\bset(?:Timeout|Interval)\(\s*['"`]/,
  /\bjavascript:/i,
  /createElement\(\s*['"]script/,
  /^\s*<(?:script|iframe|object|embed)\b/m,
]

test('[RL8] no source makes HTML or code of text', () => {
  const strays = sources.flatMap(({ file, text }) =>
    ways.filter((way) => way.test(text)).map((way) => `${file}: ${way}`),
  )
  expect(strays).toEqual([])
})

test.each([
  'node.innerHTML = title',
  '<p dangerouslySetInnerHTML={{ __html: body }} />',
  'document.write(text)',
  'new Function(text)()',
  "setTimeout('go()', 1)",
  'eval(text)',
])('[RL8] %s would be noticed', (line) => {
  expect(ways.some((way) => way.test(line))).toBe(true)
})

test('[RL8] one source starts scripts, by the one policy that the page allows', () => {
  const starting = /\bnew Worker\(|serviceWorker\b.*\bregister\(|\bimportScripts\(|\bcreatePolicy\b/
  expect(sources.filter(({ text }) => starting.test(text)).map(({ file }) => file)).toEqual([
    'platform/own-scripts.ts',
  ])
  const [, policy] = /const policyName = '([\w-]+)'/.exec(
    readFileSync(join(root, 'platform/own-scripts.ts'), 'utf8'),
  ) ?? ['', '']
  expect(policyInPage).toContain(`trusted-types ${policy}`)
})

/** Nothing that a peer wrote is ever made a link; what the app links to itself is listed here. */
test('[RL8] no link leads where a peer says', () => {
  const links = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\b(?:href|src|action|formAction|xlinkHref)=(\{[^}]*\}|"[^"]*")/g)].map(
      ([, target]) => `${file} ${target}`,
    ),
  )
  expect(links.filter((link) => !/ "(?:https:\/\/|#|\.\/)[^"]*"$/.test(link))).toEqual([])
  const going = /\bwindow\.open\(|\blocation\.(?:assign|replace)\(|\blocation(?:\.href)?\s*=[^=]/
  const opened = sources.filter(({ text }) => going.test(text))
  expect(opened.map(({ file }) => file)).toEqual([])
})

test('dependencies are pinned to exact versions, and the lock file agrees', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(root, '..', name), 'utf8'))
  const { dependencies, devDependencies } = read('package.json')
  const wanted = Object.entries<string>({ ...dependencies, ...devDependencies })
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  const { packages } = read('package-lock.json')
  const others = wanted.filter(
    ([name, version]) => packages[`node_modules/${name}`]?.version !== version,
  )
  expect(others).toEqual([])
  const unsealed = Object.entries<{ resolved?: string; integrity?: string }>(packages).filter(
    ([, { resolved, integrity }]) => resolved !== undefined && integrity === undefined,
  )
  expect(unsealed.map(([path]) => path)).toEqual([])
})
