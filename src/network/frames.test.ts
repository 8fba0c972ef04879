/**
 * Goal: a message comes out as it went in, and a stream that lost its place is refused.
 * Method: lengths around the frame's own, then each way in which frames can be wrong.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type Assembled, createAssembler, splitIntoFrames } from './frames'
import { maxFrameBytes, maxLinkMessageBytes } from './limits'
import { patterned } from './link.contract'

const piece = maxFrameBytes - 1
const single = 3
const begins = 1
const goesOn = 0

const frame = (flags: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(1 + length)
  bytes[0] = flags
  return bytes
}

const takeAll = (
  frames: readonly Uint8Array[],
  maxBytes = maxLinkMessageBytes,
): readonly Assembled[] => {
  const assembler = createAssembler(maxBytes)
  return frames.map(assembler.take)
}

test('[CU16] messages of any length survive the cut, one after the other', () => {
  const lengths = [0, 1, piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 1, 1024 * 1024]
  const assembler = createAssembler()
  for (const length of lengths) {
    const message = patterned(length)
    const frames = splitIntoFrames(message)
    expect(Math.max(...frames.map((cut) => cut.length))).toBeLessThanOrEqual(maxFrameBytes)
    const last = frames.map(assembler.take).at(-1)
    expect(last?.kind === 'whole' && Buffer.compare(last.message, message)).toBe(0)
  }
})

test('[CU16] a message over the bound is our own bug', () => {
  expect(() => splitIntoFrames(new Uint8Array(maxLinkMessageBytes + 1))).toThrow(RangeError)
})

test.each([
  ['nothing at all', [new Uint8Array(0)], 'an empty frame'],
  ['unknown flags', [frame(4, 1)], 'a frame with unknown flags 4'],
  ['a frame too long', [frame(single, maxFrameBytes)], `a frame of ${maxFrameBytes + 1} bytes`],
  ['a middle without a beginning', [frame(goesOn, piece)], 'a frame that continues nothing'],
  [
    'two beginnings',
    [frame(begins, piece), frame(single, 1)],
    'a message that begins inside another',
  ],
  ['pieces smaller than they may be', [frame(begins, 1)], 'a short frame before the last'],
])('[CU16] refuses %s, and all that follows', (_, frames, reason) => {
  expect(takeAll([...frames, frame(single, 1)]).slice(frames.length - 1)).toEqual([
    { kind: 'refused', reason },
    { kind: 'refused', reason },
  ])
})

test('[CU16] a message that never ends is refused at the bound', () => {
  const answers = takeAll(
    [frame(begins, piece), frame(goesOn, piece), frame(goesOn, piece)],
    2 * piece,
  )
  expect(answers.map(({ kind }) => kind)).toEqual(['partial', 'partial', 'refused'])
})

test('[CU16] no bytes make the assembler throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), (frames) => {
      takeAll(frames)
    }),
  )
})
