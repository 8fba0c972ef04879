/**
 * Structural sharing: of two readings of the same thing, the older object where
 * they say the same, part by part. So whoever reads a slice is called only
 * where something in that slice is new. For plain data alone: no cycles.
 */

/** `fresh`, with every part that equals its counterpart in `known` replaced by that very object. */
export function unchanged<T>(known: unknown, fresh: T): T {
  if (Object.is(known, fresh)) return fresh
  if (Array.isArray(fresh)) return sharedList(known, fresh) as T
  if (isRecord(fresh)) return sharedRecord(known, fresh)
  return fresh
}

function sharedList(known: unknown, fresh: readonly unknown[]): readonly unknown[] {
  if (!Array.isArray(known)) return fresh
  const parts = fresh.map((part, at) => unchanged(known[at], part))
  const isSame = known.length === parts.length && parts.every((part, at) => part === known[at])
  return isSame ? known : parts
}

function sharedRecord<T extends object>(known: unknown, fresh: T): T {
  if (!isRecord(known)) return fresh
  const before = known as Readonly<Record<string, unknown>>
  const parts = Object.entries(fresh).map(
    ([name, part]) => [name, unchanged(before[name], part)] as const,
  )
  const isSame =
    Object.keys(before).length === parts.length &&
    parts.every(([name, part]) => Object.is(part, before[name]) && name in before)
  return (isSame ? known : Object.fromEntries(parts)) as T
}

/** Maps, sets, byte arrays and functions are compared by identity alone. */
function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
