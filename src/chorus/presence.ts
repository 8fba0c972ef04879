/**
 * Presence: tells those we are linked with what our person looks at, and keeps
 * what they tell of theirs (PROTOCOL.md §PR). Standard term: awareness.
 *
 * Nothing here is stored, merged or passed on. What is told is always the whole
 * of it, so there is no queue: a message is worded when its turn has come.
 */

import { concatBytes } from '../protocol/bytes'
import { type GlyphId, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { maxDrags, maxPlace, maxPresenceHeads, maxStampMs } from '../protocol/limits'
import type { Clock, Schedule, Signer, Verifier } from '../protocol/ports'
import {
  type Attention,
  decodePresence,
  encodePresence,
  type Presence,
  presenceClaim,
  presenceMessage,
  type PresenceReading,
  type PresenceRefusal,
} from '../protocol/presence'
import type { Place, Splice } from '../protocol/sigil'
import type { Dissolved } from '../protocol/trace'
import type { Weaver } from '../protocol/weaver'
import type { Chorus, ChorusEvent, Look, Onlooker, ShownCaret } from './chorus'
import {
  caretWaitsMs,
  presenceBeatMs,
  presenceFlow,
  presenceGapMs,
  presenceLivesMs,
} from './limits'
import type { Neighbours } from './neighbours'
import type { Pen } from './pen'
import { brokenMessage } from './refusals'

export interface PresencesDeps {
  readonly weaver: Pick<Weaver, 'chorus' | 'admittedAs'>
  /** What the texts are that carets stand in. */
  readonly board: () => Pick<Weaver, 'textVersion' | 'locate'>
  readonly signer: Signer
  readonly verifier: Verifier
  readonly clock: Clock
  readonly schedule: Schedule
  readonly pen: Pick<Pen, 'pending'>
  readonly neighbours: Pick<Neighbours, 'isLinked' | 'isAnyLinked' | 'say'>
  readonly note: (dissolved: readonly Dissolved[]) => void
  readonly tell: (event: ChorusEvent) => void
  /** Our person opened a glyph, or took hold of some, and so is about to write. */
  readonly atWork: () => void
}

export interface Presences {
  /** What a person's side of it is. */
  readonly looks: Pick<Chorus, 'attend' | 'onlookers' | 'caretsIn'>
  /** Bytes that a neighbour handed us. */
  readonly take: (bytes: Uint8Array, from: WeaverId) => void
  /** A link to this weaver has opened. */
  readonly met: () => void
  /** The last link to this weaver has closed. */
  readonly parted: (weaver: WeaverId) => void
  /** An own change of this glyph was sealed: positions in its text can be told again. */
  readonly sealed: (glyph: GlyphId) => void
  readonly stop: () => void
}

interface Shown {
  readonly presence: Presence
  readonly onlooker: Onlooker
  readonly cancelEnd: () => void
}

const refusalWords = {
  'malformed-presence': 'It told of its presence in a form that cannot be read.',
  'foreign-presence': 'It told of the presence of another weaver than itself.',
  'forged-presence': 'It told of its presence under a seal that is not genuine.',
} as const satisfies Record<PresenceRefusal['kind'], string>

const looksAtNothing: Look = { glyph: null, caret: null, drags: [], pointer: null }

export function createPresences(deps: PresencesDeps): Presences {
  const { weaver, verifier, clock, schedule } = deps
  const shown = new Map<WeaverId, Shown>()
  const heard = new Map<WeaverId, { number: number; readonly mayRead: () => boolean }>()
  let list: readonly Onlooker[] = []
  let stopped = false
  const telling = createTelling(deps)

  function take(bytes: Uint8Array, from: WeaverId): void {
    const known = heard.get(from) ?? { number: -1, mayRead: createAllowance(clock) }
    heard.set(from, known)
    if (stopped || !known.mayRead()) return
    const reading = decodePresence(bytes)
    if (!reading.ok) return refuse(reading.refusal, from)
    const { author, number } = reading.presence
    if (author !== from) return refuse({ kind: 'foreign-presence', claimed: author }, from)
    if (weaver.admittedAs(from) === undefined || number <= known.number) return
    known.number = number
    void judge(reading)
  }

  async function judge(reading: PresenceReading & { readonly ok: true }): Promise<void> {
    const { presence } = reading
    const { author } = presence
    // Unjudged is not shown, and the next one is three seconds away.
    const verdicts = await verifier
      .verify([presenceClaim(weaver.chorus, reading)])
      .catch(() => null)
    if (verdicts === null || stopped || !deps.neighbours.isLinked(author)) return
    if (verdicts[0] !== true) return refuse({ kind: 'forged-presence' }, author)
    const before = shown.get(author)
    if (before !== undefined && before.presence.number > presence.number) return
    if (before === undefined && isNothing(presence)) return
    before?.cancelEnd()
    show(presence)
  }

  function refuse(refusal: PresenceRefusal, from: WeaverId): void {
    deps.note([brokenMessage(refusalWords[refusal.kind], from, clock.now())])
  }

  function show(presence: Presence): void {
    const { author, glyph, drags, pointer } = presence
    if (isNothing(presence)) shown.delete(author)
    else {
      const cancelEnd = schedule.after(presenceLivesMs, () => drop(author))
      const onlooker: Onlooker = { weaver: author, glyph, drags, pointer }
      shown.set(author, { presence, onlooker, cancelEnd })
    }
    tellChange()
  }

  function drop(author: WeaverId): void {
    shown.get(author)?.cancelEnd()
    if (shown.delete(author)) tellChange()
  }

  function tellChange(): void {
    list = [...shown.values()].map(({ onlooker }) => onlooker)
    deps.tell({ kind: 'presence' })
  }

  /** Where a position of theirs stands in the text as our person sees it [PR4]. */
  function caretsIn(glyph: GlyphId): readonly ShownCaret[] {
    const over = deps.pen.pending(glyph)?.splices ?? []
    return [...shown.values()].flatMap(({ presence: { author, caret, glyph: open } }) => {
      if (caret === null || open !== glyph) return []
      const anchor = deps.board().locate(glyph, caret.version, caret.anchor)
      const head = deps.board().locate(glyph, caret.version, caret.head)
      if (anchor === null || head === null) return []
      return [{ weaver: author, anchor: carried(anchor, over), head: carried(head, over) }]
    })
  }

  return {
    looks: { attend: telling.attend, onlookers: () => list, caretsIn },
    take,
    met: telling.met,
    parted: (author) => {
      heard.delete(author)
      drop(author)
    },
    sealed: telling.sealed,
    stop: () => {
      stopped = true
      telling.stop()
      for (const { cancelEnd } of shown.values()) cancelEnd()
      shown.clear()
    },
  }
}

/** Our own half: words one presence at a time, when something changed and its turn has come [PR5]. */
function createTelling(deps: PresencesDeps) {
  const { weaver, signer, clock, schedule } = deps
  const author = weaverIdFrom(signer.key)
  let look = looksAtNothing
  let number = 0
  let toldMs = Number.NEGATIVE_INFINITY
  /** Something is to be told that was not yet worded. */
  let due = false
  let signing = false
  /** The present message has been held back once for a seal. */
  let waited = false
  let stopped = false
  let cancel: (() => void) | null = null

  function soon(): void {
    if (stopped || !deps.neighbours.isAnyLinked()) return
    due = true
    if (!signing && !(waited && isUnsealed())) wake(0)
  }

  /** One timer for all: the next message, and the beat where there is none before. */
  function wake(atLeastMs: number): void {
    const sinceMs = clock.now() - toldMs
    const gapMs = sinceMs >= 0 && sinceMs < presenceGapMs ? presenceGapMs - sinceMs : 0
    cancel?.()
    cancel = schedule.after(Math.max(gapMs, atLeastMs), () => {
      cancel = null
      if (!deps.neighbours.isAnyLinked()) return
      // A seal takes a moment, and then the caret can be told just where it is. What is still
      // unsealed after that is typed without a pause, and told as far as it is sealed.
      if (!waited && isUnsealed()) {
        waited = true
        wake(caretWaitsMs)
      } else void tell()
    })
  }

  async function tell(): Promise<void> {
    signing = true
    due = false
    waited = false
    toldMs = clock.now()
    number = Math.max(number + 1, Math.min(maxStampMs - 1, Math.floor(toldMs)))
    const attention = attentionNow()
    const body = encodePresence({ ...attention, author, number })
    // A key that can't sign tells of itself when something is to be sealed; here the beat tries again.
    const seal = await signer.sign(presenceMessage(weaver.chorus, body)).catch(() => null)
    signing = false
    if (stopped) return
    if (seal !== null) deps.neighbours.say(concatBytes([body, seal]))
    if (due) wake(0)
    else if (!isNothing(attention)) wake(presenceBeatMs)
  }

  function attentionNow(): Attention {
    const { glyph, caret, drags, pointer } = look
    const version = glyph === null ? [] : deps.board().textVersion(glyph)
    const under = glyph === null ? [] : (deps.pen.pending(glyph)?.splices ?? [])
    const isTold = caret !== null && glyph !== null && version.length <= maxPresenceHeads
    return {
      glyph,
      caret: isTold
        ? { version, anchor: before(caret.anchor, under), head: before(caret.head, under) }
        : null,
      drags: drags
        .map((drag) => ({ glyph: drag.glyph, place: onBoard(drag.place) }))
        .toSorted((a, b) => (a.glyph < b.glyph ? -1 : 1))
        .slice(0, maxDrags),
      pointer: pointer === null ? null : onBoard(pointer),
    }
  }

  const isUnsealed = (): boolean =>
    look.glyph !== null && look.caret !== null && deps.pen.pending(look.glyph) !== null

  return {
    attend: (change: Partial<Look>): void => {
      const next = { ...look, ...change }
      if (sameLook(look, next)) return
      look = next
      if (look.glyph !== null || look.drags.length > 0) deps.atWork()
      soon()
    },
    /** Whoever comes is told what is to be seen; nothing to be seen needs no word. */
    met: (): void => {
      if (!isNothing(look)) soon()
    },
    sealed: (glyph: GlyphId): void => {
      if (look.glyph === glyph && look.caret !== null && !isUnsealed()) soon()
    },
    stop: (): void => {
      stopped = true
      cancel?.()
    },
  }
}

/** Whole units within what a presence can hold. */
function onBoard({ x, y }: Place): Place {
  const within = (n: number): number => Math.min(maxPlace, Math.max(-maxPlace, Math.round(n)))
  return { x: within(x), y: within(y) }
}

const isNothing = ({ glyph, drags, pointer }: Omit<Attention, 'caret'>): boolean =>
  glyph === null && drags.length === 0 && pointer === null

function sameLook(a: Look, b: Look): boolean {
  return (
    a.glyph === b.glyph &&
    a.caret?.anchor === b.caret?.anchor &&
    a.caret?.head === b.caret?.head &&
    a.pointer?.x === b.pointer?.x &&
    a.pointer?.y === b.pointer?.y &&
    (a.drags === b.drags || (a.drags.length === 0 && b.drags.length === 0))
  )
}

/** A position across splices made since; what stood in deleted text stands where that was. */
function carried(position: number, splices: readonly Splice[]): number {
  return splices.reduce((at, [from, deleted, inserted]) => {
    if (at <= from) return at
    return at < from + deleted ? from : at + inserted.length - deleted
  }, position)
}

/** A position as it was before splices that led here; what stands in their text stands at its start. */
function before(position: number, splices: readonly Splice[]): number {
  return splices.reduceRight((at, [from, deleted, inserted]) => {
    if (at <= from) return at
    return at < from + inserted.length ? from : at - inserted.length + deleted
  }, position)
}

/** Answers whether one more may be read; fills at the rate of {@link presenceFlow}. */
function createAllowance(clock: Clock): () => boolean {
  let left: number = presenceFlow.burst
  let filledMs = clock.now()
  return () => {
    const nowMs = clock.now()
    const gained = (Math.max(0, nowMs - filledMs) * presenceFlow.perSecond) / 1000
    filledMs = nowMs
    left = Math.min(presenceFlow.burst, left + gained)
    if (left < 1) return false
    left -= 1
    return true
  }
}
