/**
 * Every decoder that reads what others wrote, under a storm of inputs. Standard term: fuzzing.
 *
 * What is asked of each, for each input: no throw; a refusal with a form out of the list, or
 * a value; the value, written again, is the input [SG3] [AE11]; Object.prototype is as it
 * was; and the time is bounded. All of it follows from the seed.
 */

import { createAssembler, splitIntoFrames } from '../network/frames'
import { maxFrameBytes } from '../network/limits'
import { decodeWords, encodeWords } from '../network/signals'
import { sha256 } from '../platform/sha256'
import { concatBytes, equalBytes, toHex } from '../protocol/bytes'
import { decodeSigil, encodeBody } from '../protocol/codec'
import { chorusIdFrom, sigilIdFrom } from '../protocol/ids'
import { readInvitation, writeInvitation } from '../protocol/invitation'
import { maxMessageBytes } from '../protocol/limits'
import { decodeMessage, encodeMessage } from '../protocol/message-codec'
import { packOf } from '../protocol/pack'
import { createPackReader, readPack } from '../protocol/pack-reader'
import { sealOf } from '../protocol/seal'
import type { Sigil } from '../protocol/sigil'
import { decodeClientLetter, decodeRelayLetter, encodeLetter } from '../signaling/letters'
import { someInvitation, someLetter, someMessage, somePack, someSigil } from './fuzz-grammar'
import { mutateBytes, mutateText } from './fuzz-mutate'
import { createRandom, type Random } from './random'

/** One decoder with its own kind of input, hidden behind "give me a turn". */
interface Target {
  readonly name: string
  /** Makes an input. */
  readonly draw: (random: Random) => Trial
}

interface Trial {
  /** Decodes; answers how it ended: `taken`, or the form of the refusal. Anything else, a throw too, is a finding. */
  readonly run: () => string
  /** For a report. */
  readonly show: () => string
}

