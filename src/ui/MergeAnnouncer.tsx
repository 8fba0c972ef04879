/** Tells a screen reader, once, of every merge that was contested and all that was refused; shows the rarest as an event. */

import { useCallback, useEffect, useRef, useState } from 'react'

import { type Doors, useChorusStore, useDoors, useNameOf } from './chorus-context'
import { untitled } from './facet-words'
import { type ContestNews, createMergeNews, newsSentences } from './merge-news'

/** Sentences kept in the log: a listener may go back to what they missed. */
const kept = 5

interface Said {
  readonly key: number
  readonly text: string
}

export function MergeAnnouncer() {
  const store = useChorusStore()
  const doors = useDoors()
  const nameOf = useNameOf()
  const names = useRef(nameOf)
  const [said, setSaid] = useState<readonly Said[]>([])
  const next = useRef(0)
  const say = useCallback((sentences: readonly string[]) => {
    if (sentences.length === 0) return
    const fresh = sentences.map((text) => ({ key: next.current++, text }))
    setSaid((all) => [...all, ...fresh].slice(-kept))
  }, [])
  useEffect(() => {
    names.current = nameOf
  }, [nameOf])
  useEffect(() => {
    const news = createMergeNews(store.getState())
    return store.subscribe((state, before) => {
      const once = news.since(state, before)
      const why = ({ contest }: ContestNews) =>
        state.actions.why(contest.sigil, contest.facet)?.sentence ?? null
      say(newsSentences(once, why, names.current))
      for (const one of once.contests) if (one.contest.rule === 'amalgam') showEvent(doors, one)
    })
  }, [store, doors, say])
  return (
    <div className="hidden-text" role="log" aria-label="Merges">
      {said.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  )
}

function showEvent(doors: Doors, { card, contest }: ContestNews): void {
  const title = card.title === '' ? untitled : card.title
  doors.toast({
    text: `Exactly simultaneous: “${title}” is an amalgam of all versions.`,
    action: { label: 'See why', run: () => doors.showWhy(contest.sigil, [contest.facet]) },
  })
}
