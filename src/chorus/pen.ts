/**
 * Pen: turns this weaver's changes into sealed sigils, one after another
 * (Immutation, AL-7.3 §29.3.1; PROTOCOL.md §SS).
 *
 * Sealing is asynchronous and each sigil names the one before it, so there is
 * one line of work. While anything is on it, nothing remote may be integrated
 * [SS2]: that keeps every pending position meaningful without a second merge.
 */

import { assembleSigil, encodeBody, splitDeed } from '../protocol/codec'
import type { GlyphId, SigilId, StrandId } from '../protocol/ids'
import type { Clock, Hash, Schedule, Signer } from '../protocol/ports'
import { sealMessage } from '../protocol/seal'
import type { Deed, FacetWrite, Sigil, Splice, Transmute } from '../protocol/sigil'
import { isMark } from '../protocol/undo-mark'
import type { Resonance, StrandEnd, Weaver } from '../protocol/weaver'
import { carryWaiting, isRemoval } from './carry'
import { notSealed } from './change'
import { createDeferred } from './deferred'
import { gatherMs } from './limits'
import { createLull } from './lull'
import { changesText, gather, nothingPending, type Pending, wordsIn } from './overlay'

export interface PenDeps {
  readonly weaver: Weaver
  readonly signer: Signer
  readonly strand: StrandEnd
  readonly hash: Hash
  readonly clock: Clock
  /** What sigils are stamped by. */
  readonly stampClock: Clock
  readonly schedule: Schedule
  /** A sigil of ours was sealed and integrated. Resolves once it is kept. */
  readonly sealed: (sigil: Sigil, resonance: Resonance) => Promise<void>
  /** These changes of the glyph showed, could not be sealed, and lie over it no more [SS10]. */
  readonly lost: (glyph: GlyphId, pending: Pending) => void
  /** The line of work is empty: what waited for it may go on. */
  readonly idle: () => void
  /** Gathers changes, and seals none of them yet. */
  readonly held: boolean
}

/** Resolves with the last sigil the change went into. */
export interface Written {
  readonly sealed: Promise<SigilId>
  readonly kept: Promise<SigilId>
}

export interface Pen {
  /** What this session's sigils are a chain of. */
  readonly strand: StrandId
  /** `gathers`: more of the same kind is likely to follow at once, as from a keyboard [SS1]. */
  readonly change: (glyph: GlyphId, change: Pending, gathers: boolean) => Written
  /** A covenant deed: an invite, a join. */
  readonly declare: (deed: Deed) => Written
  readonly isIdle: () => boolean
  /** Seals what is being gathered without waiting any longer. */
  readonly hurry: () => void
  /** All that lies over the glyph: being sealed, then gathered. Null where nothing does. */
  readonly pending: (glyph: GlyphId) => Pending | null
  readonly pendingGlyphs: () => readonly GlyphId[]
  /** Resolves when nothing is left to seal. */
  readonly whenIdle: () => Promise<void>
  /** Changes are shown and gathered, and none is sealed before {@link release} [SN7]. */
  readonly isHeld: () => boolean
  /** Seals what was gathered meanwhile, or takes it back for that reason. */
  readonly release: (against: Error | null) => void
  /** What waits goes past these changes of the texts under it; returns them as they change what is shown. */
  readonly carry: (
    splices: Resonance['splices'],
    texts: ReadonlyMap<GlyphId, string>,
  ) => Resonance['splices']
}

interface Job {
  readonly deed: Deed
  /** Set on the last sigil of a change. */
  readonly settles: Settles | null
}

interface Settles {
  readonly sealed: (id: SigilId, kept: Promise<void>) => void
  readonly failed: (reason: unknown) => void
}

/** Whoever made the change, and why it came to nothing. */
interface Failing {
  readonly settles: readonly (Settles | null)[]
  readonly reason: unknown
}

interface Gathered {
  readonly pending: Pending
  readonly written: Written
  readonly settles: Settles
}

