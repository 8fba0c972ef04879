/**
 * The people of the lab: always the same, with keys chosen so that their hues
 * lie apart on the wheel (PROTOCOL.md §LB). Keys that everybody can compute seal nothing of value.
 */

import { createSeedSigner } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import { weaverIdFrom, type WeaverId } from '../protocol/ids'
import type { Signer } from '../protocol/ports'

export interface LabPerson {
  readonly nth: number
  readonly name: string
  readonly seed: Uint8Array
  readonly signer: Signer
  readonly weaver: WeaverId
}

/** Each with the number that gives a key of another hue than the others'. */
const names = [
  ['Ada', 2],
  ['Bea', 2],
  ['Cyd', 7],
  ['Dan', 4],
  ['Eve', 15],
  ['Fay', 9],
] as const

/** Makes the keys of the first `count`, which takes some milliseconds each. */
export function labPeople(count: number): readonly LabPerson[] {
  return names.slice(0, count).map(([name, number], nth) => {
    const seed = sha256(new TextEncoder().encode(`aetherlink lab ${name} ${number}`))
    const signer = createSeedSigner(seed)
    return { nth, name, seed, signer, weaver: weaverIdFrom(signer.key) }
  })
}

export const labName = (nth: number): string => names[nth]?.[0] ?? `Weaver ${nth + 1}`
