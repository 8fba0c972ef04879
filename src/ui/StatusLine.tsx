import { useEffect, useState } from 'react'

import type { StatusWords } from './status-words'
import { useStatusWords } from './use-status-words'
import { plain } from './words'

/** Where everything stands, in words, beside the chorus's name. */
export function StatusLine() {
  const words = useCalm(useStatusWords())
  return (
    <p className={`status ${words.tone}`}>
      <span className="status-dot" aria-hidden="true" />
      <span role="status" className="status-head">
        {words.headline}
      </span>
      {words.detail !== '' && (
        <span
          className="status-detail"
          title={words.detail.startsWith('Calcified') ? plain.calcified : words.detail}
        >
          {words.detail}
        </span>
      )}
    </p>
  )
}

/** Milliseconds: longer than a commit or a round trip, shorter than a glance. */
const calmAfterMs = 350

/**
 * Shows bad news at once and good news once it has held for a moment, so that
 * the line does not flicker with every key, and never claims too much.
 */
function useCalm(words: StatusWords): StatusWords {
  const [shown, setShown] = useState(words)
  const said = JSON.stringify(words)
  const good = /kept here|Calcified/.test(said)
  useEffect(() => {
    const timer = setTimeout(
      () => setShown(JSON.parse(said) as StatusWords),
      good ? calmAfterMs : 0,
    )
    return () => clearTimeout(timer)
  }, [said, good])
  return good ? shown : words
}
