import { ShieldX } from 'lucide-react'
import { memo } from 'react'

import type { LabEvent, LabWeaver } from '../../state/lab-store'
import { RuleMark } from '../RuleMark'
import { toned } from '../toned'
import { eventName } from './event-words'
import { useLab } from './lab-context'
import { elapsedWords } from './time-words'
import { useEventsAtEase } from './use-events-at-ease'
import { WeaverMark } from './WeaverMark'

/** Rows shown; a storm tells of more than anyone reads, and the newest are on top. */
const shownEvents = 120

/** What happened, newest first: as a table, for whoever reads it with eyes or without. */
export function EventLog() {
  const events = useEventsAtEase()
  const weavers = useLab((state) => state.weavers)
  const shown = events.slice(-shownEvents).toReversed()
  return (
    <section className="lab-log" aria-labelledby="lab-log-title">
      <h2 id="lab-log-title">
        What happened <span className="quiet">{events.length > 0 && events.length}</span>
      </h2>
      {/* It scrolls, so the keyboard must be able to stand in it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="lab-log-scroll" tabIndex={0} role="group" aria-label="Events, newest first">
        {shown.length === 0 ? (
          <p className="lab-board-empty">Nothing yet. Press play.</p>
        ) : (
          <table>
            <thead className="hidden-text">
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((event) => (
                <EventRow
                  key={event.key}
                  event={event}
                  weaver={event.nth === null ? undefined : weavers[event.nth]}
                />
              ))}
            </tbody>
          </table>
        )}
        {events.length > shownEvents && (
          <p className="lab-board-empty">{events.length - shownEvents} earlier ones</p>
        )}
      </div>
    </section>
  )
}

interface EventRowProps {
  readonly event: LabEvent
  readonly weaver: LabWeaver | undefined
}

const EventRow = memo(function EventRow({ event, weaver }: EventRowProps) {
  return (
    <tr data-kind={event.kind} data-rule={event.rule}>
      <td className="mono">{elapsedWords(event.atMs)}</td>
      <td>
        {weaver === undefined ? (
          <span className="hidden-text">all</span>
        ) : (
          <span className="toned" style={toned(weaver.hue)}>
            <WeaverMark nth={weaver.nth} name={weaver.name} size={20} />
            <span className="hidden-text">{weaver.name}</span>
          </span>
        )}
      </td>
      <td>
        <strong className="event-name">
          {event.kind === 'integration' && event.rule !== undefined && (
            <RuleMark rule={event.rule} size={12} />
          )}
          {event.kind === 'dissolved' && <ShieldX aria-hidden="true" />}
          {eventName(event)}
        </strong>
        <span className="event-text">{event.text}</span>
      </td>
    </tr>
  )
})
