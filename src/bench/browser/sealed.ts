/**
 * A board's script as a chorus: genuine sigils, sealed in Node by the same code
 * as in the browser, so that a profile or a neighbour can be filled with them.
 */

import { systemEntropy } from '../../platform/entropy'
import { createKeyMaker } from '../../platform/keys'
import { sha256 } from '../../platform/sha256'
import { toHex } from '../../protocol/bytes'
import type { GlyphFace } from '../../protocol/face'
import {
  type ChorusId,
  chorusIdFrom,
  type GlyphId,
  strandIdFrom,
  weaverIdFrom,
} from '../../protocol/ids'
import { writeInvitation } from '../../protocol/invitation'
import type { Signer } from '../../protocol/ports'
import { coSealMessage } from '../../protocol/seal'
import { sealBody } from '../../protocol/sealing'
import type { Deed, FacetName, FacetWrite, Sigil } from '../../protocol/sigil'
import { orderRule } from '../../protocol/text/order-rule'
import { createWeaver, type StrandEnd, type Weaver } from '../../protocol/weaver'
import { type BoardEdit, type BoardScript, glyphName } from './script'

export interface SealedBoard {
  readonly script: BoardScript
  readonly chorus: ChorusId
  /** Fragment of the link that admits others. */
  readonly invitation: string
  readonly inviteSeed: Uint8Array
  readonly chorusSecret: Uint8Array
  /** Parents before children; those of the covenant first, then the script's, one an edit. */
  readonly sigils: readonly Uint8Array[]
  /** How many of them belong to the covenant: genesis, invite, joins. */
  readonly covenant: number
  readonly faces: readonly GlyphFace[]
  /** Of all of them. */
  readonly digest: string
}

/** Milliseconds from one edit to the next: long ago enough that none is held for its time. */
const stepMs = 400

interface Author {
  readonly signer: Signer
  end: StrandEnd
}

export async function sealBoard(script: BoardScript): Promise<SealedBoard> {
  const keyMaker = createKeyMaker(systemEntropy, 'webcrypto')
  let nowMs = Date.now() - (script.edits.length + 100) * stepMs
  const clock = { now: () => nowMs }
  const founder = await keyMaker.revive(await keyMaker.mint())
  const genesis = await sealGenesis(founder, nowMs)
  const chorus = chorusIdFrom(genesis.id)
  const weaver: Weaver = createWeaver({ chorus, clock, hash: sha256 })
  const sigils: Uint8Array[] = []

  function take(sigil: Sigil): void {
    const { dissolved } = weaver.resonate([sigil], 'bench')
    if (dissolved.length > 0) throw new Error(JSON.stringify(dissolved))
    sigils.push(sigil.bytes)
  }

  async function write(author: Author, deed: Deed): Promise<void> {
    nowMs += stepMs
    const { signer } = author
    const body = weaver.draft(author.end, deed)
    const sigil = await sealBody(body, { chorus, signer, hash: sha256 })
    author.end = { ...author.end, tip: sigil }
    take(sigil)
  }

  take(genesis)
  const first: Author = {
    signer: founder,
    end: { author: genesis.author, strand: genesis.strand, tip: genesis },
  }
  const inviteSeed = systemEntropy.bytes(32)
  const invite = await keyMaker.fromSeed(inviteSeed)
  await write(first, { kind: 'invite', key: toHex(invite.key), role: 'weave' })
  const authors = [first]
  while (authors.length < script.authors) {
    const signer = await keyMaker.revive(await keyMaker.mint())
    const author: Author = { signer, end: newEnd(signer) }
    const coSeal = await invite.sign(coSealMessage(chorus, author.end.author))
    const name = `Author ${authors.length}`
    await write(author, { kind: 'join', via: 'invite', sponsor: toHex(invite.key), coSeal, name })
    authors.push(author)
  }
  const covenant = sigils.length
  for (const edit of script.edits) await write(authors[edit.author]!, deedOf(edit))
  const chorusSecret = systemEntropy.bytes(32)
  const invitation = writeInvitation({ chorus, inviteSeed, chorusSecret })
  // What a tab that was used keeps for the next opening.
  const kept = { faces: weaver.glyphIds().map(weaver.faceOf), digest: weaver.digest() }
  return { script, chorus, invitation, inviteSeed, chorusSecret, sigils, covenant, ...kept }
}

const newEnd = ({ key }: Signer): StrandEnd => ({
  author: weaverIdFrom(key),
  strand: strandIdFrom(systemEntropy.bytes(8)),
  tip: null,
})

async function sealGenesis(signer: Signer, nowMs: number): Promise<Sigil> {
  const { author, strand } = newEnd(signer)
  const deed: Deed = { kind: 'found', name: 'Bench', weaverName: 'Author 0', orderRule }
  const stamp = { ms: nowMs, tick: 0 }
  const body = { chorusTag: '00000000', author, strand, seq: 0, stamp, links: [], prev: null, deed }
  return sealBody(body, { chorus: null, signer, hash: sha256 })
}

function deedOf({ glyph, title, hue, place, splices = [] }: BoardEdit): Deed {
  const facets = { title, hue, place }
  const writes = Object.entries(facets).flatMap(([facet, value]): FacetWrite[] =>
    value === undefined ? [] : [{ facet: facet as FacetName, value }],
  )
  return {
    kind: 'transmute',
    glyph: glyphName(glyph) as GlyphId,
    shatters: false,
    writes,
    splices,
  }
}
