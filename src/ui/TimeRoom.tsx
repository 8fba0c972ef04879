/**
 * Time: the board as it was, over the live one, which goes on beneath. Nothing can
 * be changed from here but by restoring, and that is a new sigil.
 */

import './time.css'
import { useContext, useEffect, useMemo, useState } from 'react'
import { createStore } from 'zustand/vanilla'

import type { GlyphId } from '../protocol/ids'
import type { ChorusActions, ChorusState, ChorusStore, GlyphCard } from '../state/chorus-store'
import type { Restoration } from '../state/time'
import { asOf } from './as-of'
import { ChorusContext, useChorus, useDoors } from './chorus-context'
import { untitled } from './facet-words'
import { PastBoard } from './PastBoard'
import { PastGlyph } from './PastGlyph'
import { RestoreDialog } from './RestoreDialog'
import { TimeBar } from './TimeBar'
import { useVisit } from './use-past'

interface TimeRoomProps {
  /** The glyph whose panel was open on coming here. */
  readonly glyph: GlyphId | null
  readonly onClose: () => void
}

export function TimeRoom({ glyph, onClose }: TimeRoomProps) {
  const visit = useVisit()
  const { past, cut, known } = visit
  const [pointed, setPointed] = useState(glyph)
  const [asking, setAsking] = useState<{ readonly only: GlyphId | null } | null>(null)
  const live = useChorus((state) => state.glyphs)
  const count = useChorus((state) => state.historyCount)
  const since = count - past.count
  const cards = useMemo(() => (known < 1 ? live : past.cardsAt(cut)), [known, live, past, cut])
  const store = usePastStore(cards)
  const card = pointed === null ? undefined : cards.get(pointed)
  const restore = useRestore(onClose)
  useEscape(onClose, asking === null)

  // Live edits go on while one is asked, and what they add would be changed too.
  const changes = useMemo(
    () => (asking === null ? [] : asOf(count, () => past.changesTo(cut, asking.only))),
    [asking, count, past, cut],
  )
  const restoreHere = (only: GlyphId | null): void => {
    if (past.changesTo(cut, only).length === 0) restore(past, [])
    else setAsking({ only })
  }
  return (
    <ChorusContext value={store}>
      <div className="past" role="region" aria-label="The past">
        <PastBoard cards={cards} onPoint={setPointed} />
        <p className="past-banner" role="status">
          You are looking at the past. Live edits go on{since > 0 ? ` (${since} since)` : ''}.
        </p>
        {card !== undefined && (
          <PastGlyph
            key={card.id}
            card={card}
            body={past.bodyAt(card.id, cut)}
            isScope={visit.scope === card.id}
            onScope={(isOnly) => visit.setScope(isOnly ? card.id : null)}
            onRestore={() => restoreHere(card.id)}
            onClose={() => setPointed(null)}
          />
        )}
      </div>
      <TimeBar
        visit={visit}
        scopeTitle={titleIn(cards, visit.scope)}
        onRestore={() => restoreHere(visit.scope)}
        onClose={onClose}
      />
      {asking !== null && (
        <RestoreDialog
          changes={changes}
          only={asking.only}
          words={visit.words}
          onRestore={() => restore(past, changes)}
          onClose={() => setAsking(null)}
        />
      )}
    </ChorusContext>
  )
}

function titleIn(cards: ReadonlyMap<GlyphId, GlyphCard>, glyph: GlyphId | null): string | null {
  if (glyph === null) return null
  const title = cards.get(glyph)?.title ?? ''
  return title === '' ? untitled : title
}

/** Restores, and goes back to now, where it is seen. */
function useRestore(onClose: () => void) {
  const { toast } = useDoors()
  return (
    past: { readonly restore: (changes: readonly Restoration[]) => void },
    changes: readonly Restoration[],
  ): void => {
    const [first] = changes
    past.restore(changes)
    if (first === undefined) return toast({ text: 'It is just so now: nothing to restore.' })
    const what =
      changes.length > 1
        ? `${changes.length} glyphs are`
        : `“${first.title === '' ? untitled : first.title}” is`
    toast({ text: `${what} as then, by new sigils of yours. Undo takes it back.` })
    onClose()
  }
}

/** Everything is as in the live store but the glyphs, and nothing can be changed. */
function usePastStore(cards: ReadonlyMap<GlyphId, GlyphCard>): ChorusStore {
  const live = useContext(ChorusContext)
  if (live === null) throw new Error('Time outside of a chorus')
  const [store] = useState<ChorusStore>(() => createStore(() => pastState(live.getState(), cards)))
  useEffect(() => {
    store.setState({ glyphs: cards })
  }, [cards, store])
  useEffect(
    () =>
      live.subscribe((state) => store.setState({ weavers: state.weavers, status: state.status })),
    [live, store],
  )
  return store
}

function pastState(state: ChorusState, glyphs: ReadonlyMap<GlyphId, GlyphCard>): ChorusState {
  const nothing = (): void => {}
  const actions: ChorusActions = {
    ...state.actions,
    set: nothing,
    shatter: nothing,
    restore: nothing,
    splice: nothing,
    attend: nothing,
  }
  return { ...state, glyphs, onlookers: [], actions }
}

function useEscape(onEscape: () => void, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      onEscape()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isOn, onEscape])
}
