/**
 * Credential: what shows that a key has a place in a chorus (PROTOCOL.md §CU, [CU25] to [CU27]).
 * Standard term: delegation chain, from the genesis, whose hash is the chorus's name.
 *
 * It is made of the very sigils that admitted someone, so nothing is signed for
 * it and a newcomer, who holds nothing yet, can check it from the link alone.
 *
 * The surprise: whoever was admitted once is let in even where a removal has set
 * that aside. Nobody could tell it so otherwise, and what it wrote would be lost.
 */

import { toHex } from './bytes'
import { decodeSigil } from './codec'
import { type ChorusId, type SigilId, type WeaverId, weaverIdFrom } from './ids'
import { maxChain } from './limits'
import type { Hash, Signer, Verifier } from './ports'
import { coSealMessage, sealClaimsOf } from './seal'
import type { Deed, Role, Sigil } from './sigil'
import type { Weaver } from './weaver'

/** What one end of a link shows for itself beside its key's seal. */
export interface Credential {
  /** Who lets it in, while it was not admitted yet; null once it was. */
  readonly sponsor: Sponsor | null
  /** Bytes of sigils: the genesis, and every invite and join down to the greeter or its sponsor. May be empty. */
  readonly chain: readonly Uint8Array[]
}

export interface Sponsor {
  /** Public key of an invite, or of a weaver of the same browser: 32 bytes. */
  readonly key: Uint8Array
  /** Its seal over chorus and greeter, as a join will carry it [SE2]: 64 bytes. */
  readonly coSeal: Uint8Array
}

export const noCredential: Credential = { sponsor: null, chain: [] }

/** What a weaver makes of a greeter. */
export type Place =
  | { readonly kind: 'held' }
  /** Its door was closed: whoever comes by it is told. */
  | { readonly kind: 'shut' }
  | { readonly kind: 'none'; readonly reason: string }

type Known = Pick<
  Weaver,
  'chorus' | 'get' | 'admissionOf' | 'inviteOf' | 'admittedAs' | 'doorOf' | 'hasSay'
>

export interface Bearer {
  readonly weaver: Known
  readonly self: WeaverId
  /** The invite it was given, while that may be good for something; else null. */
  readonly invite: Signer | null
  /** Other keys of this browser in this chorus. */
  readonly kin: readonly Signer[]
}

/** [CU25] What `self` can show at present: its own admission, or kin's, and the invite it was given. */
export async function credentialOf({ weaver, self, invite, kin }: Bearer): Promise<Credential> {
  const own = chainTo(weaver, self)
  const isAdmitted = (key: Uint8Array): boolean =>
    weaver.admissionOf(weaverIdFrom(key)) !== undefined
  const relative = own.length > 0 ? undefined : kin.find(({ key }) => isAdmitted(key))
  const sponsor = relative ?? invite
  if (sponsor === null) return { sponsor, chain: own }
  const coSeal = await sponsor.sign(coSealMessage(weaver.chorus, self))
  const chain = own.length > 0 ? own : chainTo(weaver, toHex(sponsor.key))
  return { sponsor: { key: sponsor.key, coSeal }, chain }
}

/** From the genesis down to what admits this weaver, or names this invite; empty where that is not here, or too long to show. */
function chainTo(weaver: Known, key: string): readonly Uint8Array[] {
  const chain: Uint8Array[] = []
  let sigil = weaver.inviteOf(key) ?? weaver.admissionOf(key as WeaverId)
  while (sigil !== undefined && chain.length < maxChain) {
    chain.unshift(sigil.bytes)
    if (sigil.deed.kind === 'found') return chain
    sigil = groundOf(weaver, sigil)
  }
  return []
}

/** What an invite or a join rests on: its author's admission, or what it links of its sponsor's. */
function groundOf(
  { get, admissionOf }: Pick<Known, 'get' | 'admissionOf'>,
  { deed, author, links }: Sigil,
): Sigil | undefined {
  if (deed.kind === 'invite') return admissionOf(author)
  if (deed.kind !== 'join') return undefined
  return links.flatMap((id) => get(id) ?? []).find((link) => admits(link, deed))
}

