import fc from 'fast-check'
import { expect, test } from 'vitest'

import { chorusIdFrom, sigilIdFrom } from './ids'
import { type Invitation, readInvitation, writeInvitation } from './invitation'
import { maxInvitationChars } from './limits'

const part = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyInvitation: fc.Arbitrary<Invitation> = fc.record({
  chorus: part.map((bytes) => chorusIdFrom(sigilIdFrom(bytes))),
  inviteSeed: part,
  chorusSecret: part,
})

/** `1`, then 96 bytes that count up from 0. */
const fragment =
  '1AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f'
const counted: Invitation = {
  chorus: chorusIdFrom(sigilIdFrom(Uint8Array.from({ length: 32 }, (_, at) => at))),
  inviteSeed: Uint8Array.from({ length: 32 }, (_, at) => 32 + at),
  chorusSecret: Uint8Array.from({ length: 32 }, (_, at) => 64 + at),
}

test('[CH8] an invitation is 129 characters that a URL need not escape', () => {
  expect(writeInvitation(counted)).toBe(fragment)
  fc.assert(
    fc.property(anyInvitation, (invitation) => {
      const written = writeInvitation(invitation)
      expect(written).toMatch(/^1[\w-]{128}$/)
      expect(written.length).toBeLessThanOrEqual(maxInvitationChars)
      // The bytes themselves are judged against Node's own base64url.
      const parts = [
        Buffer.from(invitation.chorus, 'hex'),
        invitation.inviteSeed,
        invitation.chorusSecret,
      ]
      expect(written.slice(1)).toBe(Buffer.concat(parts).toString('base64url'))
      expect(readInvitation(written)).toEqual({ ok: true, invitation })
    }),
  )
})

test('[CH8] a part of another length is our bug', () => {
  expect(() => writeInvitation({ ...counted, inviteSeed: new Uint8Array(31) })).toThrow(RangeError)
})

test('[CH9] a whole link is read as its fragment is, whatever surrounds it', () => {
  for (const pasted of [
    fragment,
    `#${fragment}`,
    `https://weave.example/app/?x=1#${fragment}`,
    `  http://localhost:7373/#${fragment}\n`,
  ]) {
    expect(readInvitation(pasted), pasted).toEqual({ ok: true, invitation: counted })
  }
})

test.each([
  ['no-invitation', ''],
  ['no-invitation', '#'],
  ['no-invitation', 'https://weave.example/app/'],
  ['no-invitation', `https://weave.example/#`],
  ['wrong-version', `2${fragment.slice(1)}`],
  ['bad-characters', `${fragment.slice(0, -1)}+`],
  ['bad-characters', `#${fragment}#${fragment}`],
  ['bad-characters', `${fragment}.`],
  ['wrong-length', fragment.slice(0, -1)],
  ['wrong-length', '1'],
  ['wrong-length', `${fragment}A`],
])('[CH9] %s: “%s” is refused in words', (kind, pasted) => {
  const reading = readInvitation(pasted)
  expect(!reading.ok && reading.refusal.kind).toBe(kind)
  expect(!reading.ok && reading.refusal.message).toMatch(/^[A-Z].{10,}\.$/)
})

test('[CH9] whatever is pasted, the answer is a value', () => {
  const near = fc
    .tuple(fc.constant(fragment), fc.nat(128), fc.string({ maxLength: 3 }))
    .map(([text, at, typed]) => text.slice(0, at) + typed + text.slice(at + 1))
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (pasted) => {
      const reading = readInvitation(pasted)
      if (reading.ok) expect(pasted.trim()).toContain(writeInvitation(reading.invitation))
    }),
    { numRuns: 1000 },
  )
})
