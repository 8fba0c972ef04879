/**
 * The inverse of text that one weaver wrote and deleted (PROTOCOL.md §UN).
 * Standard term: selective undo of a sequence.
 *
 * Text that an undo puts back is new text, by new units. Each such copy is the
 * heir of the unit it replaces, and what is asked of a unit is answered by its
 * heir: else undoing some typing would leave behind what an undo had put back.
 * No copy says whose heir it is; that follows from history [UN5].
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Sigil, Splice } from '../protocol/sigil'
import type { BodySpan } from '../protocol/weaver'

/** An undo or redo of this body that was made before. */
export interface TextReversal {
  /** In the order of their strand. */
  readonly sigils: readonly Sigil[]
  readonly inverts: ReadonlySet<SigilId>
  /** What it had seen. */
  readonly hadSeen: (sigil: SigilId) => boolean
}

export interface TextInverse {
  /** Against the text as it stands. */
  readonly splices: readonly Splice[]
  /** Other weavers whose deletions leave something of it as it is, by first deletion. */
  readonly by: readonly WeaverId[]
}

/** One unit of the document. */
interface Unit {
  readonly sigil: Sigil
  readonly text: string
  readonly deletedBy: readonly Sigil[]
  /** Place in the document of the unit it replaced; null where it is no copy. */
  heirOf: number | null
  /** Place of the first unit of that line: its own, where it is no copy. */
  origin: number
}

/**
 * What takes back all that the sigils `inverts` did to the body. `hadSeen` tells
 * what the first of them was made on.
 */
export function invertText(
  spans: readonly BodySpan[],
  reversals: readonly TextReversal[],
  { inverts, hadSeen }: Pick<TextReversal, 'inverts' | 'hadSeen'>,
  self: WeaverId,
): TextInverse {
  const units = unitsOf(spans)
  const placesOf = placesBySigil(units)
  for (const reversal of reversals) findHeirs(units, placesOf, reversal)
  const written = new Set(
    units.flatMap(({ sigil, origin }) => (inverts.has(sigil.id) ? [origin] : [])),
  )
  const goes = units.map(
    (unit) => stands(unit) && unit.sigil.author === self && written.has(unit.origin),
  )
  const returning = returningAmong(units, inverts, stands, () => true)
  const splices = splicesFor(units, goes, returning, hadSeen)
  return { splices, by: deletersOf(units, inverts, self) }
}

const stands = ({ deletedBy }: Unit): boolean => deletedBy.length === 0

function unitsOf(spans: readonly BodySpan[]): Unit[] {
  const texts = new Map<SigilId, string>()
  const units: Unit[] = []
  for (const { sigil, from, length, deletedBy } of spans) {
    const text = texts.get(sigil.id) ?? insertedBy(sigil)
    texts.set(sigil.id, text)
    for (let nth = from; nth < from + length; nth += 1) {
      units.push({ sigil, text: text.charAt(nth), deletedBy, heirOf: null, origin: units.length })
    }
  }
  return units
}

const insertedBy = ({ deed }: Sigil): string =>
  deed.kind === 'transmute' ? deed.splices.map(([, , inserted]) => inserted).join('') : ''

/**
 * Places of the units to put back, in the order they had: those that `inverts`
 * alone deleted, and of which no heir stands.
 */
function returningAmong(
  units: readonly Unit[],
  inverts: ReadonlySet<SigilId>,
  stood: (unit: Unit) => boolean,
  counts: (sigil: SigilId) => boolean,
): readonly number[] {
  const places = [...units.keys()].filter((place) => {
    const by = (units[place]?.deletedBy ?? []).filter(({ id }) => counts(id))
    return by.length > 0 && by.every(({ id }) => inverts.has(id))
  })
  if (places.length === 0) return places
  const present = new Set(units.flatMap((unit) => (stood(unit) ? [unit.origin] : [])))
  return places.filter((place) => !present.has(units[place]?.origin ?? place))
}

/** Makes what an earlier reversal inserted the heirs of what it put back. It saw its own past, and no more. */
function findHeirs(
  units: readonly Unit[],
  placesOf: ReadonlyMap<SigilId, readonly number[]>,
  { sigils, inverts, hadSeen }: TextReversal,
): void {
  const inserted = sigils.flatMap(({ id }) => placesOf.get(id) ?? [])
  if (inserted.length === 0) return
  const stood = ({ sigil, deletedBy }: Unit): boolean =>
    hadSeen(sigil.id) && !deletedBy.some(({ id }) => hadSeen(id))
  const returned = returningAmong(units, inverts, stood, hadSeen)
  const isAsPutBack =
    inserted.length === returned.length &&
    inserted.every((copy, nth) => isCopy(units[copy]?.text, units[returned[nth] ?? -1]?.text))
  if (!isAsPutBack) return
  for (const [nth, copy] of inserted.entries()) {
    const heir = units[copy]
    const replaced = returned[nth] ?? null
    if (heir === undefined || replaced === null) continue
    heir.heirOf = replaced
    heir.origin = units[replaced]?.origin ?? copy
  }
}

