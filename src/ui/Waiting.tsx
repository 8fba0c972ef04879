import './page.css'
import { Crystal } from './Crystal'

interface WaitingProps {
  /** Draws the gem: the chorus's id, or anything that stands for it. */
  readonly id: string
  readonly title: string
  readonly text: string
  readonly onLeave: () => void
}

/** Something is on its way. Clearly not an empty board: there is no board here at all. */
export function Waiting({ id, title, text, onLeave }: WaitingProps) {
  return (
    <main className="waiting">
      <div className="waiting-gem">
        <Crystal id={id} hue={288} size={72} bodyLength={400} />
      </div>
      <h1>
        <span role="status">{title}</span>
      </h1>
      <p className="quiet">{text}</p>
      <button type="button" className="button" onClick={onLeave}>
        Back to your choruses
      </button>
    </main>
  )
}
