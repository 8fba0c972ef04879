/**
 * Preview: what a tab that is joining shows before each seal is judged (PROTOCOL.md §SS, [SS14]).
 *
 * A second weaver, of what is vouched for and what is verified. The board stands on it and nothing
 * else does: what is kept, passed on, counted, linked by a draft or told as history is the true
 * weaver's. Once that one holds all there is, it takes the board over, and this one is dropped.
 */

import type { ChorusId, GlyphId, WeaverId } from '../protocol/ids'
import type { Clock, Hash, Schedule } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Dissolved } from '../protocol/trace'
import { createWeaver, type Resonance, type Weaver } from '../protocol/weaver'
import type { ChorusRecord } from '../storage/keyring'
import { createDeferred, type Deferred } from './deferred'
import { type EventHub, tellResonance } from './events'
import { type Comparison, createComparison, type Ground, type Stale } from './ground'
import { tellStale } from './handover'
import { createIntegration, type Integration } from './integration'
import { faceFrom, firstLookMs, longestLookMs, maxPreviewSigils } from './limits'
import type { Reading } from './reading'

export interface PreviewDeps {
  readonly chorus: ChorusId
  readonly record: Pick<ChorusRecord, 'inviteSeed'>
  readonly weaver: Weaver
  readonly reading: Pick<Reading, 'isWhole' | 'ground'>
  readonly hash: Hash
  readonly clock: Clock
  readonly schedule: Schedule
  /** More is just being read: a board is better drawn once than card by card. */
  readonly isReading: () => boolean
  readonly tell: EventHub['tell']
  /** The weaver has taken the board over. */
  readonly over: () => void
}

export interface Preview {
  /** What the board stands on, whatever that is. */
  readonly ground: () => Ground
  /** The same, once history is read: of use for what is shown, and for nothing else. */
  readonly board: () => Weaver
  /** Whether more may be shown before it is verified. */
  readonly isTaking: () => boolean
  /** Takes what is vouched for. */
  readonly take: (sigils: readonly Sigil[]) => void
  /** Resolves once much that is vouched for has been drawn: until then seals can wait. Undefined where they need not. */
  readonly whenSeen: () => Promise<void> | undefined
  /** Tells what the weaver did, as far as the board shows it. */
  readonly follow: (resonance: Resonance, own: boolean) => void
  /** Told of what turned out to be forged: where that was shown, nothing more is taken on anybody's word. */
  readonly refused: (dissolved: readonly Dissolved[]) => void
  /** The weaver holds all there is. */
  readonly end: () => void
  readonly isOver: () => boolean
  readonly stop: () => void
}

/** Who handed it over is told with what becomes of it, and that is the weaver's to say. */
const anybody = '' as WeaverId

/** Nothing waits for a seal while nothing is authored. */
const nothingWaits = { carry: (splices: Resonance['splices']) => splices }

export function createPreview(deps: PreviewDeps): Preview {
  const { weaver, reading, schedule, tell } = deps
  // What an earlier visit left was verified then, and is shown as it is.
  const isFirstVisit = deps.record.inviteSeed !== null && reading.isWhole() && weaver.count() === 0
  let stage: 'taking' | 'full' | 'handing over' | 'over' = isFirstVisit ? 'taking' : 'over'
  let board = isFirstVisit ? createWeaver(deps) : weaver
  let integration = isFirstVisit ? integrationOf(board) : null
  const look = createLook(schedule)
  /** Changed, and not told yet. */
  const untold = new Set<GlyphId>()
  let comparison: Comparison | null = null

  function integrationOf(shown: Weaver): Integration {
    return createIntegration({
      ...deps,
      weaver: shown,
      mayIntegrate: () => true,
      hurry: () => {},
      entered: () => {},
      integrated,
    })
  }

  function take(sigils: readonly Sigil[]): void {
    if (stage !== 'taking') return
    const fresh = sigils.filter(({ id }) => !board.knows(id))
    if (fresh.length > 0) integration?.take(fresh, anybody)
    else tellOnceRead()
  }

  function integrated(resonance: Resonance): void {
    tellResonance(tell, { ...resonance, touched: new Set() }, false)
    for (const glyph of resonance.touched) untold.add(glyph)
    if (board.count() < maxPreviewSigils) return tellOnceRead()
    stage = 'full'
    integration?.stop()
    tellAll()
  }

  function tellOnceRead(): void {
    if (deps.isReading() || integration?.isIdle() !== true) return
    tellAll()
  }

  function tellAll(): void {
    if (untold.size > 0) tell({ kind: 'glyphs', touched: new Set(untold), remote: true })
    untold.clear()
    if (board.count() < faceFrom) look.skip()
    else look.begin()
  }

  function follow(resonance: Resonance, own: boolean): void {
    if (stage === 'over') return tellResonance(tell, resonance, own)
    comparison?.changed(resonance.touched)
    take(resonance.integrated)
    if (stage === 'full' && weaver.count() >= board.count()) end()
  }

  function end(): void {
    if (stage !== 'taking' && stage !== 'full') return
    stage = 'handing over'
    integration?.stop()
    tellAll()
    look.end()
    comparison = createComparison(board, weaver, schedule)
    void comparison.run(takeOver)
  }

  function takeOver(stale: readonly Stale[]): void {
    if (isOver()) return
    drop()
    tellStale(stale, { weaver, pen: nothingWaits, tell })
    tell({ kind: 'facts' })
    deps.over()
  }

  function drop(): void {
    stage = 'over'
    board = weaver
    integration = null
  }

  const isOver = (): boolean => stage === 'over'

  return {
    ground: () => (reading.isWhole() ? board : reading.ground()),
    board: () => board,
    isTaking: () => stage === 'taking',
    take,
    whenSeen: () => (stage === 'taking' ? look.wait() : undefined),
    follow,
    refused: (dissolved) => {
      if (dissolved.some(({ sigil }) => sigil !== null && board.get(sigil) !== undefined)) end()
    },
    end,
    isOver,
    stop: () => {
      integration?.stop()
      look.end()
      drop()
    },
  }
}

interface Look {
  readonly wait: () => Promise<void> | undefined
  /** There is little to see: what waits goes on, and what comes next may wait again. */
  readonly skip: () => void
  readonly begin: () => void
  readonly end: () => void
}

/** The one moment in which a board is first drawn. Judging seals meanwhile would take the processors from it. */
function createLook(schedule: Schedule): Look {
  let waits: Deferred<void> | null = null
  let stage: 'unasked' | 'asked' | 'looking' | 'over' = 'unasked'

  function skip(): void {
    waits?.resolve()
    waits = null
  }

  function end(): void {
    stage = 'over'
    skip()
  }

  return {
    wait: () => {
      if (stage === 'over') return undefined
      if (stage === 'unasked') {
        stage = 'asked'
        schedule.after(longestLookMs, end)
      }
      waits ??= createDeferred()
      return waits.promise
    },
    skip,
    begin: () => {
      if (stage === 'looking' || stage === 'over') return
      stage = 'looking'
      schedule.after(firstLookMs, end)
    },
    end,
  }
}
