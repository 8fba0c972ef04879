/**
 * Reading: shows the board from its face at once, leaves the history on the disk until
 * somebody asks for it, then brings it into the weaver and hands the board over (PROTOCOL.md §SN).
 *
 * Nothing but the face answers before the weaver is whole: what a part of the
 * history says may be true of no set that anybody ever held.
 */

import type { FoundFace } from '../protocol/face'
import type { Resonance } from '../protocol/weaver'
import { asError } from '../storage/trouble'
import type { VaultTrouble } from '../storage/vault'
import { changeRefusal } from './change'
import type { Chorus, ReadProgress } from './chorus'
import { createDeferred } from './deferred'
import { type Comparison, createComparison, type Ground, groundOf, type Stale } from './ground'
import { mayBeLeft, maySeeFace, type Viewer } from './handover'
import { asTrouble } from './keeper'
import { firstLookMs, keepAgainMs } from './limits'
import { openFromVault, type ReopenDeps } from './reopen'

export interface ReadingDeps extends Omit<ReopenDeps, 'isStopped' | 'advanced'> {
  /** The weaver answers from now on: these glyphs are other than they were shown. */
  readonly tookOver: (stale: readonly Stale[]) => void
  /** Progress, or trouble. */
  readonly changed: () => void
}

export interface Reading {
  readonly ground: () => Ground
  /** Null where there is none. */
  readonly face: FoundFace | null
  /** Calls back once the board has been drawn from its face; then reads the history behind it, when that is asked for. */
  readonly goOn: (drawn: () => void) => void
  /** [SN9] Has the history read, where it was left on the disk. */
  readonly recall: () => void
  readonly isWhole: () => boolean
  /** Null once all is read. */
  readonly progress: () => ReadProgress | null
  readonly trouble: () => VaultTrouble | null
  /** Recalls the history; resolves once the weaver has taken over, rejects where reading was stopped before. */
  readonly whole: () => Promise<void>
  /** We can answer for ourselves to whoever is met: out of our history, or because there is none any more. */
  readonly mayMeet: () => boolean
  /** As {@link whole}, until {@link mayMeet}. */
  readonly untilMayMeet: () => Promise<void>
  /** The weaver has come to hold more, before it has taken over. */
  readonly follow: (resonance: Pick<Resonance, 'touched'>) => void
  /** A last attempt, where one has failed; then rejects {@link whole}. */
  readonly hurry: () => void
  readonly stop: () => void
  /** [SN8] `tell`, but recalls the history, and is refused in words as long as it could tell only a part. */
  readonly told: <Asked extends readonly unknown[], Told>(
    tell: (...asked: Asked) => Told,
  ) => (...asked: Asked) => Told
}

/**
 * Resolves with the face already to be seen, where there is one for this viewer; else once
 * all is read, and rejects where the vault can't be.
 */
export async function openReading(deps: ReadingDeps & Viewer): Promise<Reading> {
  // Only a shortcut: where it can't be read, the history itself will say what is wrong.
  const face = await deps.vault.face().catch(() => null)
  if (face !== null && maySeeFace(face, deps)) {
    return createReading(deps, { face, shown: groundOf(face), isLeft: mayBeLeft(face, deps) })
  }
  const reading = createReading(deps, { face, shown: null, isLeft: false })
  await reading.readWhole()
  return reading
}

interface Found {
  readonly face: FoundFace | null
  /** The face as the board stands on it; null where nobody may be shown it. */
  readonly shown: Ground | null
  /** Nobody has asked for the history yet, and nothing needs it [SN9]. */
  readonly isLeft: boolean
}

