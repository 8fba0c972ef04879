/**
 * Lies at the doors: what a member with a modified client may do to a covenant (PROTOCOL.md §SM,
 * §CH). Most are valid, and come to what the whole set of removals says; the others must be refused.
 *
 * Besides its own key a liar has *puppets*: keys that it lets in by whatever invite it holds.
 */

import { concatBytes, toHex } from '../protocol/bytes'
import { encodeBody } from '../protocol/codec'
import {
  chorusIdFrom,
  type GlyphId,
  type SigilId,
  sigilIdFrom,
  type WeaverId,
  weaverIdFrom,
} from '../protocol/ids'
import { coSealMessage, sealMessage } from '../protocol/seal'
import type { Body, Deed, Remove, Role, Sigil } from '../protocol/sigil'
import type { PromptSigner } from './keys'
import { above, anySigil, fine, invalid, type Lie, type Rogue, small, valid } from './lies'

/** A sigil of a puppet's, or of its own on a strand that nothing leads to. */
function apart(rogue: Rogue, author: PromptSigner, deed: Deed, links: readonly SigilId[]): Body {
  const all = [...new Set(links)].slice(0, 16).toSorted()
  const body = { ...small(rogue), author: weaverIdFrom(author.key), deed, links: all }
  return { ...body, stamp: above(rogue, all) }
}

/** Seals and serves; null where it is no sigil. */
function tell(rogue: Rogue, body: Body, by: PromptSigner = rogue.signer): Sigil | null {
  const bytes = rogue.seal(body, by)
  const sigil = rogue.random.chance(0.7) ? rogue.hold(bytes) : rogue.note(bytes)
  rogue.hand([bytes], rogue.random.chance(0.5))
  return sigil
}

const self = (rogue: Rogue): WeaverId => weaverIdFrom(rogue.signer.key)
const amWeaving = (rogue: Rogue): boolean => rogue.weaver.admittedAs(self(rogue))?.role === 'weave'
const amRemoved = (rogue: Rogue): boolean =>
  rogue.weaver.admittedAs(self(rogue))?.isRemoved === true

const removals = (rogue: Rogue): readonly Sigil[] =>
  rogue.weaver.sigils().filter(({ deed }) => deed.kind === 'remove' || deed.kind === 'revoke')

const rename = (glyph: GlyphId, title: string): Deed => ({
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [{ facet: 'title', value: title }],
  splices: [[0, 0, title.slice(0, 2)]],
})

function someRename(rogue: Rogue, title: string): Deed | null {
  const glyph = rogue.random.pick(rogue.weaver.glyphIds())
  return glyph === undefined ? null : rename(glyph, title)
}

function anyoneElse(rogue: Rogue): WeaverId | undefined {
  const { random, weaver } = rogue
  const others = weaver.admitted().filter(({ weaver: one }) => one !== self(rogue))
  return random.pick(others)?.weaver
}

/** What it says it had seen of them: all, some of it, or nothing. */
function someTips({ random, weaver }: Rogue, whom: readonly WeaverId[]): readonly SigilId[] {
  const all = weaver.tipsOf(whom)
  if (random.chance(0.4)) return all
  if (random.chance(0.4)) return []
  const sigils = weaver.sigils().filter(({ author }) => whom.includes(author))
  const some = random.pick(sigils)
  return some === undefined ? [] : [some.id]
}

function removing(rogue: Rogue, whom: WeaverId): Remove {
  return { kind: 'remove', weaver: whom, tips: someTips(rogue, [whom]) }
}

/** On its own strand, having seen all; or apart, having seen next to nothing. */
function withSomePast(rogue: Rogue, deed: Deed): Body {
  if (rogue.random.chance(0.5)) return rogue.body(deed)
  const old = rogue.random.chance(0.5) ? anySigil(rogue) : undefined
  return apart(rogue, rogue.signer, deed, [rogue.join.id, ...(old ? [old.id] : [])])
}

interface Puppet {
  readonly signer: PromptSigner
  readonly join: Sigil
}

