/**
 * Pen: turns this weaver's changes into sealed sigils, one after another
 * (Immutation, AL-7.3 §29.3.1; PROTOCOL.md §SS).
 *
 * Sealing is asynchronous and each sigil names the one before it, so there is
 * one line of work, sealed in chains. While anything is on it, nothing remote may be
 * integrated [SS2]: that keeps every pending position meaningful without a second merge.
 */

import type { GlyphId, SigilId, StrandId } from '../protocol/ids'
import type { Clock, Hash, Schedule, Signer } from '../protocol/ports'
import { sealChain } from '../protocol/sealing'
import type { Deed, FacetWrite, Sigil, Transmute } from '../protocol/sigil'
import { splitDeed } from '../protocol/splitting'
import { isMark } from '../protocol/undo-mark'
import type { Resonance, StrandEnd, Weaver } from '../protocol/weaver'
import { isRemoval } from './carry'
import { notSealed } from './change'
import { createDeferred } from './deferred'
import { chainLength, gatherMs } from './limits'
import { createLine, type Job, type Settles } from './line'
import { createLull } from './lull'
import { changesText, gather, nothingPending, type Pending, wordsIn } from './overlay'
import { turn } from './turn'
import { createWaiting, type Gathered, pendingFrom, type Waiting } from './waiting'

export interface PenDeps {
  readonly weaver: Weaver
  readonly signer: Signer
  readonly strand: StrandEnd
  readonly hash: Hash
  readonly clock: Clock
  /** What sigils are stamped by. */
  readonly stampClock: Clock
  readonly schedule: Schedule
  /** Sigils of ours were sealed and integrated, one after another. Resolves once they are kept. */
  readonly sealed: (sigils: readonly Sigil[], resonance: Resonance) => Promise<void>
  /** These changes of the glyph showed, could not be sealed, and lie over it no more [SS10]. */
  readonly lost: (glyph: GlyphId, pending: Pending) => void
  /** The line of work is empty: what waited for it may go on. */
  readonly idle: () => void
  /** Gathers changes, and seals none of them yet. */
  readonly held: boolean
  /** Something waits for {@link Pen.release}. */
  readonly waits: () => void
}

/** Resolves with the last sigil the change went into. */
export interface Written {
  readonly sealed: Promise<SigilId>
  readonly kept: Promise<SigilId>
}

export interface Pen extends Pick<Waiting, 'carry'> {
  /** What this session's sigils are a chain of. */
  readonly strand: StrandId
  /** `gathers`: more of the same kind is likely to follow at once, as from a keyboard [SS1]. */
  readonly change: (glyph: GlyphId, change: Pending, gathers: boolean) => Written
  /** A deed that is gathered with nothing, a sigil of its own: an invite, a join. */
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
}

/** Whoever made the change, and why it came to nothing. */
interface Failing {
  readonly settles: readonly (Settles | null)[]
  readonly reason: unknown
}

