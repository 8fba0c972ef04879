/**
 * Snapshots: keeps the face of the chorus beside its history, as a shortcut for
 * opening [SN1]. It may come late; it is never of two sets at once.
 *
 * The tabs of a browser share one face, and each may hold another set. So a face is
 * written over one whose digest this weaver has passed through, and then only what
 * was touched since; any other is replaced.
 */

import { type FaceChange, faceHeadOf, type FoundFace } from '../protocol/face'
import type { GlyphId } from '../protocol/ids'
import type { Schedule } from '../protocol/ports'
import type { Weaver } from '../protocol/weaver'
import type { Vault } from '../storage/vault'
import type { Keeper } from './keeper'
import { faceAfterMs, faceTrail } from './limits'

export interface Snapshots {
  /** The weaver is whole; what face was found beside the history. */
  readonly begin: (found: FoundFace | null) => void
  /** The weaver has come to hold more, by which these glyphs changed: keeps its face before long. */
  readonly later: (touched: Iterable<GlyphId>) => void
  /** Keeps one now, and none after. */
  readonly now: () => Promise<void>
}

export interface SnapshotsDeps {
  readonly vault: Pick<Vault, 'faceDigest' | 'keepFace'>
  readonly weaver: Weaver
  readonly keeper: Pick<Keeper, 'whenKept'>
  readonly schedule: Schedule
  /** More is coming in just now: a face would be an old one as soon as it is written. */
  readonly isBusy: () => boolean
}

export function createSnapshots(deps: SnapshotsDeps): Snapshots {
  const { vault, weaver, keeper, schedule } = deps
  const trail = createTrail()
  /** Digest of the face on the disk, as far as this tab knows. */
  let there: string | null = null
  let cancel: (() => void) | null = null
  let isDue = false
  let done = false
  let last: Promise<void> = Promise.resolve()

  function later(touched: Iterable<GlyphId>): void {
    trail.note(weaver.digest(), touched)
    isDue = true
    plan()
  }

  function plan(): void {
    if (done) return
    cancel ??= schedule.after(faceAfterMs, () => {
      cancel = null
      if (deps.isBusy()) plan()
      else void keepNext()
    })
  }

  /** Trouble with the vault is the keeper's to tell; opening rebuilds what is not here. */
  function keepNext(): Promise<void> {
    last = last.then(keepOne).catch(() => {})
    return last
  }

  async function keepOne(): Promise<void> {
    if (!isDue) return
    isDue = false
    if (await keptOver(there)) return
    // Another tab was there before us.
    there = await vault.faceDigest()
    if (await keptOver(there)) return
    isDue = true
    plan()
  }

  async function keptOver(digest: string | null): Promise<boolean> {
    const touched = digest === null ? null : trail.since(digest)
    const head = faceHeadOf(weaver)
    const change: FaceChange = {
      over: touched === null ? null : digest,
      head,
      glyphs: [...(touched ?? weaver.glyphIds())].map(weaver.faceOf),
      isLatest: () => weaver.digest() === head.digest,
    }
    // What is shown must be on the disk, or the face would tell of what the history does not hold [SN6].
    await keeper.whenKept()
    const isKept = await vault.keepFace(change)
    if (isKept) there = change.head.digest
    return isKept
  }

  return {
    begin: (found) => {
      there = found?.head.digest ?? null
      trail.note(weaver.digest(), [])
      if (found?.isLatest === true && there === weaver.digest()) return
      isDue = true
      plan()
    },
    later,
    now: async () => {
      done = true
      cancel?.()
      await keepNext()
    },
  }
}

/** What was touched on the way from one set of sigils to another. */
function createTrail() {
  const steps: { readonly digest: string; readonly touched: ReadonlySet<GlyphId> }[] = []
  return {
    note: (digest: string, touched: Iterable<GlyphId>): void => {
      steps.push({ digest, touched: new Set(touched) })
      if (steps.length > faceTrail) steps.shift()
    },
    /** Null where this weaver did not pass through that set, or long ago. */
    since: (digest: string): ReadonlySet<GlyphId> | null => {
      const from = steps.findLastIndex((step) => step.digest === digest)
      if (from < 0) return null
      return new Set(steps.slice(from + 1).flatMap(({ touched }) => [...touched]))
    },
  }
}
