/**
 * An app and a chorus in memory, with people and conflicts in them: for
 * developing and testing the interface without a weaver. Never shipped.
 *
 * It keeps what it is told and merges nothing; the conflicts are written by hand.
 */

import { createStore } from 'zustand/vanilla'

import type { ChorusId, GlyphId, WeaverId } from '../protocol/ids'
import type { Splice } from '../protocol/sigil'
import type { AppState, AppStore, ChorusListing, Room } from '../state/app-store'
import type {
  ChorusActions,
  ChorusSnapshot,
  ChorusState,
  ChorusStore,
  GlyphCard,
  LoomRow,
} from '../state/chorus-store'
import type { Past } from '../state/time'
import {
  blankCard,
  type DemoBoard,
  demoBoard,
  demoNowMs,
  demoWeavers,
  glyphId,
  hex,
  weaverId,
} from './demo-board.fixture'
import { demoHistory, demoWhy, openDemoLoom } from './demo-history.fixture'
import { demoInbox, demoProof } from './demo-inbox.fixture'

export interface DemoOptions {
  readonly nowMs?: number
  readonly empty?: boolean
  readonly extra?: number
  readonly status?: Partial<ChorusSnapshot['status']>
}

export interface DemoChorus {
  readonly store: ChorusStore
  /** Plays someone else. */
  readonly renameAsBea: (glyph: GlyphId, title: string) => void
  readonly spliceAsBea: (glyph: GlyphId, splices: readonly Splice[]) => void
}

const emptyBoard: DemoBoard = { glyphs: new Map(), texts: new Map(), waiting: [], dissolved: [] }

export function createDemoChorus(options: DemoOptions = {}): DemoChorus {
  const { nowMs = demoNowMs, empty = false, extra = 0 } = options
  const board = empty ? emptyBoard : demoBoard(nowMs, extra)
  const rows = empty ? [] : demoHistory(nowMs)
  const bodies = createDemoBodies(board)
  const change = (id: GlyphId, over: Partial<GlyphCard>, by = weaverId('ada')): void => {
    store.setState(({ glyphs, historyCount }) => {
      const card = { ...(glyphs.get(id) ?? blankCard(id)), ...over, touchedBy: by }
      return { glyphs: new Map(glyphs).set(id, card), historyCount: historyCount + 1 }
    })
  }
  const splice = (
    glyph: GlyphId,
    splices: readonly Splice[],
    source: unknown,
    by?: WeaverId,
  ): void => {
    const text = bodies.splice(glyph, splices, source)
    change(glyph, { bodyStart: text.slice(0, 280), bodyLength: text.length }, by)
  }
  const store: ChorusStore = createStore<ChorusState>((set, get) => ({
    ...snapshot(board, rows, options),
    actions: {
      ...facetActions(change, get, set),
      splice,
      text: bodies.text,
      authorship: (glyph) => [
        { from: 0, to: bodies.text(glyph).length, sigil: null, weaver: weaverId('ada') },
      ],
      watchBody: bodies.watch,
      history: (glyph) => rows.filter((row) => glyph === undefined || row.glyph === glyph),
      openLoom: () => openDemoLoom(rows),
      why: (sigil, facet) => demoWhy(rows, sigil, facet),
      attend: () => {},
      recall: () => {},
      undoWords: () => null,
      redoWords: () => null,
      undo: () => Promise.resolve({ kind: 'nothing', words: '' }),
      redo: () => Promise.resolve({ kind: 'nothing', words: '' }),
      openPast: () => demoPast,
      caretsIn: () => [],
      recompute: () => Promise.resolve(demoProof),
      receipt: () => '{}\n',
      lookAt: () => {},
      remove: () => {},
      revoke: () => {},
      takeOver: () => {},
      keepStanding: () => {},
      setTides: (tides) => set((state) => ({ tides: { ...state.tides, ...tides } })),
      invite: () =>
        Promise.resolve('http://localhost:7373/#8f3a77c2d1e0b94a7e5f.Zx8cQk2LrT0vNwYp4mHs'),
    },
  }))
  return {
    store,
    renameAsBea: (glyph, title) => change(glyph, { title }, weaverId('bea')),
    spliceAsBea: (glyph, splices) => splice(glyph, splices, null, weaverId('bea')),
  }
}

/** A demo has no past. */
const demoPast: Past = {
  count: 0,
  known: () => 0,
  learn: () => true,
  stops: () => [0],
  cardsAt: () => new Map(),
  bodyAt: () => '',
  nextAt: () => null,
  changesTo: () => [],
  restore: () => {},
}

