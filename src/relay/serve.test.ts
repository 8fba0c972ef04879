import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { headersFile, policyInPage, securityHeaders } from './headers'
import { iceSettingFrom } from './ice-setting'
import { serve, type ServeOptions } from './serve'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).toReversed()) await each()
})

async function openServer(options: Partial<ServeOptions> = {}) {
  const served = await serve({ port: 0, host: '127.0.0.1', dist: null, ...options })
  undo.push(served.close)
  return { ...served, url: `http://127.0.0.1:${served.port}` }
}

/** A built app of two files, as Vite lays them out. */
function buildApp(): string {
  const dist = mkdtempSync(join(tmpdir(), 'aetherlink-dist-'))
  undo.push(() => rmSync(dist, { recursive: true }))
  mkdirSync(join(dist, 'assets'))
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(dist, 'ice.json'), '{"iceServers":[]}')
  writeFileSync(join(dist, 'assets/index-abc123.js'), 'export {}')
  return dist
}

test('[RL7] hashed files are kept for ever, all others are asked for anew', async () => {
  const { url } = await openServer({ dist: buildApp() })
  const page = await fetch(`${url}/`)
  expect(await page.text()).toContain('<title>app')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const asset = await fetch(`${url}/assets/index-abc123.js`)
  expect(asset.headers.get('cache-control')).toContain('immutable')
})

test('[RL7] every answer says what the page may do, and 404 is one of them', async () => {
  const { url } = await openServer({ dist: buildApp() })
  for (const path of ['/', '/none', '/../package.json', '/%2e%2e/package.json', '/healthz']) {
    const { headers } = await fetch(url + path)
    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect((await fetch(`${url}/none`)).status).toBe(404)
  expect((await fetch(`${url}/%2e%2e/package.json`)).status).toBe(404)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('[RL7] the page may connect to the host that it was asked from, and nowhere else', async () => {
  const { url, port } = await openServer({ dist: buildApp() })
  const policy = (await fetch(`${url}/`)).headers.get('content-security-policy')
  const at = `127.0.0.1:${port}`
  expect(policy).toContain(`connect-src 'self' ws://${at} wss://${at};`)
  expect(policy).not.toContain('unsafe-eval')
})

test('[RL7] a host that is none adds nothing to the policy', () => {
  const usual = securityHeaders()['Content-Security-Policy']
  for (const host of ["x; script-src 'unsafe-inline'", 'x y', 'x,y', "'none'", '*', 'x/y', '']) {
    expect(securityHeaders(host)['Content-Security-Policy'], host).toBe(usual)
  }
  for (const host of ['a.example', 'localhost:7373', '[::1]:80']) {
    expect(securityHeaders(host)['Content-Security-Policy']).toContain(`wss://${host};`)
  }
})

test('[RL8] the built page says the same as the headers do, as far as a page can', () => {
  const inHeader = securityHeaders()['Content-Security-Policy']?.split('; ')
  expect(inHeader?.filter((rule) => !rule.startsWith('frame-ancestors'))).toEqual(
    policyInPage.split('; '),
  )
  for (const [name, value] of Object.entries(securityHeaders())) {
    expect(headersFile()).toContain(`  ${name}: ${value}\n`)
  }
})

test('ICE servers come from the built file, or from the environment where it says so', async () => {
  const built = await openServer({ dist: buildApp() })
  expect(await (await fetch(`${built.url}/ice.json`)).json()).toEqual({ iceServers: [] })
  const ice = iceSettingFrom('[{"urls":"stun:stun.example.org"}]')
  const set = await openServer({ dist: buildApp(), ice })
  expect(await (await fetch(`${set.url}/ice.json`)).json()).toEqual({
    iceServers: [{ urls: 'stun:stun.example.org' }],
  })
})

test('a setting that is no list of ICE servers is refused in words', () => {
  expect(iceSettingFrom(undefined)).toBeNull()
  expect(iceSettingFrom(' ')).toBeNull()
  expect(iceSettingFrom('{"iceServers":[{"urls":["turns:t.example"]}]}')).toContain('turns:')
  for (const wrong of ['stun:x', '{}', '[{}]', '[{"urls":[]}]', '[{"urls":"https://x"}]', '[7]']) {
    expect(() => iceSettingFrom(wrong)).toThrow('must be JSON such as')
  }
})

test('an app that is not built yet says so', async () => {
  const { url } = await openServer({ dist: '/nowhere' })
  const page = await fetch(`${url}/`)
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('npm run build')
})

test('[RL1] the relay is on the same port, and closing frees that port at once', async () => {
  const first = await openServer()
  const socket = new WebSocket(`ws://127.0.0.1:${first.port}/relay`)
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await first.close()
  await closed
  const second = await openServer({ port: first.port })
  expect(second.port).toBe(first.port)
})

test('a port that is taken rejects with the code that says so', async () => {
  const { port } = await openServer()
  await expect(openServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
