/** What is in the packs of made-up sigils, which go as they are and could not be decoded. */

import { createReader } from './bytes'

export function partsIn(pack: Uint8Array): readonly Uint8Array[] {
  const reader = createReader(pack)
  const parts: Uint8Array[] = []
  while (reader.left() > 0) {
    reader.u8()
    parts.push(reader.blob())
  }
  return parts
}
