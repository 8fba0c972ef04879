import { FlaskRound, ShieldX } from 'lucide-react'
import { memo } from 'react'

import type { LabEvent, LabWeaver } from '../../state/lab-store'
import { useChorus } from '../chorus-context'
import { Crystal } from '../Crystal'
import { untitled } from '../facet-words'
import { RuleMark } from '../RuleMark'
import { toned } from '../toned'
import { eventName, lastAt } from './event-words'
import { useLab } from './lab-context'
import { clockWords } from './time-words'
import { WeaverMark } from './WeaverMark'
import { WeaverScope } from './WeaverScope'

interface StationProps {
  readonly weaver: LabWeaver
  readonly x: number
  readonly y: number
  readonly isAbove: boolean
}

/** A weaver in Figure 29-A: who, what they last did, and the glyph as they have it. */
export const Station = memo(function Station({ weaver, x, y, isAbove }: StationProps) {
  const last = useLab((state) => lastAt(state.events, weaver.nth))
  const { clock } = weaver
  return (
    <div
      className="station toned"
      style={{ ...toned(weaver.hue), left: x, top: y }}
      data-kind={last?.kind}
      data-liar={weaver.isLiar}
      data-words={isAbove ? 'above' : 'below'}
    >
      {last !== null && <span key={last.key} className="station-pulse" data-kind={last.kind} />}
      <WeaverMark nth={weaver.nth} name={weaver.name} size={52} />
      <div className="station-text">
        <p className="station-name">
          <strong>{weaver.name}</strong>
          {weaver.isLiar && <span className="station-note">lies</span>}
          {(clock.isStopped || clock.offMs !== 0) && (
            <span className="station-note">clock {clockWords(clock)}</span>
          )}
        </p>
        <WeaverScope weaver={weaver}>
          <Holding />
          <Vessel />
        </WeaverScope>
        {last !== null && <LastEvent event={last} />}
      </div>
    </div>
  )
})

function LastEvent({ event }: { readonly event: LabEvent }) {
  const isMerge = event.kind === 'integration' && (event.rule ?? 'primacy') !== 'primacy'
  return (
    <p className="station-last" data-merge={isMerge}>
      {event.kind === 'integration' && event.rule !== undefined && (
        <RuleMark rule={event.rule} size={12} />
      )}
      {event.kind === 'dissolved' && <ShieldX aria-hidden="true" />}
      {eventName(event)}
    </p>
  )
}

/** The glyph that was touched last, as this weaver has it: the “updated glyph” of the figure. */
function Holding() {
  const card = useChorus(({ glyphs }) => {
    const [first, ...rest] = glyphs.values()
    return rest.reduce(
      (newest, one) => (newest === undefined || one.stamp.ms > newest.stamp.ms ? one : newest),
      first,
    )
  })
  if (card === undefined) return null
  return (
    <p className="station-glyph">
      <Crystal id={card.id} hue={card.hue} size={14} contested={card.contested.length > 0} />
      <span>{card.title === '' ? untitled : card.title}</span>
    </p>
  )
}

/** Those that came early rest here, in their authors' shapes. */
function Vessel() {
  const waiting = useChorus((state) => state.waiting)
  const weavers = useLab((state) => state.weavers)
  if (waiting.length === 0) return null
  return (
    <p className="station-vessel" title="Aludel: sigils that wait for the ones before them">
      <FlaskRound aria-hidden="true" />
      <span className="hidden-text">In the Aludel: </span>
      {waiting.slice(0, shownWaiting).map((one) => {
        const author = weavers.find((weaver) => weaver.weaver === one.author)
        return (
          author !== undefined && (
            <span key={one.sigil} className="toned" style={toned(author.hue)}>
              <WeaverMark nth={author.nth} name={author.name} size={18} />
              <span className="hidden-text">one by {author.name} </span>
            </span>
          )
        )
      })}
      {waiting.length > shownWaiting && <span>+{waiting.length - shownWaiting}</span>}
    </p>
  )
}

const shownWaiting = 4
