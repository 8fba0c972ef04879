import { Hourglass } from 'lucide-react'
import { useMemo, useState } from 'react'

import { Avatar } from './Avatar'
import { useChorus, useNameOf, usePersonOf } from './chorus-context'
import { useNow } from './use-now'
import { waitingGroups, waitingSentence } from './waiting-words'
import { Word } from './Word'
import { short } from './words'

/** Milliseconds between two ticks of a countdown. */
const tickMs = 1000

export function AludelPanel() {
  const waiting = useChorus((state) => state.waiting)
  const groups = useMemo(() => waitingGroups(waiting), [waiting])
  const elapsedMs = useElapsed(waiting)
  const nameOf = useNameOf()
  const personOf = usePersonOf()
  if (groups.length === 0) {
    return (
      <div className="empty">
        <Hourglass aria-hidden="true" />
        <h3>The Aludel is empty</h3>
        <p>
          A <Word of="sigil">sigil</Word> that arrives before the ones it builds on waits here, and
          is woven in the moment they come. Nothing is waiting.
        </p>
      </div>
    )
  }
  return (
    <div className="side-body">
      <p className="side-intro quiet small">
        Early arrivals. Each is woven in, in its right place, as soon as what it waits for comes.
      </p>
      <ul className="entries">
        {groups.map((group) => (
          <li key={group.key} className="entry-row">
            <Avatar person={personOf(group.author)} />
            <div>
              <p>{waitingSentence(group, nameOf, elapsedMs)}</p>
              <details>
                <summary>Which</summary>
                <Ids label="Waiting" ids={group.sigils} />
                {group.missing.length > 0 && <Ids label="Missing" ids={group.missing} />}
              </details>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Ids({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) {
  return (
    <p className="small quiet">
      {label}: <code>{ids.map((id) => short(id)).join(' ')}</code>
    </p>
  )
}

/** Milliseconds since this snapshot came, by whole seconds. */
function useElapsed(snapshot: unknown): number {
  const nowMs = useNow(tickMs)
  const [since, setSince] = useState({ snapshot, nowMs })
  if (since.snapshot !== snapshot) setSince({ snapshot, nowMs })
  return nowMs - since.nowMs
}
