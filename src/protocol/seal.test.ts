import { expect, test } from 'vitest'

import { judgeSeal } from '../platform/nacl'
import { concatBytes } from './bytes'
import {
  bodyWith,
  change,
  chorus,
  foundBody,
  founder,
  joinBody,
  joiner,
  sealBody,
} from './codec.fixture'
import { chorusIdFrom, type SigilId, weaverIdFrom } from './ids'
import {
  claimOf,
  coSealClaimOf,
  coSealMessage,
  keyForm,
  sealForm,
  sealMessage,
  signatureForm,
} from './seal'

const other = chorusIdFrom('0f'.repeat(32) as SigilId)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

test('[SE1] a seal fits its sigil in its chorus, and in no other', async () => {
  const sigil = await sealBody(bodyWith(change), founder)
  expect(judgeSeal(claimOf(sigil, chorus))).toBe(true)
  expect(judgeSeal(claimOf(sigil, other))).toBe(false)
  const changed = { ...sigil, bytes: sigil.bytes.map((byte, at) => (at === 50 ? byte ^ 1 : byte)) }
  expect(judgeSeal(claimOf(changed, chorus))).toBe(false)
})

test('[SE1] a genesis is sealed in no chorus, so any may ask', async () => {
  const genesis = await sealBody(foundBody, founder)
  expect(judgeSeal(claimOf(genesis, chorusIdFrom(genesis.id)))).toBe(true)
})

test('[SE1] what is sealed is label, chorus and body', () => {
  const body = utf8('body')
  expect(sealMessage(chorus, body)).toEqual(
    concatBytes([utf8('aetherlink seal 1\n'), new Uint8Array(32).fill(0xc4), body]),
  )
  expect(sealMessage(null, body)).toEqual(
    concatBytes([utf8('aetherlink seal 1\n'), new Uint8Array(32), body]),
  )
})

test('[SE2] a co-seal lets one joiner into one chorus', async () => {
  const join = await sealBody(await joinBody(), joiner)
  const claim = coSealClaimOf(join, chorus)
  expect(claim && judgeSeal(claim)).toBe(true)
  const elsewhere = coSealClaimOf(join, other)
  expect(elsewhere && judgeSeal(elsewhere)).toBe(false)
  const borrowed = coSealClaimOf({ ...join, author: weaverIdFrom(founder.key) }, chorus)
  expect(borrowed && judgeSeal(borrowed)).toBe(false)
  expect(coSealClaimOf(await sealBody(foundBody, founder), chorus)).toBeNull()
})

test('[SE2] a co-seal is no seal: the labels differ', () => {
  const author = weaverIdFrom(joiner.key)
  expect(coSealMessage(chorus, author)).toEqual(
    concatBytes([utf8('aetherlink co-seal 1\n'), new Uint8Array(32).fill(0xc4), joiner.key]),
  )
})

test('[SE3] keys and seals of another length have no form', () => {
  const seal = new Uint8Array(64)
  expect(keyForm(founder.key)).toBeNull()
  expect(keyForm(founder.key.subarray(1))).toBe('truncated')
  expect(signatureForm(seal.subarray(1))).toBe('truncated')
  expect(sealForm(founder.key, new Uint8Array(65))).toBe('truncated')
  expect(sealForm(founder.key, seal)).toBeNull()
})
