/**
 * Mirrors one open chorus into a store: changed glyphs are read again once a
 * frame, or less often while much comes from others; all others keep their object,
 * so React draws only what changed.
 */

import { createStore } from 'zustand/vanilla'

import { isChangeRefusal } from '../chorus/change'
import type { Chorus, ChorusEvent } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import { summarise } from '../loom/summaries'
import type { GlyphId } from '../protocol/ids'
import type { GlyphState } from '../protocol/weaver'
import {
  type AsideEntry,
  bodyStartUnits,
  type ChorusActions,
  type ChorusSnapshot,
  type ChorusStore,
  type Contest,
  type GlyphCard,
  type WeaverCard,
} from './chorus-store'
import { huesOf } from './colours'
import { atLeisure, type DrawingPorts, oncePerFrame } from './frames'
import { createHistoryReader } from './history'
import { createInbox, unlookedIn } from './inbox'
import { createProving } from './proving'
import { createTimeActions } from './time'
import { unchanged } from './unchanged'
import { createUndoActions } from './undo'

export interface MirrorDeps extends DrawingPorts {
  readonly chorus: Chorus
  readonly urlOf: (fragment: string) => string
  /** A change that was refused, in words for the person who made it, and the words that it cost them. */
  readonly refused: (message: string, words: string) => void
}

export interface Mirror {
  readonly store: ChorusStore
  readonly dispose: () => void
}

export function mirrorChorus(deps: MirrorDeps): Mirror {
  const { chorus } = deps
  const store: ChorusStore = createStore(() => ({
    ...facts(chorus),
    inbox: [],
    glyphs: allCards(chorus),
    actions: actionsOf(deps),
  }))
  const inbox = createInbox(chorus)
  /** Changed since it was drawn; by the person here, and by anybody. */
  const ownStale = new Set<GlyphId>()
  const stale = new Set<GlyphId>()
  let wroteMs = Number.NEGATIVE_INFINITY
  const drawing = atLeisure({
    ...deps,
    work: () => {
      const { actions: _, glyphs, ...known } = store.getState()
      const seen = facts(chorus)
      const isWhole = seen.status.reading === null
      const fresh = { ...seen, inbox: isWhole ? inbox.entries() : [] }
      if (isWhole) chorus.noteUnlooked(unlookedIn(fresh.inbox))
      const isWriting = deps.nowMs() - wroteMs < writingMs
      const due = isWriting ? [...ownStale, ...firstOf(stale, cardsWhileWriting)] : [...stale]
      store.setState({ ...unchanged(known, fresh), glyphs: readAgain(chorus, glyphs, due) })
      for (const id of due) stale.delete(id)
      ownStale.clear()
      if (stale.size > 0) drawing.soon()
      return isWriting ? restPerCardMs * glyphs.size : 0
    },
    pressing: () => {
      store.setState({ glyphs: readAgain(chorus, store.getState().glyphs, ownStale) })
      ownStale.clear()
    },
  })
  // Pointers move at every moment, and nothing else has to be read again for them.
  const drawOnlookers = oncePerFrame(deps.nextFrame, () => {
    store.setState({ onlookers: chorus.onlookers() })
  })
  const undo = chorus.subscribe((event) => {
    if (event.kind === 'presence') return drawOnlookers()
    const isOwn = event.kind === 'glyphs' && !event.remote
    for (const id of staleBy(event)) {
      stale.add(id)
      if (isOwn) ownStale.add(id)
    }
    if (isOwn) wroteMs = deps.nowMs()
    const { glyphs, status } = store.getState()
    const hasJoined = status.phase === 'joining' && chorus.status().phase !== 'joining'
    if (hasJoined) drawing.wake()
    if (isOwn && [...event.touched].some((id) => !isTypedIn(glyphs.get(id), cardOf(chorus, id)))) {
      drawing.now()
    } else drawing.soon()
  })
  // The inbox is read off all sigils: not before the first picture.
  drawing.soon()
  return { store, dispose: undo }
}

/** Milliseconds after a change of one's own for which others' changes are drawn a few cards at a time. */
const writingMs = 1_000
const cardsWhileWriting = 32
/**
 * Milliseconds of rest then, for each card of the board: it is compared and drawn piece by piece,
 * some 25 µs a card whether it changed or not, and an eighth of the time is enough for that.
 */
const restPerCardMs = 0.2

/** Only the body differs, which the editor shows already: its card may follow at leisure. */
function isTypedIn(known: GlyphCard | undefined, fresh: GlyphCard | null): boolean {
  if (known === undefined || fresh === null) return false
  const { bodyStart, bodyLength, touchedBy, stamp } = known
  return unchanged(known, { ...fresh, bodyStart, bodyLength, touchedBy, stamp }) === known
}

function firstOf<T>(values: ReadonlySet<T>, count: number): readonly T[] {
  return [...values].slice(0, count)
}

function staleBy(event: ChorusEvent): Iterable<GlyphId> {
  if (event.kind === 'glyphs') return event.touched
  return event.kind === 'body' ? [event.glyph] : []
}

function facts(chorus: Chorus): Omit<ChorusSnapshot, 'glyphs' | 'inbox'> {
  const status = chorus.status()
  // [SN8] Until then nothing is asked that history would have to answer.
  const isWhole = status.reading === null
  return {
    name: chorus.name(),
    status,
    tides: chorus.tides(),
    self: chorus.self,
    weavers: weaverCards(chorus),
    onlookers: chorus.onlookers(),
    waiting: chorus.waiting(),
    dissolved: chorus.dissolved(),
    ...doorsOf(chorus, isWhole ? chorus.asides() : []),
    historyCount: isWhole ? chorus.count() : 0,
  }
}