/** [CH4] [CH5] Whether a join that links this sigil is admitted by it. */
function admits(link: Sigil | undefined, join: Deed): boolean {
  if (link === undefined || join.kind !== 'join') return false
  const { deed, author } = link
  if (join.via === 'invite') return deed.kind === 'invite' && deed.key === join.sponsor
  return (deed.kind === 'join' || deed.kind === 'found') && author === join.sponsor
}

export interface JudgeDeps {
  readonly weaver: Known
  readonly verifier: Verifier
  readonly hash: Hash
}

/**
 * [CU26] Whether `greeter`, whose key is proved, has a place here. Whoever was admitted keeps it,
 * even where that was set aside since: it has to hear so, and what it wrote is not lost.
 */
export async function judgeCredential(
  { weaver, verifier, hash }: JudgeDeps,
  greeter: WeaverId,
  { sponsor, chain }: Credential,
): Promise<Place> {
  if (weaver.admissionOf(greeter) !== undefined) return held
  const sigils = readChain(chain, weaver.chorus, hash)
  const claims = sigils.flatMap((sigil) => sealClaimsOf(sigil, weaver.chorus))
  const message = coSealMessage(weaver.chorus, greeter)
  if (sponsor !== null) claims.push({ key: sponsor.key, message, seal: sponsor.coSeal })
  if ((await verifier.verify(claims)).includes(false)) {
    return none('What it showed for itself was not sealed as it says.')
  }
  const { weavers, invites } = provenBy(sigils, weaver.chorus)
  const wasAdmitted = (key: string): boolean =>
    weavers.has(key) || weaver.admissionOf(key as WeaverId) !== undefined
  if (wasAdmitted(greeter)) return held
  if (sponsor === null) return none('It has shown no place in this chorus.')
  const key = toHex(sponsor.key)
  if (wasAdmitted(key)) return held
  const door = weaver.doorOf(key)
  if (door !== undefined) return door.isOpen ? held : { kind: 'shut' }
  return invites.has(key) && sigils.every((sigil) => isGood(weaver, sigil))
    ? held
    : none('It has shown no open invite that is known here.')
}

const held: Place = { kind: 'held' }

const none = (reason: string): Place => ({ kind: 'none', reason })

/** Those that can be read: what can't proves nothing, and the chain breaks there. */
function readChain(chain: readonly Uint8Array[], chorus: ChorusId, hash: Hash): readonly Sigil[] {
  return chain.flatMap((bytes) => {
    const read = decodeSigil(bytes, chorus, hash)
    return read.ok ? [read.sigil] : []
  })
}

/** False of what is known to have no say, and of what is not known and would have none. */
function isGood(weaver: Known, { id, author }: Sigil): boolean {
  if (weaver.get(id) !== undefined) return weaver.hasSay(id)
  return weaver.admittedAs(author)?.isRemoved !== true
}

interface Proven {
  readonly weavers: ReadonlySet<string>
  readonly invites: ReadonlySet<string>
}

/** Keys, in hex, that a chain leads to, each step resting on those before it. */
function provenBy(chain: readonly Sigil[], chorus: ChorusId): Proven {
  const weavers = new Map<string, Role>()
  const invites = new Map<string, Role>()
  const shown = new Map<SigilId, Sigil>()
  for (const sigil of chain) {
    const { id, deed, author, links } = sigil
    if (deed.kind === 'found' && id === chorus) weavers.set(author, 'weave')
    // [CH7] A witness opens no door.
    if (deed.kind === 'invite' && weavers.get(author) === 'weave') invites.set(deed.key, deed.role)
    if (deed.kind === 'join' && links.some((link) => admits(shown.get(link), deed))) {
      const role = (deed.via === 'invite' ? invites : weavers).get(deed.sponsor)
      if (role !== undefined) weavers.set(author, role)
    }
    shown.set(id, sigil)
  }
  return { weavers: new Set(weavers.keys()), invites: new Set(invites.keys()) }
}
