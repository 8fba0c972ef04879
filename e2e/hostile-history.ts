/**
 * Seals sigils that no honest client would write into a chorus that this page has
 * just left: genuine seals, by as many weavers as there are strings, each string in
 * every field that takes text. Runs in the page, where the vault is.
 */

import { systemEntropy } from '../src/platform/entropy'
import { createKeyMaker } from '../src/platform/keys'
import { sha256 } from '../src/platform/sha256'
import { systemSchedule } from '../src/platform/system-clock'
import { toHex } from '../src/protocol/bytes'
import { assembleSigil, encodeBody } from '../src/protocol/codec'
import { glyphIdFrom, strandIdFrom, weaverIdFrom } from '../src/protocol/ids'
import { readInvitation } from '../src/protocol/invitation'
import { maxNameUnits, maxTagUnits, maxWeaverNameUnits } from '../src/protocol/limits'
import { plainName } from '../src/protocol/names'
import { coSealMessage, sealMessage } from '../src/protocol/seal'
import type { Deed, FacetWrite, Sigil, Splice } from '../src/protocol/sigil'
import { createWeaver, type StrandEnd } from '../src/protocol/weaver'
import { openIdbVault } from '../src/storage/idb-vault'

export interface HostileHistory {
  readonly link: string
  readonly strings: readonly string[]
  readonly glyphs: number
}

/** Answers how many sigils it sealed. */
export async function sealHostileHistory({
  link,
  strings,
  glyphs,
}: HostileHistory): Promise<number> {
  const read = readInvitation(link)
  if (!read.ok) throw new Error(read.refusal.message)
  const { chorus, inviteSeed } = read.invitation
  const keyMaker = createKeyMaker(systemEntropy, 'webcrypto')
  let nowMs = Date.now() - 60_000
  const vault = openIdbVault(chorus, {
    hash: sha256,
    indexedDB,
    schedule: systemSchedule,
    entropy: systemEntropy,
  })
  const weaver = createWeaver({ chorus, clock: { now: () => nowMs }, hash: sha256 })
  weaver.resonate(await vault.all(), 'vault')
  const invite = await keyMaker.fromSeed(inviteSeed)
  const fresh: Sigil[] = []
  const board = Array.from({ length: glyphs }, () => glyphIdFrom(systemEntropy.bytes(16)))
  /** The last two of each glyph have not seen each other, so that there is a conflict to tell. */
  const unseen: Sigil[] = []

  for (const [nth, text] of strings.entries()) {
    nowMs += 10
    const signer = await keyMaker.revive(await keyMaker.mint())
    const author = weaverIdFrom(signer.key)
    let end: StrandEnd = { author, strand: strandIdFrom(systemEntropy.bytes(8)), tip: null }
    const write = async (deed: Deed): Promise<Sigil> => {
      const body = weaver.draft(end, deed)
      const bytes = encodeBody(body)
      const seal = await signer.sign(sealMessage(chorus, bytes))
      const sigil = assembleSigil(body, bytes, seal, chorus, sha256)
      end = { ...end, tip: sigil }
      return sigil
    }
    const take = (sigils: readonly Sigil[]): void => {
      const { integrated, dissolved } = weaver.resonate(sigils, 'here')
      if (integrated.length < sigils.length)
        throw new Error(`${text}: ${JSON.stringify(dissolved)}`)
      fresh.push(...sigils)
    }
    const coSeal = await invite.sign(coSealMessage(chorus, author))
    const name = plainName(text, maxWeaverNameUnits)
    const sponsor = toHex(invite.key)
    take([await write({ kind: 'join', via: 'invite', sponsor, coSeal, name })])
    const glyph = board[nth % glyphs]!
    const writes: FacetWrite[] = [
      { facet: 'title', value: text.slice(0, maxNameUnits) },
      { facet: 'hue', value: (nth * 37) % 360 },
      { facet: 'place', value: { x: (nth % glyphs) * 260, y: 0 } },
      { facet: `bond:${board[(nth + 1) % glyphs]!}`, value: true },
      { facet: `tag:${text.slice(0, maxTagUnits)}`, value: true },
      { facet: `x:${text.slice(0, maxNameUnits)}`, value: text },
    ]
    const splices: readonly Splice[] = [[0, 0, `${text}\n\n`]]
    const sigil = await write({ kind: 'transmute', glyph, shatters: false, writes, splices })
    if (nth < strings.length - 2 * glyphs) take([sigil])
    else unseen.push(sigil)
  }
  const { integrated, dissolved } = weaver.resonate(unseen, 'here')
  if (integrated.length < unseen.length) throw new Error(JSON.stringify(dissolved))
  fresh.push(...unseen)
  await vault.keep(fresh)
  vault.close()
  return fresh.length
}
