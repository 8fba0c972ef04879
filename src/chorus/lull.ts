/** A lull: lets others wait until some work has come to rest. */
export interface Lull {
  /** Resolves at once where there is a lull already. */
  readonly wait: () => Promise<void>
  /** Looks again, and tells all who wait where there is one now. */
  readonly check: () => void
}

export function createLull(isQuiet: () => boolean): Lull {
  const waiters: (() => void)[] = []
  return {
    wait: () =>
      isQuiet()
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve)
          }),
    check: () => {
      if (waiters.length === 0 || !isQuiet()) return
      for (const tell of waiters.splice(0)) tell()
    },
  }
}
