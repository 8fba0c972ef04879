/** Every work, in the order of their ids. */

import { automerge } from './peers/automerge'
import { loro } from './peers/loro'
import { yjs } from './peers/yjs'
import { textAlone } from './text-alone'
import { textMerged } from './text-merged'
import type { Work } from './work'

const peers = [yjs, loro, automerge]

export const works: readonly Work[] = [textAlone(peers), textMerged(peers)]