export function createPen(deps: PenDeps): Pen {
  const { weaver, signer, hash, clock, schedule } = deps
  let end = deps.strand
  const gathered = new Map<GlyphId, Gathered>()
  const line: Job[] = []
  let working = false
  let lastFlushMs = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | null = null
  let hurryQueued = false
  let held = deps.held
  const lull = createLull(() => isIdle())

  function change(glyph: GlyphId, next: Pending, gathers: boolean): Written {
    const earlier = gathered.get(glyph)
    const { written, settles } = earlier ?? promiseWritten()
    gathered.set(glyph, {
      pending: gather(earlier?.pending ?? nothingPending, next),
      written,
      settles,
    })
    const sinceMs = clock.now() - lastFlushMs
    if (gathers && sinceMs >= 0 && sinceMs < gatherMs) flushIn(gatherMs - sinceMs)
    else flushSoon()
    return written
  }

  function declare(deed: Deed): Written {
    const { written, settles } = promiseWritten()
    line.push({ deed, settles })
    void work()
    return written
  }

  function flushIn(delayMs: number): void {
    cancelTimer ??= schedule.after(delayMs, () => {
      cancelTimer = null
      flush()
    })
  }

  /** At the end of this task, so that calls made together become one sigil a glyph. */
  function flushSoon(): void {
    if (hurryQueued) return
    hurryQueued = true
    queueMicrotask(() => {
      hurryQueued = false
      flush()
    })
  }

  function flush(): void {
    cancelTimer?.()
    cancelTimer = null
    // What comes while a seal is being made is gathered until it is done.
    if (!working && !held) void work()
  }

  function release(against: Error | null): void {
    if (!held) return
    held = false
    for (const [glyph, { pending, settles }] of against === null ? [] : [...gathered]) {
      gathered.delete(glyph)
      takeBack(glyph, pending, { settles: [settles], reason: against })
    }
    flush()
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (;;) {
      if (line.length === 0) lineUpGathered()
      const job = line[0]
      if (job === undefined) break
      await seal(job).catch((reason: unknown) => giveUp(job, reason))
    }
    working = false
    lull.check()
    deps.idle()
  }

  function lineUpGathered(): void {
    if (gathered.size === 0 || held) return
    lastFlushMs = clock.now()
    const changes = [...gathered]
    gathered.clear()
    for (const [glyph, { pending, settles }] of changes) {
      try {
        line.push(...jobsFor(glyph, pending, settles))
      } catch (error) {
        // One change that can't be written must not hold up all others for good.
        takeBack(glyph, pending, { settles: [settles], reason: error })
      }
    }
  }

  /** Whoever made the change learns why; the lines of other glyphs go on. */
  function giveUp(job: Job, reason: unknown): void {
    if (line[0] === job) line.shift()
    const { deed, settles } = job
    if (deed.kind !== 'transmute') settles?.failed(reason)
    else takeBack(deed.glyph, pendingFrom(deed), { settles: [settles], reason })
  }

  /**
   * [SS10] What was made on top of a change that can't be sealed counts positions in a text that
   * will never be, so all that waits of its glyph goes with it.
   */
  function takeBack(glyph: GlyphId, first: Pending, { settles, reason }: Failing): void {
    const isBehind = ({ deed }: Job): boolean => glyphOf(deed) === glyph
    const behind = line.filter(isBehind)
    const waiting = gathered.get(glyph)
    const lost = pendingOf(glyph) ?? nothingPending
    const whole = gather(first, lost)
    line.splice(0, line.length, ...line.filter((job) => !isBehind(job)))
    gathered.delete(glyph)
    const failure = notSealed(reason, wordsIn(whole))
    const told = [...settles, ...behind.map((job) => job.settles), waiting?.settles ?? null]
    for (const one of told) one?.failed(failure)
    deps.lost(glyph, whole)
  }

  async function seal(job: Job): Promise<void> {
    const body = weaver.draft(end, job.deed, deps.stampClock)
    const bytes = encodeBody(body)
    const signed = await signer.sign(sealMessage(weaver.chorus, bytes))
    const sigil = assembleSigil(body, bytes, signed, weaver.chorus, hash)
    line.shift()
    const texts = isRemoval(job.deed) ? textsOf(weaver, waitingGlyphs()) : null
    const woven = weaver.resonate([sigil], 'self')
    const resonance = texts === null ? woven : { ...woven, splices: carry(woven.splices, texts) }
    const refused = resonance.dissolved[0]
    if (refused !== undefined) throw new Error(`own sigil refused: ${refused.refusal.kind}`)
    end = { ...end, tip: sigil }
    const kept = deps.sealed(sigil, resonance)
    job.settles?.sealed(sigil.id, kept)
  }

  const carry: Pen['carry'] = (splices, texts) =>
    carryWaiting(splices, texts, { pendingOf, rewrite })

  /** What waits of a glyph has other splices from now on: all of them in its first job. */
  function rewrite(glyph: GlyphId, splices: readonly Splice[]): void {
    let left = splices
    line.forEach((job, nth) => {
      if (job.deed.kind !== 'transmute' || job.deed.glyph !== glyph) return
      line[nth] = { ...job, deed: { ...job.deed, splices: left } }
      left = []
    })
    const last = gathered.get(glyph)
    if (last === undefined) return
    gathered.set(glyph, { ...last, pending: { ...last.pending, splices: left } })
  }

  function isIdle(): boolean {
    return !working && !held && line.length === 0 && gathered.size === 0
  }

  const waitingGlyphs = (): readonly GlyphId[] => [
    ...new Set([...line.flatMap(({ deed }) => glyphOf(deed) ?? []), ...gathered.keys()]),
  ]

  function pendingOf(glyph: GlyphId): Pending | null {
    const sealing = line.flatMap(({ deed }) => (glyphOf(deed) === glyph ? pendingFrom(deed) : []))
    const last = gathered.get(glyph)
    const all = last === undefined ? sealing : [...sealing, last.pending]
    return all.length === 0 ? null : all.reduce(gather, nothingPending)
  }

  return {
    strand: deps.strand.strand,
    change,
    declare,
    isIdle,
    hurry: flush,
    pending: pendingOf,
    pendingGlyphs: waitingGlyphs,
    isHeld: () => held,
    release,
    carry,
    whenIdle: () => {
      flush()
      return lull.wait()
    },
  }
}

