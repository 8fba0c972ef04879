/**
 * What a person asked to change and the chorus can't do, said so that they can read it.
 */

export type ChangeRefusalKind =
  | 'not-open'
  | 'no-such-glyph'
  | 'out-of-range'
  | 'bad-value'
  | 'witness'
  | 'closed'
  | 'in-use'

/** An `Error`, since it travels as a rejected promise; told apart by `kind`. */
export interface ChangeRefusal extends Error {
  readonly kind: ChangeRefusalKind
}

export function changeRefusal(kind: ChangeRefusalKind, message: string): ChangeRefusal {
  return Object.assign(new Error(message), { name: 'ChangeRefusal', kind })
}

export function isChangeRefusal(error: unknown): error is ChangeRefusal {
  return error instanceof Error && error.name === 'ChangeRefusal'
}
