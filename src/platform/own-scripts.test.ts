import { expect, test } from 'vitest'

import { ownScriptUrl } from './own-scripts'

const page = 'https://a.example/board/?x=1#/c/17'

test('[RL8] the scripts built beside the page are its own', () => {
  expect(ownScriptUrl('./sw.js', page)).toBe('https://a.example/board/sw.js')
  const worker = '/board/assets/seal-worker-B_x-9.js'
  expect(ownScriptUrl(worker, page)).toBe(`https://a.example${worker}`)
})

test.each([
  'data:text/javascript,alert(1)',
  'javascript:alert(1)',
  'blob:https://a.example/1',
  'https://b.example/board/sw.js',
  '//b.example/board/sw.js',
  '/sw.js',
  '../sw.js',
  './sw.js?import=//b.example/x.js',
  './assets/index-abc.js',
  './assets/seal-worker-a/../../x.js',
  './%73w.js',
])('[RL8] %s is none of them', (url) => {
  expect(() => ownScriptUrl(url, page)).toThrow('No script of this app')
})
