/** All that one's own sigils come of: changes, undo, invites, removals (PROTOCOL.md §SS). */

import type { WeaverId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
import type { Chorus } from './chorus'
import { createDoors, type Doors } from './doors'
import { createInviting, type InvitingDeps } from './inviting'
import type { Pen } from './pen'
import { createUndo } from './undo'
import { createWriting, type Writing, type WritingDeps } from './writing'

export interface AuthoringDeps extends InvitingDeps, WritingDeps {
  readonly weaver: Weaver
  readonly pen: Pen
  readonly self: WeaverId
}

export type Authoring = Omit<Writing, 'change'> &
  Doors &
  Pick<Chorus, 'undoable' | 'redoable' | 'undo' | 'redo' | 'invite'>

export function createAuthoring(deps: AuthoringDeps): Authoring {
  const { change, ...writing } = createWriting(deps)
  return {
    ...writing,
    ...createUndo(deps),
    ...createDoors({ ...deps, write: change }),
    invite: createInviting(deps),
  }
}