function createReading(
  deps: ReadingDeps,
  found: Found,
): Reading & { readonly readWhole: () => Promise<void> } {
  const { weaver, schedule, changed } = deps
  const { face, shown } = found
  const whole = createDeferred<void>()
  const asked = createDeferred<void>()
  const meeting = createDeferred<void>()
  let mayMeet = false
  let { isLeft } = found
  let ground: Ground = shown ?? weaver
  let isWhole = false
  let isStopped = false
  let isLast = false
  let trouble: VaultTrouble | null = null
  let wake: (() => void) | null = null
  let comparison: Comparison | null = null
  let told = 0

  async function readOnce(): Promise<void> {
    await openFromVault({ ...deps, isStopped: () => isStopped, advanced: tellProgress })
    // Not the one that the face is of: it was deleted, and others may fill it again [SN9].
    if (shown === null || weaver.count() > 0 || isStopped) return
    meet()
    throw asError(emptied)
  }

  function meet(): void {
    mayMeet = true
    meeting.resolve()
  }

  function recall(): void {
    if (!isLeft) return
    isLeft = false
    asked.resolve()
    changed()
  }

  /** A hundredth at a time: whoever listens draws again. */
  function tellProgress(): void {
    const { read = 0, of = 0 } = progress() ?? {}
    const percent = of === 0 ? 100 : Math.floor((100 * read) / of)
    if (percent === told) return
    told = percent
    changed()
  }

  async function readWhole(): Promise<void> {
    await readOnce()
    // After the sigils it stands on: a text that does not fit them is of no use [SN2].
    weaver.restore(face?.glyphs ?? [])
    isWhole = true
    meet()
    whole.resolve()
  }

  async function readBehind(drawn: () => void): Promise<void> {
    await pause(firstLookMs)
    if (isStopped) return
    drawn()
    if (isLeft) await asked.promise
    while (!isStopped) {
      const failure = await readOnce().then(() => null, asTrouble)
      if (isStopped) return
      setTrouble(failure)
      if (failure === null) return handOver(ground)
      if (isLast) return stop()
      await pause(keepAgainMs)
    }
  }

  async function handOver(before: Ground): Promise<void> {
    weaver.restore(face?.glyphs ?? [])
    comparison = createComparison(before, weaver, schedule)
    await comparison.run((stale) => {
      if (isStopped) return
      ground = weaver
      isWhole = true
      meet()
      deps.tookOver(stale)
      whole.resolve()
    })
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = schedule.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  }

  function stop(): void {
    isStopped = true
    asked.resolve()
    wake?.()
    if (isWhole) return
    for (const { reject } of [whole, meeting]) reject(changeRefusal('closed', closedWhileReading))
  }

  function setTrouble(next: VaultTrouble | null): void {
    if (trouble?.kind === next?.kind) return
    trouble = next
    changed()
  }

  const progress = (): ReadProgress | null =>
    isWhole ? null : { read: Math.min(weaver.count(), ground.count()), of: ground.count(), isLeft }

  return {
    ground: () => ground,
    face,
    readWhole,
    goOn: (drawn) => void readBehind(drawn),
    recall,
    isWhole: () => isWhole,
    progress,
    trouble: () => trouble,
    whole: () => {
      recall()
      return whole.promise
    },
    mayMeet: () => mayMeet,
    untilMayMeet: () => {
      recall()
      return meeting.promise
    },
    follow: ({ touched }) => comparison?.changed(touched),
    hurry: () => {
      isLast = true
      recall()
      wake?.()
    },
    stop,
    told:
      (tell) =>
      (...asked) => {
        recall()
        if (!isWhole) throw stillReading(progress())
        return tell(...asked)
      },
  }
}

/** Until then a chorus shows a face, and what it holds nobody can say [SN8]. */
export const isRead = (chorus: Pick<Chorus, 'status'>): boolean => chorus.status().reading === null

const emptied: VaultTrouble = {
  kind: 'gone',
  detail: 'This browser’s copy was deleted before its history was read.',
}

const closedWhileReading = 'This chorus was closed before its history was read.'

function stillReading(progress: ReadProgress | null): Error {
  const { read = 0, of = 0 } = progress ?? {}
  return changeRefusal(
    'reading',
    `The history of this chorus is still being read (${read} of ${of} sigils). Once it is settled this can be told.`,
  )
}
