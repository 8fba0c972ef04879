/** All that one's own sigils come of: changes, undo, invites, removals (PROTOCOL.md §SS). */

import type { WeaverId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
import type { Change, Chorus } from './chorus'
import { createDoors, type Doors } from './doors'
import { createInviting, type InvitingDeps } from './inviting'
import type { Pen } from './pen'
import type { Reading } from './reading'
import { createUndo } from './undo'
import { createWriting, type Writing, type WritingDeps } from './writing'

export interface AuthoringDeps extends InvitingDeps, WritingDeps {
  readonly weaver: Weaver
  readonly pen: Pen
  readonly self: WeaverId
  readonly reading: Pick<Reading, 'isWhole' | 'whole' | 'told'>
}

export type Authoring = Omit<Writing, 'change'> &
  Doors &
  Pick<Chorus, 'undoable' | 'redoable' | 'undo' | 'redo' | 'invite'>

export function createAuthoring(deps: AuthoringDeps): Authoring {
  const { reading } = deps
  const { change, ...writing } = createWriting(deps)
  const undo = createUndo(deps)
  const doors = createDoors({ ...deps, write: change })
  const invite = createInviting(deps)

  /** [SN8] What is made from history waits for it. */
  function onceWhole(make: () => Change): Change {
    if (reading.isWhole()) return make()
    const made = reading.whole().then(make)
    const [sealed, kept] = [made.then((one) => one.sealed), made.then((one) => one.kept)]
    // A caller that does not look has its change refused all the same; one that looks sees why.
    sealed.catch(() => {})
    kept.catch(() => {})
    return { sealed, kept }
  }

  const answerOnceWhole = <T>(ask: () => Promise<T>): Promise<T> =>
    reading.isWhole() ? ask() : reading.whole().then(ask)

  return {
    ...writing,
    undoable: (scope) => (reading.isWhole() ? undo.undoable(scope) : null),
    redoable: (scope) => (reading.isWhole() ? undo.redoable(scope) : null),
    undo: (scope) => answerOnceWhole(() => undo.undo(scope)),
    redo: (scope) => answerOnceWhole(() => undo.redo(scope)),
    remove: (weaver) => onceWhole(() => doors.remove(weaver)),
    revoke: (key) => onceWhole(() => doors.revoke(key)),
    asides: reading.told(doors.asides),
    takeOver: (sigil) => onceWhole(() => doors.takeOver(sigil)),
    invite: (role) => answerOnceWhole(() => invite(role)),
  }
}
