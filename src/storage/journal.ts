/**
 * The journal's keys, and whether a tab knows all that lies there, because it read it or
 * wrote it (PROTOCOL.md §SN, [SN9]).
 *
 * IndexedDB hands out keys without gaps and the last record is never folded away, so nobody
 * else has written where all keys since the tab read are its own. In doubt it knows not all.
 */

export interface Coverage {
  /** Reading has begun, of all up to that key; 0 where there was none. */
  readonly reads: (last: number) => void
  /** It came to its end, and nothing was damaged. */
  readonly hasRead: () => void
  /** The keys of one commit, ascending. */
  readonly wrote: (keys: readonly number[]) => void
  readonly isAll: (last: number) => boolean
  /** Another database lies there by now. */
  readonly forget: () => void
}

export function createCoverage(): Coverage {
  /** Up to that key all was read, or is being read, or was written here; null once a key is somebody else's. */
  let upTo: number | null = null
  let isRead = false

  return {
    reads: (last) => {
      upTo = last
      isRead = false
    },
    hasRead: () => {
      isRead = true
    },
    wrote: (keys) => {
      const [first = 0] = keys
      const last = keys.at(-1) ?? 0
      if (upTo === null || last <= upTo) return
      upTo = first === upTo + 1 ? last : null
    },
    isAll: (last) => isRead && upTo === last,
    forget: () => {
      upTo = null
    },
  }
}

/** 0 where the journal is empty: keys begin at 1. */
export async function lastKeyOf(journal: {
  readonly openKeyCursor: (
    query: null,
    direction: 'prev',
  ) => Promise<{ readonly key: number } | null>
}): Promise<number> {
  return (await journal.openKeyCursor(null, 'prev'))?.key ?? 0
}