export interface Storm {
  readonly inputs: number
  /** By target, then by how it ended. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly slowest: { readonly us: number; readonly what: string }
  readonly findings: readonly string[]
}

/** Microseconds that no input may take, even at the fourth try: the machine may have been busy. */
const patienceUs = 50_000

const chorus = chorusIdFrom(sigilIdFrom(new Uint8Array(32).fill(0xc4)))
const chorusTag = new Uint8Array(4).fill(0xc4)

const forms: Readonly<Record<string, readonly string[]>> = {
  sigil: [
    'truncated',
    'oversize',
    'version',
    'non-canonical',
    'too-many-links',
    'links-not-ascending',
    'lone-surrogate',
    'bad-utf8',
    'bad-facet',
    'bad-value',
    'out-of-range',
    'small-order-key',
    'seal-not-reduced',
    'trailing-bytes',
    'foreign-chorus',
  ],
  message: [
    'truncated',
    'non-canonical',
    'out-of-range',
    'bad-utf8',
    'lone-surrogate',
    'oversize',
    'unknown-kind',
    'trailing-bytes',
    'other-version',
  ],
  pack: ['oversize', 'truncated', 'non-canonical', 'out-of-range', 'malformed', 'foreign-chorus'],
  invitation: ['no-invitation', 'wrong-version', 'bad-characters', 'wrong-length'],
  letter: ['no letter'],
  words: ['no words'],
  frames: ['partial', 'refused'],
}

/** What no list of forms holds, and so is a finding. */
const unsound = (why: string): string => `UNSOUND: ${why}`

const sigils = (): Target =>
  bytesTarget(
    'sigil',
    (random) => someSigil(random, chorusTag),
    (bytes) => {
      const read = decodeSigil(bytes, chorus, sha256)
      if (!read.ok) {
        const { refusal } = read
        return refusal.kind === 'malformed' ? refusal.form : refusal.kind
      }
      const again = concatBytes([encodeBody(read.sigil), sealOf(read.sigil)])
      return equalBytes(again, bytes) ? 'taken' : unsound('written again it is other bytes')
    },
  )

const messages = (): Target =>
  bytesTarget(
    'message',
    (random) => someMessage(random, chorusTag),
    (bytes) => {
      const read = decodeMessage(bytes)
      if (!read.ok) return read.refusal.form
      if (read.message.kind === 'other-version') return 'other-version'
      const again = encodeMessage(read.message)
      return equalBytes(again, bytes) ? 'taken' : unsound('written again it is other bytes')
    },
  )

const packs = (): Target =>
  bytesTarget(
    'pack',
    (random) => somePack(random, chorusTag),
    (bytes) => {
      // No message brings more.
      if (bytes.length > maxMessageBytes) return 'oversize'
      const reader = createPackReader(bytes, chorus, sha256)
      const sigils: Sigil[] = []
      let refused = ''
      for (let read = reader.next(); read !== null; read = reader.next()) {
        if (read.ok) sigils.push(read.sigil)
        else refused = read.refusal.kind
      }
      const again = readPack(packOf(sigils), chorus, sha256).readings
      const isSame = again.every((read, nth) => read.ok && read.sigil.id === sigils[nth]?.id)
      if (!isSame || again.length !== sigils.length) return unsound('packed again it is another')
      return reader.fault()?.form ?? (refused === '' ? 'taken' : refused)
    },
  )

const words = (): Target =>
  bytesTarget('words', someWords, (bytes) => {
    const read = decodeWords(bytes)
    if (read === null) return 'no words'
    return equalBytes(encodeWords(read), bytes)
      ? 'taken'
      : unsound('written again it is other bytes')
  })

function someWords(random: Random): Uint8Array {
  const attempt = toHex(random.bytes(8))
  const text = random.pick(['', 'v=0', 'candidate:1 1 udp', '☉']) ?? ''
  const line = random.pick([null, 0, 254])
  return encodeWords(
    random.pick([
      { kind: 'hail' } as const,
      { kind: 'bye', attempt, reason: text } as const,
      {
        kind: 'signals',
        attempt,
        signals: [
          { kind: 'offer', sdp: text },
          { kind: 'candidate', candidate: text, mid: null, line: line ?? null },
        ],
      } as const,
    ]) ?? { kind: 'hail' },
  )
}

const letters = (): Target =>
  textTarget('letter', someLetter, (text) => {
    const read = [decodeClientLetter(text), decodeRelayLetter(text)].filter((one) => one !== null)
    for (const letter of read) {
      const again = encodeLetter(letter)
      const back = letter.kind === 'signal' && 'to' in letter ? decodeClientLetter : null
      const same = (back ?? decodeAny)(again)
      if (same === null || encodeLetter(same) !== again) return unsound('not read back')
      if (Object.getPrototypeOf(letter) !== Object.prototype)
        return unsound('a prototype of its own')
    }
    return read.length === 0 ? 'no letter' : 'taken'
  })

const decodeAny = (text: string) => decodeClientLetter(text) ?? decodeRelayLetter(text)

const invitations = (): Target =>
  textTarget('invitation', someInvitation, (text) => {
    const read = readInvitation(text)
    if (!read.ok) return read.refusal.message === '' ? unsound('no sentence') : read.refusal.kind
    const fragment = writeInvitation(read.invitation)
    return text.includes(fragment) ? 'taken' : unsound('written again it is another')
  })

/** Whole frames of 16 KiB, one for each value of the flags, so that a long message costs no copying. */
const fullFrames = Array.from({ length: 5 }, (_, flags) => {
  const frame = new Uint8Array(maxFrameBytes)
  frame[0] = flags
  return frame
})
const assembledBytes = 100_000

const frames = (): Target => ({
  name: 'frames',
  draw: (random) => {
    const stream = someFrames(random)
    return {
      run: () => assemble(stream),
      show: () => stream.map((frame) => `${frame[0]}×${frame.length}`).join(' '),
    }
  },
})

function someFrames(random: Random): readonly Uint8Array[] {
  const whole = splitIntoFrames(random.bytes(random.int(60)))
  const stream = Array.from({ length: random.int(12) }, () =>
    random.int(3) === 0
      ? random.bytes(random.int(20))
      : (random.pick(fullFrames) ?? fullFrames[0]!),
  )
  const honest = random.int(2) === 0 ? whole : []
  return [...honest, ...stream, ...whole]
}

function assemble(stream: readonly Uint8Array[]): string {
  const assembler = createAssembler(assembledBytes)
  let ended = 'partial'
  for (const frame of stream) {
    const { kind, ...rest } = assembler.take(frame)
    if (ended === 'refused' && kind !== 'refused') return unsound('went on after a refusal')
    if ('message' in rest && rest.message.length > assembledBytes) return unsound('over its bound')
    if ('reason' in rest && rest.reason === '') return unsound('no reason')
    ended = kind === 'whole' ? 'taken' : kind
  }
  return ended
}

/** A decoder of bytes: its inputs are random, or by the grammar, or such as were taken and then changed. */
function bytesTarget(
  name: string,
  byGrammar: (random: Random) => Uint8Array,
  decode: (bytes: Uint8Array) => string,
): Target {
  const taken: Uint8Array[] = []

  function input(random: Random): Uint8Array {
    const way = random.int(20)
    if (way < 2) return random.bytes(random.int(300))
    if (way < 10 || taken.length === 0) return byGrammar(random)
    if (way === 10) return oversized(random, random.pick(taken) ?? new Uint8Array())
    const some = random.pick(taken) ?? new Uint8Array()
    return mutateBytes(some, random.pick(taken) ?? some, random)
  }

  return {
    name,
    draw: (random) => {
      const bytes = input(random)
      return {
        run: () => {
          const ended = decode(bytes)
          if (ended === 'taken') remember(taken, bytes, random)
          return ended
        },
        show: () => toHex(bytes.subarray(0, 2000)),
      }
    },
  }
}

/** Seldom, since 64 KiB take their time: fit bytes with a long tail. */
function oversized(random: Random, bytes: Uint8Array): Uint8Array {
  if (random.int(50) > 0) return concatBytes([bytes, random.bytes(random.int(100))])
  return concatBytes([bytes, new Uint8Array(64 * 1024 + random.int(2000))])
}

function textTarget(
  name: string,
  byGrammar: (random: Random) => string,
  decode: (text: string) => string,
): Target {
  const taken: string[] = []

  function input(random: Random): string {
    const way = random.int(20)
    if (way === 0) return String.fromCharCode(...random.bytes(random.int(200)))
    if (way === 1) return '['.repeat(random.int(9000))
    if (way < 9 || taken.length === 0) return byGrammar(random)
    const some = random.pick(taken) ?? ''
    return mutateText(some, random.pick(taken) ?? some, random)
  }

  return {
    name,
    draw: (random) => {
      const text = input(random)
      return {
        run: () => {
          const ended = decode(text)
          if (ended === 'taken') remember(taken, text, random)
          return ended
        },
        show: () => JSON.stringify(text.slice(0, 2000)),
      }
    },
  }
}

const rememberedInputs = 512

/** Keeps a changing sample of what was fit, so that changes pile up over generations. */
function remember<T>(taken: T[], input: T, random: Random): void {
  if (taken.length < rememberedInputs) taken.push(input)
  else taken[random.int(rememberedInputs)] = input
}

/** As often as each deserves: sigils and messages come from strangers. */
function turnsOfAll(): readonly Target[] {
  const [sigil, message] = [sigils(), messages()]
  const others = [packs(), words(), letters(), invitations(), frames()]
  return [sigil, message, sigil, message, sigil, message, ...others]
}

/** `inputs` inputs that follow from `seed`, dealt to the decoders in turn. Stops at 20 findings. */
export function storm(inputs: number, seed: number, clockNs: () => bigint): Storm {
  const random = createRandom(seed)
  const turns = turnsOfAll()
  const counts = new Map<string, Map<string, number>>()
  const findings: string[] = []
  const prototypes = describePrototypes()
  let slowest = { us: 0, what: '' }
  let done = 0
  for (; done < inputs && findings.length < 20; done++) {
    const target = turns[done % turns.length]
    if (target === undefined) break
    const trial = target.draw(random)
    const { ended, us } = tryOne(trial, clockNs)
    const endings = counts.get(target.name) ?? new Map<string, number>()
    counts.set(target.name, endings.set(ended, (endings.get(ended) ?? 0) + 1))
    if (us > slowest.us) slowest = { us, what: `${target.name}: ${trial.show().slice(0, 60)}…` }
    const isKnown = ended === 'taken' || forms[target.name]?.includes(ended) === true
    if (!isKnown) findings.push(`${target.name} ${ended}: ${trial.show()}`)
    if (us > patienceUs) findings.push(`${target.name} took ${us} µs: ${trial.show()}`)
    if (done % 1000 === 0 && describePrototypes() !== prototypes) {
      findings.push(`a prototype was changed before input ${done}`)
    }
  }
  const outcomes = Object.fromEntries(
    [...counts].map(([name, endings]) => [
      name,
      Object.fromEntries([...endings].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  )
  return { inputs: done, outcomes, slowest, findings }
}

/** The least time of up to four runs: a pause of the machine is no fault of the decoder. */
function tryOne(trial: Trial, clockNs: () => bigint): { ended: string; us: number } {
  let ended = ''
  let us = Infinity
  for (let times = 0; times < 4 && us > patienceUs / 10; times++) {
    const begun = clockNs()
    try {
      ended = trial.run()
    } catch (error) {
      ended = `THREW: ${String(error)}`
    }
    us = Math.min(us, Number(clockNs() - begun) / 1000)
  }
  return { ended, us }
}

/** What hostile keys would leave behind. */
function describePrototypes(): string {
  return [Object.prototype, Array.prototype, Uint8Array.prototype, String.prototype, Map.prototype]
    .map((prototype) => Reflect.ownKeys(prototype).length)
    .join(' ')
}

/** A storm as a person reads it. */
export function tellStorm({ inputs, outcomes, slowest, findings }: Storm): string {
  const rows = Object.entries(outcomes).flatMap(([name, endings]) => [
    `${name}: ${Object.values(endings).reduce((sum, count) => sum + count, 0)}`,
    ...Object.entries(endings).map(([ended, count]) => `  ${ended.padEnd(22)} ${count}`),
  ])
  return [
    ...rows,
    `slowest: ${Math.round(slowest.us)} µs, ${slowest.what}`,
    `${inputs} inputs, ${findings.length} findings`,
    ...findings,
  ].join('\n')
}

/** Storms of several processes as one. */
export function sumStorms(storms: readonly Storm[]): Storm {
  const outcomes: Record<string, Record<string, number>> = {}
  for (const [name, endings] of storms.flatMap((one) => Object.entries(one.outcomes))) {
    const sum = (outcomes[name] ??= {})
    for (const [ended, count] of Object.entries(endings)) sum[ended] = (sum[ended] ?? 0) + count
  }
  return {
    inputs: storms.reduce((sum, { inputs }) => sum + inputs, 0),
    outcomes,
    slowest: storms.map(({ slowest }) => slowest).toSorted((a, b) => b.us - a.us)[0] ?? {
      us: 0,
      what: '',
    },
    findings: storms.flatMap(({ findings }) => findings),
  }
}
