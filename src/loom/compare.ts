/** Where one JSON document differs from another, field by field, in the order of the document. */

/** What is wrong, and where: a path as JavaScript would write it, like `contenders[1].stamp.ms`. */
export interface WrongField {
  readonly path: string
  readonly why: string
}

type Json = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function differences(wanted: unknown, given: unknown, path = ''): readonly WrongField[] {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(given)) return [{ path, why: 'this should be a list' }]
    return compared(wanted, given, (key) => `${path}[${key}]`)
  }
  if (isRecord(wanted)) {
    if (!isRecord(given)) return [{ path, why: 'this should be an object' }]
    return compared(wanted, given, (key) => (path === '' ? key : `${path}.${key}`))
  }
  if (wanted === given) return []
  return [{ path, why: `it is ${shown(given)}, and by the sealed bytes it is ${shown(wanted)}` }]
}

function compared(
  wanted: object,
  given: object,
  pathOf: (key: string) => string,
): readonly WrongField[] {
  const should = new Map<string, unknown>(Object.entries(wanted))
  const is = new Map<string, unknown>(Object.entries(given))
  return [...new Set([...should.keys(), ...is.keys()])].flatMap((key) => {
    const path = pathOf(key)
    if (!is.has(key)) return [{ path, why: 'it is missing' }]
    if (!should.has(key)) return [{ path, why: 'it does not belong in a receipt' }]
    return differences(should.get(key), is.get(key), path)
  })
}

const shownUnits = 80

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > shownUnits ? `${text.slice(0, shownUnits)}…` : text
}
