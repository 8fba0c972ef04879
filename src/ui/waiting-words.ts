/**
 * What sits in the Aludel, told by author: a person wants to know whose work is
 * on its way and what it waits for, and not each sigil's id.
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Waiting } from '../protocol/trace'
import { groupBy } from './group-by'
import type { NameOf } from './refusal-words'
import { duration } from './time-words'
import { count } from './words'

export interface WaitingGroup {
  readonly key: string
  readonly author: WeaverId
  readonly reason: 'parents' | 'clock' | 'introduction'
  readonly sigils: readonly SigilId[]
  readonly missing: readonly SigilId[]
  /** Who handed them over, and so is asked for the rest. */
  readonly asked: readonly string[]
  /** Until the last of them is due. */
  readonly heldMs: number
}

export function waitingGroups(waiting: readonly Waiting[]): readonly WaitingGroup[] {
  const byCause = groupBy(waiting, (one) => `${one.author} ${reasonOf(one)}`)
  return [...byCause].flatMap(([key, group]) => {
    const [first] = group
    if (first === undefined) return []
    const mine = new Set(group.map((one) => one.sigil))
    // A parent that itself waits here is not missing: it is the front of the same queue.
    const missing = new Set(group.flatMap((one) => one.missing).filter((id) => !mine.has(id)))
    return [
      {
        key,
        author: first.author,
        reason: reasonOf(first),
        sigils: [...mine],
        missing: [...missing],
        asked: [...new Set(group.map((one) => one.from))],
        heldMs: Math.max(...group.map((one) => one.heldMs ?? 0)),
      },
    ]
  })
}

function reasonOf(one: Waiting): WaitingGroup['reason'] {
  if (one.heldMs !== undefined) return 'clock'
  return one.missing.length > 0 ? 'parents' : 'introduction'
}

/** `elapsedMs`: since the snapshot that the group was made from. */
export function waitingSentence(group: WaitingGroup, nameOf: NameOf, elapsedMs = 0): string {
  const sigils = count(group.sigils.length, 'sigil')
  const author = nameOf(group.author)
  if (group.reason === 'clock') {
    return `${sigils} by ${author}, whose clock runs ahead: held for ${duration(group.heldMs - elapsedMs)}`
  }
  if (group.reason === 'introduction') {
    return `${sigils} by ${author}, who has not been introduced to this chorus yet`
  }
  const asked = group.asked.filter((from) => from !== 'self').map(nameOf)
  const told = asked.length === 0 ? '' : `; asked ${asked.join(', ')}`
  return `${sigils} waiting for ${count(group.missing.length, 'parent')} by ${author}${told}`
}
