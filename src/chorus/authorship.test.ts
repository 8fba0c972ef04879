import fc from 'fast-check'
import { expect, test } from 'vitest'

import { glyphNamed } from '../protocol/sigil.fixture'
import { authorshipOf } from './authorship'
import { applySplices } from './overlay'
import { createSchool } from './undo.fixture'

const g = glyphNamed('g')

test('each part of a body is told with whoever wrote it, by sigil, in order', () => {
  const school = createSchool('ada', 'bea')
  const ada = school.pupil('ada')
  const bea = school.pupil('bea')
  const tea = ada.type(g, [0, 0, 'tea'])
  bea.hear(ada)
  const x = bea.type(g, [1, 0, 'xx'], [0, 1, ''])
  expect(authorshipOf(bea.weaver.spans(g), [], x.author)).toEqual([
    { from: 0, to: 2, sigil: x.id, weaver: x.author },
    { from: 2, to: 4, sigil: tea.id, weaver: tea.author },
  ])
})

test('[SS1] what is not sealed yet lies over it, and no part is left out or told twice', () => {
  const splice = fc.tuple(fc.nat(20), fc.nat(5), fc.constantFrom('', 'a', 'bcd'))
  fc.assert(
    fc.property(fc.array(splice, { maxLength: 8 }), fc.nat(8), (drawn, sealedCount) => {
      const ada = createSchool('ada').pupil('ada')
      let text = ''
      const splices = drawn.map(([at, deleted, put]) => {
        const from = at % (text.length + 1)
        const one = [from, Math.min(deleted, text.length - from), put] as const
        text = applySplices(text, [one])
        return one
      })
      const effective = splices.filter(([, deleted, put]) => deleted > 0 || put !== '')
      for (const one of effective.slice(0, sealedCount)) ada.type(g, one)
      const { author } = ada.weaver.sigils()[0]!
      const parts = authorshipOf(ada.weaver.spans(g), effective.slice(sealedCount), author)
      expect(parts.map(({ from }) => from)).toEqual(
        [0, ...parts.map(({ to }) => to)].slice(0, parts.length),
      )
      expect(parts.at(-1)?.to ?? 0).toBe(text.length)
    }),
  )
})