/** A change too large for one sigil becomes several; the change is done with the last [SG7]. */
function jobsFor(glyph: GlyphId, pending: Pending, settles: Settles): readonly Job[] {
  const deed: Transmute = {
    kind: 'transmute',
    glyph,
    shatters: pending.shatters,
    writes: [...pending.writes].map(([facet, value]) => ({ facet, value })),
    splices: pending.splices.filter(changesText),
  }
  const isMarked = ({ facet }: FacetWrite): boolean => isMark(facet)
  const unmarked = { ...deed, writes: deed.writes.filter((write) => !isMarked(write)) }
  const deeds = splitDeed(unmarked, deed.writes.filter(isMarked))
  return deeds.map((part, at) => ({
    deed: part,
    settles: at === deeds.length - 1 ? settles : null,
  }))
}

const textsOf = ({ text }: Weaver, glyphs: readonly GlyphId[]): ReadonlyMap<GlyphId, string> =>
  new Map(glyphs.map((glyph) => [glyph, text(glyph)]))

const glyphOf = (deed: Deed): GlyphId | null => (deed.kind === 'transmute' ? deed.glyph : null)

/** As it lies over its glyph; nothing where it changes none. */
function pendingFrom(deed: Deed): Pending {
  if (deed.kind !== 'transmute') return nothingPending
  const { writes, splices, shatters } = deed
  return { writes: new Map(writes.map(({ facet, value }) => [facet, value])), splices, shatters }
}

function promiseWritten(): { readonly written: Written; readonly settles: Settles } {
  const sealed = createDeferred<SigilId>()
  const kept = createDeferred<SigilId>()
  // Whoever asked or not, the keeper tells of trouble in the status.
  return {
    written: { sealed: sealed.promise, kept: kept.promise },
    settles: {
      sealed: (id, keptInVault) => {
        sealed.resolve(id)
        keptInVault.then(() => kept.resolve(id), kept.reject)
      },
      failed: (reason) => {
        sealed.reject(reason)
        kept.reject(reason)
      },
    },
  }
}
