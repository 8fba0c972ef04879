/**
 * Validity: whether a sigil may be integrated (PROTOCOL.md §VA, second layer).
 *
 * A function of the sigil and its causal past, and of nothing else: no clock, no
 * order of arrival, no opinion of a neighbour. Hence final, and the same on every
 * weaver. The first layer, well-formed and sealed, was settled before a sigil is one.
 */

import { standingIn, type Standing, type Vouched } from './covenant'
import type { ChorusId } from './ids'
import type { Deed, Refusal, Sigil } from './sigil'
import { compareStamps } from './stamp'

/** The refusal, or the standing that its author proved to have. */
export type Validity =
  | { readonly refusal: Refusal; readonly standing: null }
  | { readonly refusal: null; readonly standing: Standing }

/** Judges a sigil all of whose `links` are integrated. */
export function validate(sigil: Sigil, links: readonly Vouched[], chorus: ChorusId): Validity {
  const past = { prev: links.find(({ sigil: { id } }) => id === sigil.prev), links }
  const early =
    foreignGenesis(sigil, chorus) ?? stampFault(sigil, links) ?? strandFault(sigil, past.prev)
  if (early !== null) return { refusal: early, standing: null }
  const standing = standingIn(past, sigil)
  if (standing === null) {
    return { refusal: { kind: 'not-admitted', author: sigil.author }, standing: null }
  }
  const refusal = rightFault(sigil, standing)
  return refusal === null ? { refusal, standing } : { refusal, standing: null }
}

/** [VA6] One genesis a chorus: any other begins another one. */
function foreignGenesis(sigil: Sigil, chorus: ChorusId): Refusal | null {
  if (sigil.deed.kind !== 'found' || sigil.id === chorus) return null
  return { kind: 'foreign-chorus', chorusTag: sigil.id.slice(0, 8) }
}

/** [VA3] Without this, Primacy and Authority could contradict each other. */
function stampFault(sigil: Sigil, links: readonly Vouched[]): Refusal | null {
  for (const { sigil: link } of links) {
    if (compareStamps(sigil.stamp, link.stamp) <= 0) {
      return { kind: 'stamp-not-above-links', link: link.id }
    }
  }
  return null
}

/** [VA4] */
function strandFault(sigil: Sigil, prev: Vouched | undefined): Refusal | null {
  const fault = strandDetail(sigil, prev?.sigil)
  return fault === null ? null : { kind: 'broken-strand', detail: fault }
}

function strandDetail({ seq, prev, author, strand }: Sigil, found: Sigil | undefined) {
  if (seq === 0) return prev === null ? null : 'the first of a strand follows nothing'
  if (found === undefined) return 'prev is none of the links'
  if (found.author !== author) return 'prev is of another weaver'
  if (found.strand !== strand) return 'prev is on another strand'
  return found.seq === seq - 1 ? null : `${seq} follows ${found.seq}`
}

/** [CH7] */
function rightFault({ deed, author }: Sigil, { role }: Standing): Refusal | null {
  const what = actWords[deed.kind]
  if (role === 'weave' || what === null) return null
  return { kind: 'no-right', author, detail: `a witness ${what}` }
}

/** What takes the role *weave*, in words; null for what does not. */
const actWords: Readonly<Record<Deed['kind'], string | null>> = {
  found: null,
  join: null,
  unknown: null,
  transmute: 'changes a glyph',
  invite: 'invites',
  remove: 'removes a weaver',
  revoke: 'revokes an invite',
}
