import fc from 'fast-check'
import { expect, test } from 'vitest'

import { fromBase64Url, toBase64Url } from './base64url'

test('[CU1] [CH8] bytes become what Node calls base64url, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = toBase64Url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64Url(text)).toEqual(bytes)
    }),
  )
})

test('[CH9] bytes have one spelling', () => {
  for (const text of ['A', 'AB', 'AAB', 'AA=', 'A+AA', 'AAé'])
    expect(fromBase64Url(text)).toBeNull()
})
