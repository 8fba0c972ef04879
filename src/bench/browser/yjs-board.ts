/** A board's script in Yjs: a map of maps with a text in each, as an app on Yjs would keep it. */

import * as Y from 'yjs'

import { type BoardEdit, type BoardScript, glyphName, type Tip } from './script'

/** Names of what a glyph is kept in. */
const glyphsOf = (doc: Y.Doc): Y.Map<Y.Map<unknown>> => doc.getMap('glyphs')

/** Plays the script; the whole history as one update, which is how Yjs likes it best. */
export function yjsUpdateOf(script: BoardScript): Uint8Array {
  const doc = new Y.Doc()
  for (const edit of script.edits) {
    // A document per author would come to the same structs; one document is built sooner.
    doc.clientID = edit.author + 1
    doc.transact(() => play(doc, edit))
  }
  return Y.encodeStateAsUpdate(doc)
}

function play(doc: Y.Doc, { glyph, title, hue, place, splices = [] }: BoardEdit): void {
  const map = glyphsOf(doc).get(glyphName(glyph)) ?? create(doc, glyph)
  if (title !== undefined) map.set('title', title)
  if (hue !== undefined) map.set('hue', hue)
  if (place !== undefined) map.set('place', place)
  const body = splices.length === 0 ? null : bodyOf(map)
  for (const [at, deleted, inserted] of splices) {
    if (deleted > 0) body?.delete(at, deleted)
    if (inserted !== '') body?.insert(at, inserted)
  }
}

function create(doc: Y.Doc, glyph: number): Y.Map<unknown> {
  const map = new Y.Map<unknown>()
  glyphsOf(doc).set(glyphName(glyph), map)
  map.set('body', new Y.Text())
  return map
}

const bodyOf = (map: Y.Map<unknown>): Y.Text => map.get('body') as Y.Text

/** As far as a list of cards shows it. */
export interface Card {
  readonly id: string
  readonly title: string
  readonly bodyStart: string
  readonly bodyLength: number
}

/** UTF-16 units of a body on a card: as many as on ours. */
const bodyStartUnits = 200

export function yjsCards(doc: Y.Doc): readonly Card[] {
  return [...glyphsOf(doc)].map(([id, map]) => {
    const text = bodyOf(map).toJSON()
    return {
      id,
      title: String(map.get('title')),
      bodyStart: text.slice(0, bodyStartUnits),
      bodyLength: text.length,
    }
  })
}

/** Cheap to ask once a frame. */
export function yjsHolds(doc: Y.Doc, tips: readonly Tip[], glyphs: number): boolean {
  const map = glyphsOf(doc)
  return (
    map.size >= glyphs &&
    tips.every(({ glyph, title }) => map.get(glyphName(glyph))?.get('title') === title)
  )
}

export function yjsTitle(doc: Y.Doc, glyph: number, title: string): void {
  doc.transact(() => {
    const map = glyphsOf(doc).get(glyphName(glyph)) ?? create(doc, glyph)
    map.set('title', title)
  })
}

/** Calls back with each title that is set from elsewhere, once the document holds it. */
export function yjsWatchTitles(doc: Y.Doc, onTitle: (title: string) => void): void {
  glyphsOf(doc).observeDeep((events, transaction) => {
    if (transaction.local) return
    for (const event of events) {
      if (!(event.target instanceof Y.Map) || !event.keys.has('title')) continue
      onTitle(String(event.target.get('title')))
    }
  })
}

export function yjsInsert(doc: Y.Doc, glyph: number, at: number, letters: string): void {
  doc.transact(() =>
    bodyOf(glyphsOf(doc).get(glyphName(glyph)) ?? create(doc, glyph)).insert(at, letters),
  )
}

/** Calls back with each body that was changed from elsewhere and has so many UTF-16 units now. */
export function yjsWatchBodies(doc: Y.Doc, units: number, onText: (text: string) => void): void {
  glyphsOf(doc).observeDeep((events, transaction) => {
    if (transaction.local) return
    for (const { target } of events) {
      if (target instanceof Y.Text && target.length === units) onText(target.toJSON())
    }
  })
}
