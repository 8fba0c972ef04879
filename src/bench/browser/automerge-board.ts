/** A board's script in Automerge: plain objects, and bodies as its strings are meant to be spliced. */

import * as A from '@automerge/automerge/slim'

import { type BoardEdit, type BoardScript, glyphName } from './script'

export interface AutomergeBoard extends Record<string, unknown> {
  glyphs: Record<string, AutomergeGlyph>
}

interface AutomergeGlyph extends Record<string, unknown> {
  title: string
  body: string
  hue: number
  place: { x: number; y: number }
}

/** Edits in one change: one each would take minutes to build. Fewer changes are less to hold, so this is in its favour. */
const editsAChange = 20

/** Plays the script. The library must have been initialised. */
export function automergeBytesOf({ edits }: BoardScript): Uint8Array {
  let doc = A.from<AutomergeBoard>({ glyphs: {} })
  for (let from = 0; from < edits.length; from += editsAChange) {
    const some = edits.slice(from, from + editsAChange)
    doc = A.change(doc, (board) => {
      for (const edit of some) play(board, edit)
    })
  }
  return A.save(doc)
}

function play(board: AutomergeBoard, { glyph, title, hue, place, splices = [] }: BoardEdit): void {
  const id = glyphName(glyph)
  board.glyphs[id] ??= { title: '', body: '', hue: 0, place: { x: 0, y: 0 } }
  const card = board.glyphs[id]
  if (title !== undefined) card.title = title
  if (hue !== undefined) card.hue = hue
  if (place !== undefined) card.place = { ...place }
  for (const [at, deleted, inserted] of splices) {
    A.splice(board, ['glyphs', id, 'body'], at, deleted, inserted)
  }
}
