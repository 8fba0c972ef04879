/**
 * Who wrote which part of a body as it shows: the provenance of what is
 * integrated [TX11], with local changes not yet sealed laid over [SS1].
 */

import type { WeaverId } from '../protocol/ids'
import type { Splice } from '../protocol/sigil'
import type { BodySpan } from '../protocol/weaver'
import type { Authored } from './chorus'

/** In the order of the text, without gaps. */
export function authorshipOf(
  spans: readonly BodySpan[],
  pending: readonly Splice[],
  self: WeaverId,
): readonly Authored[] {
  const authored: Authored[] = []
  let end = 0
  for (const { sigil, length, deletedBy } of spans) {
    if (deletedBy.length > 0) continue
    const last = authored.at(-1)
    if (last?.sigil === sigil.id) authored[authored.length - 1] = { ...last, to: end + length }
    else authored.push({ from: end, to: end + length, sigil: sigil.id, weaver: sigil.author })
    end += length
  }
  return pending.reduce<readonly Authored[]>(
    (under, splice) => layOver(under, splice, self),
    authored,
  )
}

function layOver(
  authored: readonly Authored[],
  [at, deleted, inserted]: Splice,
  self: WeaverId,
): readonly Authored[] {
  const shift = inserted.length - deleted
  const before = authored.flatMap((part) => cut(part, 0, at))
  const after = authored.flatMap((part) => cut(part, at + deleted, Infinity))
  const own = { from: at, to: at + inserted.length, sigil: null, weaver: self }
  return [
    ...before,
    ...(inserted === '' ? [] : [own]),
    ...after.map((part) => ({ ...part, from: part.from + shift, to: part.to + shift })),
  ]
}

/** What of a part lies between two positions. */
function cut(part: Authored, start: number, end: number): readonly Authored[] {
  const from = Math.max(part.from, start)
  const to = Math.min(part.to, end)
  return from < to ? [{ ...part, from, to }] : []
}
