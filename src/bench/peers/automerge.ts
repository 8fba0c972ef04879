/** Automerge: a text, and a map of maps, in WebAssembly. The one file that knows @automerge/automerge. */

import * as A from '@automerge/automerge'

import type { Peer, Replica } from './peer'

interface Shape {
  body: string
  glyphs: Record<string, Record<string, number>>
}

export const automerge: Peer = {
  open: (seat) => replica(A.load<Shape>(blank(), { actor: actorOf(seat) })),
  tellsAll: true,
  merge: null,
}

/**
 * Both containers, made alike for every replica, to the byte: had each made its own,
 * one of them would win whole.
 */
function blank(): Uint8Array {
  const make = (draft: Shape): void => void Object.assign(draft, { body: '', glyphs: {} })
  return A.save(A.change(A.init<Shape>({ actor: 'ffffffff' }), { time: 0 }, make))
}

function actorOf(seat: number): string {
  return seat.toString(16).padStart(8, '0')
}

function replica(opened: A.Doc<Shape>): Replica {
  let doc = opened
  let recording = false
  let updates: Uint8Array[] = []
  const change = (make: (draft: Shape) => void): void => {
    doc = A.change(doc, make)
    const last = recording ? A.getLastLocalChange(doc) : undefined
    if (last !== undefined) updates.push(last)
  }
  return {
    edit: (splices) =>
      change((draft) => {
        for (const [at, deleted, inserted] of splices) {
          A.splice(draft, ['body'], at, deleted, inserted)
        }
      }),
    text: () => doc.body,
    set: (glyph, facet, value) =>
      change((draft) => {
        const known = draft.glyphs[glyph]
        if (known === undefined) draft.glyphs[glyph] = { [facet]: value }
        else known[facet] = value
      }),
    get: (glyph, facet) => doc.glyphs[glyph]?.[facet],
    record: () => {
      recording = true
    },
    taken: () => {
      const all = updates
      updates = []
      return all
    },
    whole: () => A.save(doc),
    applyEach: (each) => {
      for (const update of each) doc = A.loadIncremental(doc, update)
    },
    applyTogether: (all) => {
      doc = A.applyChanges(doc, [...all])[0]
    },
    fork: (other) => replica(A.clone(doc, { actor: actorOf(other) })),
    free: () => A.free(doc),
  }
}