export function createPen(deps: PenDeps): Pen {
  const { weaver, signer, hash, clock, schedule } = deps
  let end = deps.strand
  const gathered = new Map<GlyphId, Gathered>()
  const line = createLine()
  const waiting = createWaiting(line, gathered)
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
    line.push([{ deed, settles }])
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
    if (held) deps.waits()
    else if (!working) void work()
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
      if (line.length() === 0) lineUpGathered()
      const jobs = line.nextChain()
      const [first] = jobs
      if (first === undefined) break
      await seal(jobs).catch(async (reason: unknown) => {
        // Where it was sealed, whoever could not be begins the next chain.
        if (line.first() !== first) return
        // One that can't be sealed must not take down those with it.
        if (jobs.length === 1) giveUp(first, reason)
        else await seal([first]).catch((alone: unknown) => giveUp(first, alone))
      })
      if (line.length() >= chainLength) await turn(schedule)
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
        line.push(jobsFor(glyph, pending, settles))
      } catch (error) {
        // One change that can't be written must not hold up all others for good.
        takeBack(glyph, pending, { settles: [settles], reason: error })
      }
    }
  }

  /** Whoever made the change learns why; the lines of other glyphs go on. */
  function giveUp(job: Job, reason: unknown): void {
    if (line.first() === job) line.drop(1)
    const { deed, settles } = job
    if (deed.kind !== 'transmute') settles?.failed(reason)
    else takeBack(deed.glyph, pendingFrom(deed), { settles: [settles], reason })
  }

  /**
   * [SS10] What was made on top of a change that can't be sealed counts positions in a text that
   * will never be, so all that waits of its glyph goes with it.
   */
  function takeBack(glyph: GlyphId, first: Pending, { settles, reason }: Failing): void {
    const behindThem = gathered.get(glyph)
    const lost = waiting.pendingOf(glyph) ?? nothingPending
    const whole = gather(first, lost)
    const behind = line.remove(glyph)
    gathered.delete(glyph)
    const failure = notSealed(reason, wordsIn(whole))
    const told = [...settles, ...behind.map((job) => job.settles), behindThem?.settles ?? null]
    for (const one of told) one?.failed(failure)
    deps.lost(glyph, whole)
  }

  /** Rejects where there is one that can't be sealed. */
  async function seal(jobs: readonly Job[]): Promise<void> {
    const drafts = weaver.draftChain(end, deedsOf(jobs), deps.stampClock)
    const left = [...jobs]
    await sealChain(drafts, {
      chorus: weaver.chorus,
      signer,
      hash,
      take: (sigils) => takeIn(sigils, left.splice(0, sigils.length)),
      turn: () => turn(schedule),
    })
  }

  /** Takes those that are sealed off the line. Throws where one is refused, whose job is then the first. */
  function takeIn(sigils: readonly Sigil[], jobs: readonly Job[]): void {
    const texts = jobs.some(({ deed }) => isRemoval(deed))
      ? textsOf(weaver, waiting.glyphs())
      : null
    const woven = weaver.resonate(sigils, 'self')
    const integrated = new Set(woven.integrated)
    // All before the one that is refused: what builds on it is refused with it.
    const taken = sigils.filter((sigil) => integrated.has(sigil))
    line.drop(taken.length)
    const resonance =
      texts === null ? woven : { ...woven, splices: waiting.carry(woven.splices, texts) }
    end = { ...end, tip: taken.at(-1) ?? end.tip }
    if (taken.length > 0) settle(jobs, taken, deps.sealed(taken, resonance))
    const refused = woven.dissolved[0]
    if (refused !== undefined) throw new Error(`own sigil refused: ${refused.refusal.kind}`)
  }

  function isIdle(): boolean {
    return !working && !held && line.length() === 0 && gathered.size === 0
  }

  return {
    strand: deps.strand.strand,
    change,
    declare,
    isIdle,
    hurry: flush,
    pending: waiting.pendingOf,
    pendingGlyphs: waiting.glyphs,
    isHeld: () => held,
    release,
    carry: waiting.carry,
    whenIdle: () => {
      flush()
      return lull.wait()
    },
  }
}

/** Whoever made these changes learns their sigils at once, and that they are kept once they are. */
function settle(jobs: readonly Job[], sigils: readonly Sigil[], kept: Promise<void>): void {
  const settled = sigils.map(({ id }, nth) => ({ id, settles: jobs[nth]?.settles }))
  for (const { id, settles } of settled) settles?.sealed(id)
  // Where nobody asks, the keeper tells of trouble in the status all the same.
  kept.then(
    () => settled.forEach(({ id, settles }) => settles?.kept(id)),
    (reason: unknown) => settled.forEach(({ settles }) => settles?.notKept(reason)),
  )
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

/** As {@link Weaver.draftChain} takes them. */
function deedsOf(jobs: readonly Job[]): Parameters<Weaver['draftChain']>[1] {
  const changes = jobs.flatMap(({ deed }) => (deed.kind === 'transmute' ? [deed] : []))
  const [only] = jobs
  return changes.length === jobs.length || only === undefined ? changes : [only.deed]
}

function promiseWritten(): { readonly written: Written; readonly settles: Settles } {
  const sealed = createDeferred<SigilId>()
  const kept = createDeferred<SigilId>()
  return {
    written: { sealed: sealed.promise, kept: kept.promise },
    settles: {
      sealed: sealed.resolve,
      kept: kept.resolve,
      notKept: kept.reject,
      failed: (reason) => {
        sealed.reject(reason)
        kept.reject(reason)
      },
    },
  }
}
