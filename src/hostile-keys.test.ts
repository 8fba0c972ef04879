/**
 * Goal: no input, whoever wrote it, reaches a prototype that others share.
 * Method: names such as `__proto__` through every decoder there is; then the
 * prototypes are just what they were, and what was read is no more than its own.
 */

import { afterEach, expect, test } from 'vitest'

import {
  createBrowser,
  createEther,
  createVirtualTime,
  whileTimePasses,
} from './chorus/session.fixture'
import { checkReceipt } from './loom/receipt-check'
import { iceServersFrom } from './network/ice'
import { readNote } from './network/tab-notes'
import { systemEntropy } from './platform/entropy'
import { createNaclVerifier } from './platform/nacl'
import { sha256 } from './platform/sha256'
import { decodeSigil } from './protocol/codec'
import { bodyWith, chorus, glyph, joiner, sealBody } from './protocol/codec.fixture'
import { readInvitation } from './protocol/invitation'
import { decodeMessage } from './protocol/message-codec'
import { decodePresence } from './protocol/presence'
import type { FacetWrite } from './protocol/sigil'
import { createLoom, glyphNamed } from './protocol/sigil.fixture'
import { iceSettingFrom } from './relay/ice-setting'
import { decodeClientLetter, decodeRelayLetter } from './signaling/letters'
import { readLabAddress } from './sim/lab-address'
import { labScripts } from './sim/lab-scenarios'
import { createConsole } from './state/console'

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
]

const shared = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Uint8Array]
const snapshot = () =>
  shared.map(({ prototype }) => {
    const described = Object.getOwnPropertyDescriptors(prototype)
    return Reflect.ownKeys(described).map(
      (key) => [key, Reflect.get(described, key).value] as const,
    )
  })
const before = snapshot()

afterEach(() => {
  expect(snapshot()).toEqual(before)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

/** JSON in which `name` holds what would pollute, at the top and one level down. */
const poisoned = (name: string, rest = '"kind":"enter"'): readonly string[] => [
  `{"${name}":{"polluted":1},${rest}}`,
  `{${rest},"${name}":{"polluted":1,"prototype":{"polluted":1}}}`,
  `{${rest},"inner":{"${name}":{"polluted":1}}}`,
  `[{"${name}":{"polluted":1}}]`,
]

test.each(names)('letters and settings of the relay that name %s are none', (name) => {
  for (const text of poisoned(name)) {
    expect(decodeClientLetter(text)).toBeNull()
    expect(decodeRelayLetter(text)).toBeNull()
    expect(() => iceSettingFrom(text)).toThrow('must be JSON')
    expect(iceServersFrom(JSON.parse(text))).toEqual([])
  }
  expect(decodeClientLetter(`{"kind":"${name}"}`)).toBeNull()
  expect(decodeRelayLetter(`{"kind":"${name}","topic":"${'a'.repeat(64)}"}`)).toBeNull()
  const server = JSON.parse(`{"iceServers":[{"urls":"stun:a.example","${name}":{"polluted":1}}]}`)
  expect(iceServersFrom(server)).toEqual([{ urls: ['stun:a.example'] }])
})

test.each(names)('facets, tags and text named %s are read as what they are', async (name) => {
  const writes: FacetWrite[] = [
    { facet: 'title', value: name },
    { facet: `tag:${name}`, value: true },
    { facet: `x:${name}`, value: name },
  ]
  const body = bodyWith({
    kind: 'transmute',
    glyph,
    shatters: false,
    writes,
    splices: [[0, 0, name]],
  })
  const { bytes } = await sealBody(body, joiner)
  const read = decodeSigil(bytes, chorus, sha256)
  expect(read).toMatchObject({ ok: true, sigil: { deed: { writes } } })
  const loom = createLoom()
  const facets = { title: name, [`tag:${name}`]: true, [`x:${name}`]: name } as const
  const { a } = loom.weave({ a: { by: 'ada', at: 10, writes: facets, splices: [[0, 0, name]] } })
  const weaver = loom.weaver([a])
  expect(weaver.glyph(glyphNamed('g'))).toMatchObject({ title: name, tags: [name] })
  expect(weaver.history(glyphNamed('g'))).toHaveLength(1)
})

test.each(names)(
  'bytes, links, addresses, notes and receipts that name %s are refused as values',
  async (name) => {
    const bytes = new TextEncoder().encode(name)
    expect(decodeMessage(bytes).ok).toBe(false)
    expect(decodePresence(bytes).ok).toBe(false)
    expect(readInvitation(`https://a.example/#${name}`).ok).toBe(false)
    const { settings } = readLabAddress(`/lab/${name}?${name}=1&seed=${name}`, labScripts)
    expect(Object.hasOwn(settings, name)).toBe(false)
    for (const text of poisoned(name)) {
      expect(readNote(JSON.parse(text))).toBeNull()
      const deps = { hash: sha256, verifier: createNaclVerifier() }
      expect((await checkReceipt(text, deps)).ok).toBe(false)
    }
  },
)

test('the console takes facets named like that from nobody, and tells others of none', async () => {
  const time = createVirtualTime()
  const ether = createEther(time)
  const ask = <T>(call: Promise<T>) => whileTimePasses(time, call)
  const hall = createBrowser({ time, ether, entropy: systemEntropy }).openTab()
  const here = await ask(hall.found('Tea', null))
  const refuse = (): Promise<never> => Promise.reject(new Error('not here'))
  const aetherlink = createConsole({
    chorus: () => here,
    found: refuse,
    join: refuse,
    leave: async () => undefined,
    urlOf: (fragment) => fragment,
  })
  const id = await ask(aetherlink.create({ title: 'Kettle' }))
  for (const name of names) {
    const facets = JSON.parse(`{"title":"${name}","${name}":{"polluted":1},"tags":["${name}"]}`)
    // oxlint-disable-next-line no-await-in-loop -- one change after another.
    await ask(aetherlink.set(id, facets))
    expect(aetherlink.glyph(id)).toMatchObject({ title: name, tags: [name] })
    expect(aetherlink.glyph(name)).toBeUndefined()
    expect(aetherlink.history(name)).toEqual([])
  }
  await ask(here.close())
})
