/** Yjs: a text, and a map of maps. The one file that knows yjs. */

import * as Y from 'yjs'

import type { Peer, Replica } from './peer'

export const yjs: Peer = {
  open: (seat) => replica(seat),
  // What was deleted is gone from it, and what was typed in a row is one item.
  tellsAll: false,
  merge: (updates) => Y.mergeUpdates([...updates]),
}

function replica(seat: number): Replica {
  const doc = new Y.Doc()
  doc.clientID = seat
  const text = doc.getText('body')
  const glyphs = doc.getMap<Y.Map<number>>('glyphs')
  let updates: Uint8Array[] = []
  return {
    edit: (splices) =>
      doc.transact(() => {
        for (const [at, deleted, inserted] of splices) {
          if (deleted > 0) text.delete(at, deleted)
          if (inserted !== '') text.insert(at, inserted)
        }
      }),
    text: () => text.toJSON(),
    set: (glyph, facet, value) =>
      doc.transact(() => {
        const known = glyphs.get(glyph)
        if (known !== undefined) return known.set(facet, value)
        return glyphs.set(glyph, new Y.Map([[facet, value]]))
      }),
    get: (glyph, facet) => glyphs.get(glyph)?.get(facet),
    record: () => doc.on('update', (update: Uint8Array) => updates.push(update)),
    taken: () => {
      const all = updates
      updates = []
      return all
    },
    whole: () => Y.encodeStateAsUpdate(doc),
    applyEach: (each) => each.forEach((update) => Y.applyUpdate(doc, update)),
    applyTogether: (all) => doc.transact(() => all.forEach((update) => Y.applyUpdate(doc, update))),
    fork: (other) => {
      const forked = replica(other)
      forked.applyEach([Y.encodeStateAsUpdate(doc)])
      return forked
    },
    free: () => doc.destroy(),
  }
}