/** Lets one more key of its own in by that door. */
function puppetBy(
  rogue: Rogue,
  door: { readonly sponsor: PromptSigner; readonly via: 'invite' | 'kin' },
  links: readonly SigilId[],
): Puppet | null {
  const signer = rogue.notary.fromSeed(rogue.random.bytes(32))
  const deed: Deed = {
    kind: 'join',
    via: door.via,
    sponsor: toHex(door.sponsor.key),
    coSeal: door.sponsor.signNow(coSealMessage(rogue.chorus, weaverIdFrom(signer.key))),
    name: door.via === 'kin' ? '' : 'Punch',
  }
  const join = tell(rogue, apart(rogue, signer, deed, links), signer)
  return join === null ? null : { signer, join }
}

function writeAs(rogue: Rogue, { signer, join }: Puppet, links: readonly SigilId[] = []): void {
  const deed = someRename(rogue, 'by a puppet')
  if (deed !== null) tell(rogue, apart(rogue, signer, deed, [join.id, ...links]), signer)
}

/** The invite that it came by, as it is known here. */
const ownDoor = (rogue: Rogue): Sigil | undefined => rogue.weaver.inviteOf(toHex(rogue.door.key))

/** Opens an invite of its own. */
function openDoor(
  rogue: Rogue,
  role: Role,
): { readonly key: PromptSigner; readonly at: Sigil } | null {
  const key = rogue.notary.fromSeed(rogue.random.bytes(32))
  const deed: Deed = { kind: 'invite', key: toHex(key.key), role }
  const at = tell(rogue, rogue.body(deed))
  return at === null ? null : { key, at }
}

