/** A friendly display name for whoever has not chosen one yet. */

import type { Entropy } from '../protocol/ports'

const manners = ['Quiet', 'Bright', 'Gentle', 'Swift', 'Amber', 'Lunar', 'Wry', 'Patient'] as const
const creatures = ['Heron', 'Otter', 'Lynx', 'Wren', 'Hare', 'Moth', 'Finch', 'Newt'] as const

export function drawName(entropy: Entropy): string {
  const [manner = 0, creature = 0] = entropy.bytes(2)
  return `${manners[manner % manners.length]} ${creatures[creature % creatures.length]}`
}
