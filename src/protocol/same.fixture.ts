import { isDeepStrictEqual } from 'node:util'

import { expect } from 'vitest'

/** As `toEqual`, which compares bytes one by one and takes seconds to find no difference, but tells one best. */
export function expectSame(given: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(given, wanted)) expect(given).toEqual(wanted)
}
