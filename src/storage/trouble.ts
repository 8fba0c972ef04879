/** What failed in the browser's storage, as a {@link VaultTrouble} (PROTOCOL.md §VT). */

import type { VaultTrouble } from './vault'

/** An Error, for its stack, that is a trouble as well: what storage rejects with. */
export function asError(trouble: VaultTrouble): Error & VaultTrouble {
  return Object.assign(new Error(trouble.detail), trouble)
}

export const closedTrouble: VaultTrouble = { kind: 'failed', detail: 'This chorus was closed.' }

/**
 * Reads a platform error. The name decides: `navigator.storage.estimate` says
 * there is room in most cases in which browsers report none [VT7].
 */
export function troubleFrom(error: unknown): VaultTrouble {
  switch (nameOf(error)) {
    case 'QuotaExceededError':
      return { kind: 'full', detail: 'The browser has no room left for this site.' }
    case 'VersionError':
      return { kind: 'failed', detail: 'A newer Aetherlink runs in another tab: reload this one.' }
    default:
      return {
        kind: 'failed',
        detail: `The browser’s storage does not answer (${wordsOf(error)}).`,
      }
  }
}

/** Whether a fresh handle could change anything. */
export function isLasting(error: unknown): boolean {
  return ['QuotaExceededError', 'VersionError'].includes(nameOf(error))
}

/** A transaction's end names its cause only in one of several errors; the rest just say that it ended. */
export function causeAmong(errors: readonly unknown[]): unknown {
  return errors.find((error) => nameOf(error) !== 'AbortError') ?? errors[0]
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
