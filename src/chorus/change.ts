/**
 * What a person asked to change and the chorus can't do, said so that they can read it.
 */

import type { Role } from '../protocol/sigil'

export type ChangeRefusalKind =
  | 'not-open'
  | 'no-such-glyph'
  | 'out-of-range'
  | 'bad-value'
  | 'witness'
  | 'removed'
  | 'closed'
  | 'in-use'
  | 'reading'
  | 'not-sealed'

/** An `Error`, since it travels as a rejected promise; told apart by `kind`. */
export interface ChangeRefusal extends Error {
  readonly kind: ChangeRefusalKind
  /** What the person wrote and now stands nowhere, for them to keep; empty where they lost no words. */
  readonly words?: string
}

export function changeRefusal(kind: ChangeRefusalKind, message: string): ChangeRefusal {
  return Object.assign(new Error(message), { name: 'ChangeRefusal', kind })
}

/** A change that was shown already, could not be sealed, and was taken back [SS10]. */
export function notSealed(reason: unknown, words: string): ChangeRefusal {
  const detail = reason instanceof Error ? reason.message : String(reason)
  const message = `A change could not be sealed and was taken back, with what was made on top of it (${detail}).`
  return Object.assign(changeRefusal('not-sealed', message), { words })
}

export function isChangeRefusal(error: unknown): error is ChangeRefusal {
  return error instanceof Error && error.name === 'ChangeRefusal'
}

/** Why nothing may be changed here at present; null where it may. */
export function reasonAgainstChange(
  isClosed: boolean,
  isOpen: boolean,
  standing: { readonly role: Role; readonly isRemoved: boolean } | undefined,
): Error | null {
  if (isClosed) return changeRefusal('closed', 'This chorus is closed in this tab.')
  if (!isOpen) {
    return changeRefusal('not-open', 'Still joining: nothing can be changed before the first sync.')
  }
  if (standing?.isRemoved === true) {
    return changeRefusal(
      'removed',
      'You were removed from this chorus. What is here stays yours to read and copy; to write again you need a new link.',
    )
  }
  return standing?.role === 'witness'
    ? changeRefusal('witness', 'You were invited to look on: a witness changes nothing.')
    : null
}