function weaverCards(chorus: Chorus): readonly WeaverCard[] {
  const fellows = chorus.fellows()
  const hues = huesOf(fellows.map(({ person }) => person))
  return fellows.map((fellow) => ({ ...fellow, hue: hues.get(fellow.person) ?? 0 }))
}

/** Who may what, and what has no say. Nobody is removed from most choruses, and then little is read. */
function doorsOf(
  chorus: Chorus,
  aside: ReturnType<Chorus['asides']>,
): Pick<ChorusSnapshot, 'invites' | 'asides' | 'standing'> {
  const self = chorus.fellows().find((fellow) => fellow.self)
  const asides = aside.flatMap(({ id, author, stamp, deed }): readonly AsideEntry[] => {
    if (deed.kind !== 'transmute') return []
    const titleOf = (glyph: GlyphId): string | undefined => chorus.glyph(glyph)?.title
    const summary = summarise(deed, { titleOf })
    return [{ sigil: id, weaver: author, glyph: deed.glyph, stamp, summary }]
  })
  const standing = self?.isRemoved === true ? 'removed' : (self?.role ?? 'weave')
  return { invites: chorus.invites(), asides: asides.toReversed(), standing }
}

function allCards(chorus: Chorus): ReadonlyMap<GlyphId, GlyphCard> {
  return readAgain(chorus, new Map(), chorus.glyphIds())
}

function readAgain(
  chorus: Chorus,
  glyphs: ReadonlyMap<GlyphId, GlyphCard>,
  stale: Iterable<GlyphId>,
): ReadonlyMap<GlyphId, GlyphCard> {
  const next = new Map(glyphs)
  let changed = false
  for (const id of stale) {
    const known = glyphs.get(id)
    const card = unchanged(known, cardOf(chorus, id))
    if (card === known) continue
    if (card === null) changed = next.delete(id) || changed
    else {
      next.set(id, card)
      changed = true
    }
  }
  return changed ? next : glyphs
}

function cardOf(chorus: Chorus, id: GlyphId): GlyphCard | null {
  const glyph = chorus.glyph(id)
  if (glyph === undefined || !glyph.alive) return null
  const { title, hue, place, tags, bonds, touchedBy, stamp } = glyph
  const text = chorus.text(id)
  return {
    id,
    title,
    hue,
    place,
    tags,
    bonds,
    bodyStart: text.slice(0, bodyStartUnits),
    bodyLength: text.length,
    contested: contestsOf(chorus, glyph),
    touchedBy,
    stamp,
  }
}

/** Most cards have none, and then nothing is read for it. */
function contestsOf(chorus: Chorus, { id, contested }: GlyphState): readonly Contest[] {
  if (contested.length === 0) return noContests
  return chorus.facets(id).flatMap(({ facet, verdict: { rule, contenders, stands } }) => {
    const sigil = stands ?? contenders[0]
    return rule === 'primacy' || sigil === undefined ? [] : [{ facet, rule, sigil }]
  })
}

const noContests: readonly Contest[] = []

function actionsOf({ chorus, urlOf, refused }: MirrorDeps): ChorusActions {
  const reader = createHistoryReader(chorus)
  const proving = createProving(chorus)
  const orSay = (kept: Promise<unknown>): void => {
    kept.catch((error: unknown) => {
      const words = isChangeRefusal(error) ? (error.words ?? '') : ''
      refused(error instanceof Error ? error.message : String(error), words)
    })
  }
  return {
    create: (facets) => {
      const made = chorus.create(facets)
      orSay(made.kept)
      return made.glyph
    },
    set: (glyph, facets) => orSay(chorus.set(glyph, facets).kept),
    shatter: (glyph) => orSay(chorus.shatter(glyph).kept),
    restore: (glyph, facet, value) => orSay(chorus.restore(glyph, facet, value).kept),
    splice: (glyph, splices, source) => orSay(chorus.splice(glyph, splices, source).kept),
    text: chorus.text,
    authorship: (glyph) => (isRead(chorus) ? chorus.authorship(glyph) : []),
    watchBody: (glyph, source, onSplices) =>
      chorus.subscribe((event) => {
        if (event.kind === 'body' && event.glyph === glyph && event.source !== source) {
          onSplices(event.splices)
        }
      }),
    attend: chorus.attend,
    caretsIn: chorus.caretsIn,
    recall: chorus.recall,
    history: (glyph) => (isRead(chorus) ? reader.rows(glyph) : []),
    openLoom: reader.openLoom,
    ...proving,
    why: (sigil, facet) => (isRead(chorus) ? proving.why(sigil, facet) : null),
    ...createUndoActions(chorus),
    ...createTimeActions(chorus, orSay),
    lookAt: (keys) => orSay(chorus.markInbox('looked', keys)),
    keepStanding: (key) => orSay(chorus.markInbox('kept', [key])),
    remove: (weaver) => orSay(chorus.remove(weaver).kept),
    revoke: (key) => orSay(chorus.revoke(key).kept),
    takeOver: (sigil) => orSay(chorus.takeOver(sigil).kept),
    setTides: chorus.setTides,
    invite: async (role) => urlOf(await chorus.invite(role)),
  }
}
