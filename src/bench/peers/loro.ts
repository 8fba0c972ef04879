/** Loro: a text, and a map of maps, in WebAssembly. The one file that knows loro-crdt. */

import { LoroDoc, LoroMap } from 'loro-crdt'

import type { Peer, Replica } from './peer'

export const loro: Peer = {
  open: (seat) => replica(new LoroDoc(), seat),
  tellsAll: true,
  merge: null,
}

function replica(doc: LoroDoc, seat: number): Replica {
  doc.setPeerId(BigInt(seat))
  const text = doc.getText('body')
  const glyphs = doc.getMap('glyphs')
  const known = new Map<string, LoroMap>()
  let updates: Uint8Array[] = []
  return {
    edit: (splices) => {
      for (const [at, deleted, inserted] of splices) {
        if (deleted > 0) text.delete(at, deleted)
        if (inserted !== '') text.insert(at, inserted)
      }
      doc.commit()
    },
    text: () => text.toString(),
    set: (glyph, facet, value) => {
      // A handle that is kept spares a call into WebAssembly a change.
      const map = known.get(glyph) ?? glyphs.getOrCreateContainer(glyph, new LoroMap())
      known.set(glyph, map)
      map.set(facet, value)
      doc.commit()
    },
    get: (glyph, facet) => {
      const map = glyphs.get(glyph)
      const value = map instanceof LoroMap ? map.get(facet) : undefined
      return typeof value === 'number' ? value : undefined
    },
    record: () => doc.subscribeLocalUpdates((update) => void updates.push(update)),
    taken: () => {
      const all = updates
      updates = []
      return all
    },
    whole: () => doc.export({ mode: 'update' }),
    applyEach: (each) => each.forEach((update) => doc.import(update)),
    applyTogether: (all) => void doc.importBatch([...all]),
    fork: (other) => replica(doc.fork(), other),
    free: () => doc.free(),
  }
}
