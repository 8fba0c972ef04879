/** Tells a screen reader, once, of every merge that was contested; shows the rarest as an event. */

import { useContext, useEffect, useRef, useState } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { ChorusActions, ChorusState, Contest, GlyphCard } from '../state/chorus-store'
import { ChorusContext, type Doors, useDoors } from './chorus-context'
import { untitled } from './facet-words'

export function MergeAnnouncer() {
  const store = useContext(ChorusContext)
  const doors = useDoors()
  const [said, setSaid] = useState('')
  /** Sigils already told of. What was settled before the board opened is not news. */
  const told = useRef<Set<string>>(undefined)
  useEffect(() => {
    if (store === null) return undefined
    told.current ??= new Set(
      [...store.getState().glyphs.values()].flatMap((card) =>
        newContests(card, undefined).map(keyOf),
      ),
    )
    return store.subscribe((state, before) => {
      if (state.glyphs === before.glyphs) return
      for (const { card, contest } of newsIn(state, before.glyphs)) {
        if (told.current?.has(keyOf(contest)) !== false) continue
        told.current.add(keyOf(contest))
        setSaid(sentenceOf(state.actions, card, contest))
        if (contest.rule === 'amalgam') showEvent(doors, card, contest)
      }
    })
  }, [store, doors])
  return (
    <p className="hidden-text" role="status" aria-label="Merges">
      {said}
    </p>
  )
}

interface News {
  readonly card: GlyphCard
  readonly contest: Contest
}

function newsIn(state: ChorusState, before: ReadonlyMap<GlyphId, GlyphCard>): readonly News[] {
  return [...state.glyphs.values()].flatMap((card) =>
    newContests(card, before.get(card.id)).map((contest) => ({ card, contest })),
  )
}

function newContests(card: GlyphCard, before: GlyphCard | undefined): readonly Contest[] {
  return card === before ? [] : card.contested
}

/** What stands now, or the first that tied, names it. */
const keyOf = (contest: Contest): string => `${contest.sigil} ${contest.facet}`

function sentenceOf(actions: ChorusActions, card: GlyphCard, contest: Contest): string {
  const why = actions.why(contest.sigil, contest.facet)
  const title = card.title === '' ? untitled : card.title
  return why === null
    ? `“${title}” was contested.`
    : `“${title}”: ${why.sentence.replaceAll('**', '')}`
}

function showEvent(doors: Doors, card: GlyphCard, contest: Contest): void {
  const title = card.title === '' ? untitled : card.title
  doors.toast({
    text: `Exactly simultaneous: “${title}” is an amalgam of all versions.`,
    action: { label: 'See why', run: () => doors.showWhy(contest.sigil, [contest.facet]) },
  })
}