export const doorLies: readonly Lie[] = [
  valid('removes somebody', (rogue) => {
    const whom = anyoneElse(rogue)
    if (whom === undefined || !amWeaving(rogue)) return null
    return [withSomePast(rogue, removing(rogue, whom))]
  }),
  valid('removes the founder', (rogue) => {
    const founder = rogue.weaver.facts()?.founder
    if (founder === undefined || !amWeaving(rogue)) return null
    return [withSomePast(rogue, removing(rogue, founder))]
  }),
  valid('removes itself', (rogue) =>
    amWeaving(rogue) ? [rogue.body(removing(rogue, self(rogue)))] : null,
  ),
  valid('revokes an invite', (rogue) => {
    const door = rogue.random.pick(rogue.weaver.invites())
    if (door === undefined || !amWeaving(rogue)) return null
    const tips = someTips(rogue, door.admitted)
    return [withSomePast(rogue, { kind: 'revoke', key: door.key, tips })]
  }),
  valid('removes whoever removed it', (rogue) => {
    const mine = rogue.random.pick(
      removals(rogue).filter(({ deed }) => deed.kind === 'remove' && deed.weaver === self(rogue)),
    )
    if (mine === undefined || !amWeaving(rogue)) return null
    const deed: Deed = { kind: 'remove', weaver: mine.author, tips: [] }
    return [apart(rogue, rogue.signer, deed, [rogue.join.id])]
  }),
  valid('a tip that nobody holds', (rogue) => {
    const whom = anyoneElse(rogue)
    if (whom === undefined || !amWeaving(rogue)) return null
    const tips = [sigilIdFrom(rogue.random.bytes(32))]
    return [apart(rogue, rogue.signer, { kind: 'remove', weaver: whom, tips }, [rogue.join.id])]
  }),
  valid('goes on, removed, as if unaware', (rogue) => {
    const deed = someRename(rogue, 'unaware')
    if (deed === null || !amRemoved(rogue) || !amWeaving(rogue)) return null
    return [apart(rogue, rogue.signer, deed, [rogue.join.id])]
  }),
  valid('goes on, removed, and knows it', (rogue) => {
    const deed = someRename(rogue, 'aware')
    if (deed === null || !amRemoved(rogue) || !amWeaving(rogue)) return null
    return [rogue.body(deed)]
  }),
  {
    name: 'puppets by its own invite',
    tell: (rogue) => {
      const door = amWeaving(rogue) ? openDoor(rogue, 'weave') : null
      if (door === null) return false
      const by = { sponsor: door.key, via: 'invite' } as const
      const puppet = puppetBy(rogue, by, [door.at.id])
      if (puppet !== null) writeAs(rogue, puppet)
      return true
    },
  },
  {
    name: 'puppets by a closed invite',
    tell: (rogue) => {
      const invite = ownDoor(rogue)
      const key = toHex(rogue.door.key)
      const closing = removals(rogue).filter(
        ({ deed }) => deed.kind === 'revoke' && deed.key === key,
      )
      if (invite === undefined || closing.length === 0) return false
      // Some admit to have seen that it was closed, some do not.
      const seen = rogue.random.chance(0.5) ? closing.slice(0, 2).map(({ id }) => id) : []
      const puppet = puppetBy(rogue, { sponsor: rogue.door, via: 'invite' }, [invite.id, ...seen])
      if (puppet !== null && amWeaving(rogue)) writeAs(rogue, puppet)
      return true
    },
  },
  {
    name: 'kin of its own',
    tell: (rogue) => {
      const by = { sponsor: rogue.signer, via: 'kin' } as const
      const puppet = puppetBy(rogue, by, [rogue.join.id])
      if (puppet !== null && amWeaving(rogue)) writeAs(rogue, puppet)
      return true
    },
  },
  {
    name: 'puppets that remove each other',
    tell: (rogue) => {
      const invite = ownDoor(rogue)
      if (invite === undefined || !amWeaving(rogue)) return false
      const by = { sponsor: rogue.door, via: 'invite' } as const
      const puppets = [0, 1, 2]
        .slice(0, rogue.random.between(2, 3))
        .flatMap(() => puppetBy(rogue, by, [invite.id]) ?? [])
      for (const [nth, { signer, join }] of puppets.entries()) {
        const next = puppets[(nth + 1) % puppets.length]
        if (next === undefined) continue
        writeAs(rogue, next)
        const deed: Deed = { kind: 'remove', weaver: weaverIdFrom(next.signer.key), tips: [] }
        tell(rogue, apart(rogue, signer, deed, [join.id]), signer)
      }
      return true
    },
  },

  invalid('a witness removes', (rogue) => {
    const whom = anyoneElse(rogue)
    if (whom === undefined || rogue.weaver.admittedAs(self(rogue))?.role !== 'witness') return null
    return rogue.seal(rogue.body(removing(rogue, whom)))
  }),
  invalid('a witness revokes', (rogue) => {
    const door = rogue.random.pick(rogue.weaver.invites())
    if (door === undefined || rogue.weaver.admittedAs(self(rogue))?.role !== 'witness') return null
    return rogue.seal(rogue.body({ kind: 'revoke', key: door.key, tips: [] }))
  }),
  invalid('a stranger removes', (rogue) => {
    const stranger = rogue.notary.fromSeed(rogue.random.bytes(32))
    const whom = anyoneElse(rogue)
    if (whom === undefined) return null
    const deed: Deed = { kind: 'remove', weaver: whom, tips: rogue.weaver.tipsOf([whom]) }
    return rogue.seal(apart(rogue, stranger, deed, [rogue.join.id]), stranger)
  }),
  invalid('a removal, its tip refused', (rogue) => {
    const whom = anyoneElse(rogue)
    if (whom === undefined || !amWeaving(rogue)) return null
    const bad = rogue.seal({ ...fine(rogue), seq: 9_999 })
    const tip = rogue.note(bad)
    if (tip === null) return null
    rogue.hand([bad])
    return rogue.seal(
      apart(rogue, rogue.signer, { kind: 'remove', weaver: whom, tips: [tip.id] }, [rogue.join.id]),
    )
  }),
  {
    name: 'a removal from another chorus',
    tell: (rogue) => {
      const whom = anyoneElse(rogue)
      if (whom === undefined) return false
      rogue.intend('foreign-chorus')
      const other = chorusIdFrom(sigilIdFrom(rogue.random.bytes(32)))
      const there = { ...rogue.body(removing(rogue, whom)), chorusTag: other.slice(0, 8) }
      const body = encodeBody(there)
      rogue.hand([concatBytes([body, rogue.signer.signNow(sealMessage(other, body))])])
      return true
    },
  },
]
