/**
 * The journal's keys, and whether a tab knows all that lies there, because it read it or
 * wrote it (PROTOCOL.md §SN, [SN9]).
 *
 * IndexedDB hands out keys without gaps and the last record is never folded away, so nobody
 * else has written where all keys since the tab read are its own. In doubt it knows not all.
 */

export interface Coverage {
  /** All was read up to that key; 0 where there was none. */
  readonly read: (last: number) => void
  readonly wrote: (keys: readonly number[]) => void
  readonly isAll: (last: number) => boolean
  /** Another database lies there by now. */
  readonly forget: () => void
}

export function createCoverage(): Coverage {
  let upTo: number | null = null
  let own: readonly number[] = []

  const isAll = (last: number): boolean =>
    upTo !== null && own.filter((key) => key <= last).length === last - upTo

  function read(last: number): void {
    upTo = last
    own = own.filter((key) => key > last)
  }

  return {
    read,
    wrote: (keys) => {
      own = [...own, ...keys]
    },
    isAll: (last) => {
      const all = isAll(last)
      if (all) read(last)
      return all
    },
    forget: () => {
      upTo = null
      own = []
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
