/** Leaving: in which order the parts of a session end, so that a tab which gets no further has told the others (PROTOCOL.md §SS). */

import type { Vault } from '../storage/vault'
import type { Reading } from './reading'
import type { Remembered } from './remembered'
import type { Snapshots } from './snapshots'

interface Stoppable {
  readonly stop: () => void
}

export interface LeavingParts {
  readonly presences: Stoppable
  readonly neighbours: Stoppable
  readonly arrivals: Stoppable
  readonly preview: Stoppable
  readonly keeper: Stoppable
  readonly reading: Pick<Reading, 'ground'>
  readonly snapshots: Pick<Snapshots, 'now'>
  readonly vault: Pick<Vault, 'close'>
  readonly remember: Remembered['remember']
}

export async function leave(parts: LeavingParts): Promise<void> {
  const { presences, neighbours, arrivals, preview, keeper, snapshots } = parts
  // Neighbours soon: a tab that is being closed may get no further than this.
  for (const part of [presences, neighbours, arrivals, preview, keeper]) part.stop()
  const { glyphIds, admitted } = parts.reading.ground()
  const counts = { glyphs: glyphIds().length, weavers: admitted().length }
  // What fails here costs the threshold a number, or the next opening some time.
  await Promise.allSettled([parts.remember(counts), snapshots.now()])
  parts.vault.close()
}
