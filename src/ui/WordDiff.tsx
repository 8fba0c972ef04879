import type { DiffPart } from './word-diff'

interface WordDiffProps {
  readonly parts: readonly DiffPart[]
  /** What is compared, and what a part is that only one of both has: read out, not shown. */
  readonly told: string
  readonly only: string
  readonly absent: string
}

/** Two texts in one: what only one has is underlined, what only the other has struck through. */
export function WordDiff({ parts, told, only, absent }: WordDiffProps) {
  return (
    <p className="version-diff">
      <span className="hidden-text">{told}: </span>
      {parts.map((part, at) => {
        const key = `${at} ${part.kind}`
        if (part.kind === 'same') return <span key={key}>{part.text}</span>
        const Mark = part.kind === 'only' ? 'ins' : 'del'
        return (
          <Mark key={key}>
            <span className="hidden-text"> {part.kind === 'only' ? only : absent}: </span>
            {part.text}
          </Mark>
        )
      })}
    </p>
  )
}
