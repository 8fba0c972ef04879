import { ShieldCheck, ShieldX } from 'lucide-react'

import { useChorus, useNameOf } from './chorus-context'
import { refusalDetail, refusalSentence } from './refusal-words'
import { ago } from './time-words'
import { useNow } from './use-now'
import { Word } from './Word'
import { short } from './words'

export function DissolvedPanel() {
  const dissolved = useChorus((state) => state.dissolved)
  const nameOf = useNameOf()
  const nowMs = useNow()
  if (dissolved.length === 0) {
    return (
      <div className="empty">
        <ShieldCheck aria-hidden="true" />
        <h3>Nothing was dissolved</h3>
        <p>
          A <Word of="sigil">sigil</Word> whose <Word of="seal">seal</Word> is forged, or that is
          broken in another way, is refused and listed here with the reason. It changes nothing.
        </p>
      </div>
    )
  }
  return (
    <div className="side-body">
      <p className="side-intro quiet small">
        Refused, and without effect on anything here. Whoever relayed one may be innocent of it.
      </p>
      <ul className="entries">
        {dissolved.toReversed().map((one, at) => (
          <li key={`${dissolved.length - at}`} className="entry-row">
            <ShieldX className="entry-mark" aria-hidden="true" />
            <div>
              <p>{refusalSentence(one.refusal, nameOf)}</p>
              <p className="quiet small">
                Relayed by {nameOf(one.from)}, {ago(one.atMs, nowMs)}
                {one.sigil !== null && (
                  <>
                    {' '}
                    · <code title={one.sigil}>{short(one.sigil)}</code>
                  </>
                )}
              </p>
              <details>
                <summary>Detail</summary>
                <code className="small">{refusalDetail(one.refusal)}</code>
              </details>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
