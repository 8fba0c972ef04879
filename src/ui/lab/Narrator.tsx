import { useEffect, useState } from 'react'

import { useLabStore } from './lab-context'

/** Milliseconds between two things said, so that each can be heard out. */
const pauseMs = 1600

/** Sentences said at once; what is beyond stands in the table. */
const saidAtOnce = 3

/** Says each event's sentence once, for whoever listens instead of looking. */
export function Narrator() {
  const store = useLabStore()
  const [said, setSaid] = useState('')
  useEffect(() => {
    let lastKey = store.getState().events.at(-1)?.key ?? -1
    let toldOutcome = store.getState().outcome
    const timer = setInterval(() => {
      const { events, outcome } = store.getState()
      const newest = events.at(-1)?.key ?? -1
      // A scenario begun anew counts from the start again.
      if (newest < lastKey) lastKey = -1
      const news = events.filter((event) => event.key > lastKey)
      lastKey = newest
      const rest = news.length - saidAtOnce
      const words = news.slice(0, saidAtOnce).map(({ text }) => text)
      if (rest > 0) words.push(`And ${rest} more in the table.`)
      if (outcome !== null && outcome !== toldOutcome) {
        words.push(`${outcome.title}. ${outcome.sentence.replaceAll('**', '')}`)
      }
      toldOutcome = outcome
      if (words.length > 0) setSaid(words.join(' '))
    }, pauseMs)
    return () => clearInterval(timer)
  }, [store])
  return (
    <p className="hidden-text" role="status" aria-label="What happens">
      {said}
    </p>
  )
}
