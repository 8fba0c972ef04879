/** Every work, in the order of their ids. */

import { bulkVerification } from './bulk-verification'
import { growth } from './growth'
import { memory } from './memory'
import type { PeerRef } from './peers/peer'
import { registers } from './registers'
import { sigilBytes } from './sigil-bytes'
import { textAlone } from './text-alone'
import { textMerged } from './text-merged'
import { wholePath } from './whole-path'
import type { Work } from './work'

const peers: readonly PeerRef[] = [
  { name: 'yjs', load: async () => (await import('./peers/yjs')).yjs },
  { name: 'loro', load: async () => (await import('./peers/loro')).loro },
  { name: 'automerge', load: async () => (await import('./peers/automerge')).automerge },
]

export const works: readonly Work[] = [
  textAlone(peers),
  textMerged(peers),
  wholePath(peers),
  registers(peers),
  sigilBytes(peers),
  bulkVerification,
  memory(peers),
  growth,
]
