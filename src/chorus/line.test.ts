import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { GlyphId } from '../protocol/ids'
import type { Deed, Transmute } from '../protocol/sigil'
import { chainLength } from './limits'
import { createLine, type Job } from './line'

const glyphs = ['a', 'b', 'c'] as GlyphId[]

const changeOf = (glyph: GlyphId): Transmute => ({
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [],
  splices: [],
})
const other: Deed = { kind: 'unknown', code: 99, payload: new Uint8Array() }
const job = (deed: Deed): Job => ({ deed, settles: null })
const isOf =
  (glyph: GlyphId) =>
  ({ deed }: Job): boolean =>
    deed.kind === 'transmute' && deed.glyph === glyph

const shattered = (one: Job): Job =>
  one.deed.kind === 'transmute' ? { ...one, deed: { ...one.deed, shatters: true } } : one

const step = fc.oneof(
  fc.record({ does: fc.constant('push' as const), deed: fc.constantFrom(...glyphs, null) }),
  fc.record({ does: fc.constant('drop' as const), count: fc.nat(3) }),
  fc.record({
    does: fc.constantFrom('remove' as const, 'rewrite' as const),
    glyph: fc.constantFrom(...glyphs),
  }),
)

test('a line holds what a plain list would, and finds it by glyph', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const line = createLine()
      let model: Job[] = []
      for (const asked of steps) {
        if (asked.does === 'push') {
          const pushed = job(asked.deed === null ? other : changeOf(asked.deed))
          line.push([pushed])
          model.push(pushed)
        } else if (asked.does === 'drop') {
          line.drop(asked.count)
          model.splice(0, asked.count)
        } else if (asked.does === 'remove') {
          expect(line.remove(asked.glyph)).toEqual(model.filter(isOf(asked.glyph)))
          model = model.filter((one) => !isOf(asked.glyph)(one))
        } else {
          line.rewrite(asked.glyph, shattered)
          model = model.map((one) => (isOf(asked.glyph)(one) ? shattered(one) : one))
        }
        expect(line.length()).toBe(model.length)
        expect(line.first()).toEqual(model[0])
        for (const glyph of glyphs) expect(line.of(glyph)).toEqual(model.filter(isOf(glyph)))
        expect(line.glyphs().toSorted()).toEqual(glyphs.filter((glyph) => model.some(isOf(glyph))))
      }
    }),
  )
})

test('a chain is changes of glyphs alone, or one other deed', () => {
  const line = createLine()
  line.push([job(changeOf(glyphs[0]!)), job(changeOf(glyphs[1]!)), job(other), job(other)])
  expect(line.nextChain()).toHaveLength(2)
  line.drop(2)
  expect(line.nextChain()).toEqual([job(other)])
  line.drop(2)
  line.push(Array.from({ length: chainLength + 1 }, () => job(changeOf(glyphs[2]!))))
  expect(line.nextChain()).toHaveLength(chainLength)
})
