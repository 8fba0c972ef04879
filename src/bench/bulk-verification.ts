/**
 * S9, in Node: many seals at once by our verifier, against WebCrypto alone with
 * the key imported once and as many calls in flight as suit it best. By the
 * clock on the wall, since the work is done on other threads.
 */

import type { SealClaim } from '../protocol/ports'
import { claimOf } from '../protocol/seal'
import { changesOf, write } from './registers'
import { createCrypto } from './verify-thread'
import { mustBe, ours, type Contender, type Take, type Work } from './work'

const claimCount = 20_000
const alone = 'WebCrypto alone'
const verified = 'verified'

/** Nine tenths of the speed. */
const atMost = 1 / 0.9

export const bulkVerification: Work = {
  id: 'S9',
  what: 'bulk verification, in Node',
  rows: [
    { name: verified, unit: 'ms', reach: [{ atMost, times: alone }] },
    { name: 'speed', unit: 'seals a second', reach: [] },
  ],
  cases: ({ scale }) => {
    const count = claimCount * scale
    return [{ name: `${count} seals`, contenders: [ourVerifier(count), bareWebCrypto(count)] }]
  },
}

async function claimsOf(count: number): Promise<readonly SealClaim[]> {
  const { author } = await write(await createCrypto(), changesOf(count))
  const { weaver } = author
  return weaver
    .sigils()
    .slice(1)
    .map((sigil) => claimOf(sigil, weaver.chorus))
}

const take = (
  how: string,
  claims: readonly SealClaim[],
  verify: (claims: readonly SealClaim[]) => Promise<readonly boolean[]>,
): Take => ({
  how,
  sample: async () => {
    const start = performance.now()
    const verdicts = await verify(claims)
    const ms = performance.now() - start
    mustBe(verdicts.length === claims.length && verdicts.every(Boolean), 'every seal is genuine')
    return { [verified]: ms, speed: (1000 * claims.length) / ms }
  },
})

function ourVerifier(count: number): Contender {
  return {
    who: ours,
    prepare: async () => {
      const { verifier } = await createCrypto()
      return [take('in a thread', await claimsOf(count), verifier.verify)]
    },
  }
}

function bareWebCrypto(count: number): Contender {
  return {
    who: alone,
    prepare: async () => {
      const claims = await claimsOf(count)
      const raw = new Uint8Array(claims[0]?.key ?? [])
      const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
      const judge = ({ seal, message }: SealClaim): Promise<boolean> =>
        crypto.subtle.verify('Ed25519', key, seal as BufferSource, message as BufferSource)
      return [4, 16, 64, 256].map((inFlight) =>
        take(`${inFlight} in flight`, claims, (all) => inLanes(all, inFlight, judge)),
      )
    },
  }
}

async function inLanes(
  claims: readonly SealClaim[],
  lanes: number,
  judge: (claim: SealClaim) => Promise<boolean>,
): Promise<readonly boolean[]> {
  const verdicts = Array.from(claims, () => false)
  const queue = claims.entries()
  const lane = async (): Promise<void> => {
    for (const [at, claim] of queue) verdicts[at] = await judge(claim)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return verdicts
}
