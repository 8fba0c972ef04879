import fc from 'fast-check'
import { expect, test } from 'vitest'

import { isPlainName, plainName } from './names'
import { isWellFormed } from './utf8'

test('[SG10] a name may hold any script and any emoji', () => {
  for (const name of ['Ada', 'Zoë Ðỹ', 'أحمد', 'שרה', '李 雷', '👩‍🔬 Marie', '']) {
    expect(isPlainName(name), name).toBe(true)
    expect(plainName(name, 64)).toBe(name)
  }
})

test('[SG10] a name may not hold what disturbs the text around it', () => {
  for (const unfit of [
    '\0',
    '\n',
    '\u007f',
    '\u0085',
    '\u061c',
    '\u200f',
    '\u2028',
    '\u202e',
    '\u2066',
  ]) {
    expect(isPlainName(`a${unfit}b`), unfit.codePointAt(0)?.toString(16)).toBe(false)
    expect(plainName(`a${unfit}b`, 64)).toBe('a b')
  }
})

test('[SG10] whatever is typed, a plain name comes of it', () => {
  const typed = fc.string({ unit: 'binary', maxLength: 100 }).map((text) => `${text}\ud83d`)
  fc.assert(
    fc.property(typed, fc.nat(70), (typed, maxUnits) => {
      const name = plainName(typed, maxUnits)
      expect(name.length).toBeLessThanOrEqual(maxUnits)
      expect([isPlainName(name), isWellFormed(name), name.trim()]).toEqual([true, true, name])
    }),
  )
  expect(plainName('ab👩', 3)).toBe('ab')
})
