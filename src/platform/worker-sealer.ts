/**
 * Seals long chains in a Web Worker (PROTOCOL.md §SE, [SE7]): WebCrypto's promises, hashing and
 * reading back are most of what a chain costs the page.
 *
 * A worker of its own, that verdicts on what others send never hold up what a person does. It is
 * started by the first long chain; until it has shown that it seals with the key, the page does.
 */

import type { Draft } from '../protocol/draft'
import { packDrafts } from '../protocol/draft-codec'
import type { ChorusId } from '../protocol/ids'
import { sealedAtOnce } from '../protocol/limits'
import type { Signer, Verifier } from '../protocol/ports'
import type { SealChain } from '../protocol/sealing'
import type { Sigil } from '../protocol/sigil'
import { createDesk, type SpawnSealWorker } from './desk'
import { unpackSigils } from './questions'

/** The same signer, with chains sealed by its private key in the worker. */
export type LendToWorker = (signer: Signer, privateKey: CryptoKey) => Signer

/** Sigils from which on the page has less to do by way of the worker. Fewer are sealed sooner in the page. */
const leastChain = 4

export function createWorkerSealer(spawn: SpawnSealWorker, inPage: Verifier): LendToWorker {
  const desk = createDesk(spawn)
  let lending = 0

  return (signer, privateKey) => {
    const lent = lending++
    let isAsked = false
    let isReady = false

    /** Some platforms clone a key and then fail to seal with it, so its first seal is put to the test. */
    async function lend(): Promise<void> {
      isAsked = true
      const { key } = signer
      const seal = await desk.ask({ kind: 'lend', lent, privateKey, publicKey: key })
      const [isGenuine] = seal === null ? [] : await inPage.verify([{ key, message: key, seal }])
      isReady = isGenuine === true
    }

    async function* sealThere(
      drafts: readonly Draft[],
      chorus: ChorusId,
    ): AsyncGenerator<readonly Sigil[]> {
      const parts = Array.from({ length: Math.ceil(drafts.length / sealedAtOnce) }, (_, nth) => {
        const from = nth * sealedAtOnce
        const packed = packDrafts(drafts.slice(from, from + sealedAtOnce))
        const handOver = [packed.bytes.buffer as ArrayBuffer]
        return desk.ask({ kind: 'seal', lent, chorus, from, drafts: packed }, handOver)
      })
      for (const part of parts) {
        const sealed = await part
        if (sealed === null) return
        yield unpackSigils(sealed)
      }
    }

    const sealChain: SealChain = (drafts, chorus) => {
      if (drafts.length < leastChain || !desk.isOpen()) return null
      if (!isAsked) void lend()
      return isReady ? sealThere(drafts, chorus) : null
    }

    return { ...signer, sealChain }
  }
}
