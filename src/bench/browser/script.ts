/**
 * What was written on a board, as data: the one history that every contender of
 * the browser works holds, whatever it makes of it.
 *
 * Each author's last edit gives a glyph a title of its own. Whoever shows all of
 * those titles holds everything, since each author's edits build on those before.
 */

import type { Splice } from '../../protocol/sigil'
import type { EditingTrace } from '../../protocol/text/traces.fixture'

export interface BoardScript {
  readonly name: string
  readonly authors: number
  readonly glyphs: number
  readonly edits: readonly BoardEdit[]
  /** Titles that stand in the end, by glyph: one an author. */
  readonly tips: readonly Tip[]
  /** Of the whole board: UTF-16 units in all bodies. */
  readonly units: number
}

/** One edit is one sigil of ours, and one transaction of a peer's. */
export interface BoardEdit {
  readonly author: number
  readonly glyph: number
  readonly title?: string
  /** Only where the edit makes the glyph. */
  readonly hue?: number
  readonly place?: { readonly x: number; readonly y: number }
  readonly splices?: readonly Splice[]
}

export interface Tip {
  readonly glyph: number
  readonly title: string
}

export interface BoardSize {
  readonly edits: number
  readonly glyphs: number
}

const authors = 3
/** Cards in a row, and board units from one to the next. */
const columns = 40
const across = 260
const down = 180

/** People place, title and type; half of all edits are a few typed characters, in runs. */
export function boardScript({ edits: count, glyphs }: BoardSize): BoardScript {
  const random = drawFrom(11)
  const edits: BoardEdit[] = []
  const lengths = Array.from({ length: glyphs }, () => 0)
  const last = count - authors
  for (let glyph = 0; glyph < glyphs; glyph += 1) edits.push(creation(glyph, random))
  while (edits.length < last) {
    const author = random.below(authors)
    const glyph = random.below(glyphs)
    const kind = random.below(21)
    if (kind < 10) {
      const place = { x: random.below(columns * across), y: random.below(25 * down) }
      edits.push({ author, glyph, place })
    } else if (kind < 20) {
      edits.push({ author, glyph, title: `Note ${glyph}, take ${edits.length}` })
    } else {
      const keys = Math.min(last - edits.length, 5 + random.below(31))
      for (let key = 0; key < keys; key += 1) {
        const text = syllables[random.below(syllables.length)] ?? ''
        const at = lengths[glyph] ?? 0
        edits.push({ author, glyph, splices: [[at, 0, text]] })
        lengths[glyph] = at + text.length
      }
    }
  }
  const tips = Array.from({ length: authors }, (_, author) => ({
    glyph: author,
    title: `The last of author ${author}`,
  }))
  for (const [author, { glyph, title }] of tips.entries()) edits.push({ author, glyph, title })
  const units = lengths.reduce((sum, length) => sum + length, 0)
  return { name: `${count} edits`, authors, glyphs, edits, tips, units }
}

function creation(glyph: number, random: Draw): BoardEdit {
  return {
    author: glyph % authors,
    glyph,
    title: `Note ${glyph}`,
    hue: random.below(360),
    place: { x: (glyph % columns) * across, y: Math.floor(glyph / columns) * down },
  }
}

/** Runs of a trace that share one edit: some 50 ms of fast typing, and what the trace tells of pauses is nothing. */
const runsAnEdit = 10

/** A trace typed into the one body of one glyph. */
export function traceScript(trace: EditingTrace): BoardScript {
  const edits: BoardEdit[] = [{ author: 0, glyph: 0, title: trace.name, place: { x: 0, y: 0 } }]
  for (let from = 0; from < trace.runs.length; from += runsAnEdit) {
    const runs = trace.runs.slice(from, from + runsAnEdit)
    edits.push({ author: 0, glyph: 0, splices: runs.flatMap(({ splices }) => splices) })
  }
  const tips = [{ glyph: 0, title: 'The last of author 0' }]
  edits.push({ author: 0, glyph: 0, title: tips[0]!.title })
  return { name: trace.name, authors: 1, glyphs: 1, edits, tips, units: trace.endContent.length }
}

/** The name of a glyph by its number: 32 hex digits, as ours are. */
export const glyphName = (glyph: number): string => (glyph + 1).toString(16).padStart(32, '0')

const syllables = ['ta', 'mo', 'ri ', 'ke', 'su ', 'na', 'lo. ', 'vi']

interface Draw {
  readonly below: (limit: number) => number
}

/** A linear congruential generator: the same board each time. */
function drawFrom(seed: number): Draw {
  let state = seed
  return {
    below: (limit) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * limit)
    },
  }
}
