/** A list with at least one member, so that taking the first needs no apology. */
export type NonEmpty<T> = readonly [T, ...T[]]