function facetActions(
  change: (id: GlyphId, over: Partial<GlyphCard>) => void,
  get: () => ChorusState,
  set: (next: (state: ChorusState) => Partial<ChorusState>) => void,
): Pick<ChorusActions, 'create' | 'set' | 'shatter' | 'restore'> {
  let minted = 0
  return {
    create: (facets) => {
      minted += 1
      const id = glyphId(`minted ${minted}`)
      change(id, cardChange(facets, blankCard(id)))
      return id
    },
    set: (glyph, facets) => {
      const card = get().glyphs.get(glyph)
      if (card !== undefined) change(glyph, cardChange(facets, card))
    },
    shatter: (glyph) =>
      set(({ glyphs }) => ({ glyphs: new Map([...glyphs].filter(([id]) => id !== glyph)) })),
    restore: (glyph, facet, value) => {
      if (typeof value === 'string') change(glyph, { [facet]: value, contested: [] })
    },
  }
}

function cardChange(
  facets: Parameters<ChorusActions['create']>[0],
  card: GlyphCard,
): Partial<GlyphCard> {
  const { x, y, body, ...rest } = facets
  const text = body === undefined ? {} : { bodyStart: body.slice(0, 280), bodyLength: body.length }
  return { ...rest, ...text, place: { x: x ?? card.place.x, y: y ?? card.place.y } }
}

/** Texts, and those who watch them. */
function createDemoBodies(board: DemoBoard) {
  const texts = new Map(board.texts)
  const watchers = new Set<readonly [GlyphId, unknown, (splices: readonly Splice[]) => void]>()
  return {
    text: (glyph: GlyphId): string => texts.get(glyph) ?? '',
    splice: (glyph: GlyphId, splices: readonly Splice[], source: unknown): string => {
      const text = splices.reduce(
        (now, [at, gone, put]) => now.slice(0, at) + put + now.slice(at + gone),
        texts.get(glyph) ?? '',
      )
      texts.set(glyph, text)
      for (const [watched, by, tell] of watchers) {
        if (watched === glyph && by !== source) tell(splices)
      }
      return text
    },
    watch: (...watcher: readonly [GlyphId, unknown, (splices: readonly Splice[]) => void]) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
}

const snapshot = (
  board: DemoBoard,
  rows: readonly LoomRow[],
  options: DemoOptions,
): ChorusSnapshot => ({
  name: 'Spring garden',
  status: {
    phase: 'open',
    currents: 'open',
    linked: 3,
    unkept: 0,
    unsent: 0,
    calcified: true,
    digest: '8f3a77c2d1',
    shown: rows.length,
    reading: null,
    trouble: null,
    clockOffMs: null,
    turnedDown: null,
    ...options.status,
  },
  tides: { latencyMs: 0, jitterMs: 0, loss: 0, cut: false },
  self: weaverId('ada'),
  weavers: demoWeavers,
  glyphs: board.glyphs,
  onlookers: [],
  waiting: board.waiting,
  dissolved: board.dissolved,
  invites: [],
  asides: [],
  standing: 'weave',
  inbox: rows.length === 0 ? [] : demoInbox,
  historyCount: rows.length,
})

const chorusId = (name: string) => hex(name, 64) as ChorusId

function demoListings(nowMs = demoNowMs): readonly ChorusListing[] {
  const listing = { weaverName: 'Ada', openedMs: nowMs - 8 * 60_000 }
  const day = 86_400_000
  return [
    { ...listing, id: chorusId('garden'), name: 'Spring garden', glyphs: 8, weavers: 6 },
    {
      ...listing,
      id: chorusId('thesis'),
      name: 'Thesis: tides and time',
      openedMs: nowMs - day,
      glyphs: 142,
      weavers: 2,
    },
    {
      ...listing,
      id: chorusId('choir'),
      name: 'Choir tour',
      openedMs: nowMs - 5 * day,
      glyphs: 31,
      weavers: 14,
    },
  ]
}

/** An app that stands in `room`; its actions walk between rooms and keep nothing. */
export function createDemoApp(
  room: Room,
  choruses: readonly ChorusListing[] = demoListings(),
): AppStore {
  return createStore<AppState>((set) => {
    const enter = (id: ChorusId): Promise<void> =>
      Promise.resolve(set({ room: { kind: 'chorus', id, store: createDemoChorus().store } }))
    return {
      room,
      choruses,
      notices: [],
      weaverName: 'Ada',
      actions: {
        found: () => enter(chorusId('new')),
        join: (link) =>
          link.includes('#')
            ? enter(chorusId('joined'))
            : Promise.reject(
                new Error('This is not a link to a chorus: the part after # is missing.'),
              ),
        open: enter,
        leave: () => Promise.resolve(set({ room: { kind: 'threshold' } })),
        forget: (id) =>
          Promise.resolve(
            set((state) => ({ choruses: state.choruses.filter((one) => one.id !== id) })),
          ),
        goTo: (kind) => set({ room: kind === 'lab' ? { kind, fragment: '/lab' } : { kind } }),
        openLab: () => Promise.reject(new Error('The demo has no lab.')),
        showLab: () => {},
        dismiss: (key) =>
          set((state) => ({ notices: state.notices.filter((notice) => notice.key !== key) })),
      },
    }
  })
}