/** Where each sigil's units are, in document order: a reversal inserts in that order. */
function placesBySigil(units: readonly Unit[]): ReadonlyMap<SigilId, readonly number[]> {
  const places = new Map<SigilId, number[]>()
  for (const [place, { sigil }] of units.entries()) {
    const known = places.get(sigil.id)
    if (known === undefined) places.set(sigil.id, [place])
    else known.push(place)
  }
  return places
}

/** Half a pair can't be sealed alone, and comes back as a replacement character. */
const isCopy = (copy: string | undefined, original: string | undefined): boolean =>
  copy === original || copy === '\uFFFD'

/**
 * Takes out what goes and puts back what returns: each unit after all standing
 * text that precedes it in the document.
 */
function splicesFor(
  units: readonly Unit[],
  goes: readonly boolean[],
  returning: readonly number[],
  hadSeen: (sigil: SigilId) => boolean,
): readonly Splice[] {
  const placing = createPlacing(units, hadSeen)
  const comes = new Map<number, string>()
  let least = 0
  for (const place of returning) {
    least = Math.max(least, placing(place))
    comes.set(least, (comes.get(least) ?? '') + (units[place]?.text ?? ''))
  }
  const going = units.flatMap((unit, place) => (stands(unit) ? [goes[place] === true] : []))
  return gathered(going, comes)
}

/**
 * Where in the present text a deleted unit belongs. A copy that was made since
 * stands elsewhere than what it replaced, so that is asked in its stead: the one
 * of its line that the deletion had seen beside the unit.
 */
function createPlacing(
  units: readonly Unit[],
  hadSeen: (sigil: SigilId) => boolean,
): (place: number) => number {
  /** Standing units before each place. */
  const before: number[] = []
  const copies: { readonly seenAt: number; readonly at: number }[] = []
  let count = 0
  for (const [place, unit] of units.entries()) {
    before.push(count)
    if (!stands(unit)) continue
    if (unit.heirOf !== null) copies.push({ seenAt: lastSeen(units, place, hadSeen), at: count })
    count += 1
  }
  return (place) => {
    let low = 0
    let high = count
    for (const { seenAt, at } of copies) {
      if (seenAt < place) low = Math.max(low, at + 1)
      else high = Math.min(high, at)
    }
    return Math.max(low, Math.min(before[place] ?? count, high))
  }
}

/** The last of a copy's line that was seen: the copy itself, or what it replaced, and so on. */
function lastSeen(
  units: readonly Unit[],
  copy: number,
  hadSeen: (sigil: SigilId) => boolean,
): number {
  let place = copy
  for (let unit = units[copy]; unit !== undefined && unit.heirOf !== null; unit = units[place]) {
    if (hadSeen(unit.sigil.id)) break
    place = unit.heirOf
  }
  return place
}

/** One splice for each stretch without a unit that stays. */
function gathered(
  going: readonly boolean[],
  comes: ReadonlyMap<number, string>,
): readonly Splice[] {
  const splices: Splice[] = []
  let kept = 0
  let shift = 0
  let open: { at: number; deleted: number; inserted: string } | null = null
  const close = (): void => {
    if (open === null) return
    splices.push([open.at, open.deleted, open.inserted.replaceAll(/\p{Surrogate}/gu, '\uFFFD')])
    shift += open.inserted.length
    open = null
  }
  for (let at = 0; at <= going.length; at += 1) {
    const inserted = comes.get(at) ?? ''
    const isGoing = going[at] === true
    if (inserted !== '' || isGoing) {
      open ??= { at: kept + shift, deleted: 0, inserted: '' }
      open.inserted += inserted
      open.deleted += Number(isGoing)
    }
    if (isGoing) continue
    close()
    kept += 1
  }
  close()
  return splices
}

/** Others who deleted what the sigils wrote, or deleted too. */
function deletersOf(
  units: readonly Unit[],
  inverts: ReadonlySet<SigilId>,
  self: WeaverId,
): readonly WeaverId[] {
  const others = units
    .filter(
      ({ sigil, deletedBy }) =>
        inverts.has(sigil.id) || deletedBy.some(({ id }) => inverts.has(id)),
    )
    .flatMap(({ deletedBy }) => deletedBy.filter(({ author }) => author !== self))
  return [...new Set(others.map(({ author }) => author))]
}
