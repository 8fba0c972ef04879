import { ShieldCheck, ShieldX, UserMinus } from 'lucide-react'

import type { AsideEntry } from '../state/chorus-store'
import { useActions, useChorus, useNameOf, useTitleOf } from './chorus-context'
import { useMayWrite } from './may-write'
import { refusalDetail, refusalSentence } from './refusal-words'
import { ago } from './time-words'
import { useNow } from './use-now'
import { Word } from './Word'
import { count, short } from './words'

export function DissolvedPanel() {
  const dissolved = useChorus((state) => state.dissolved)
  const asides = useChorus((state) => state.asides)
  const nameOf = useNameOf()
  const nowMs = useNow()
  if (dissolved.length === 0 && asides.length === 0) {
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
      <Asides entries={asides} />
      {dissolved.length > 0 && (
        <p className="side-intro quiet small">
          Refused, and without effect on anything here. Whoever relayed one may be innocent of it.
        </p>
      )}
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

/** What the removed wrote and nobody had seen: kept, without a say, and there for the taking. */
function Asides({ entries }: { readonly entries: readonly AsideEntry[] }) {
  const { takeOver } = useActions()
  const nameOf = useNameOf()
  const titleOf = useTitleOf()
  const glyphs = useChorus((state) => state.glyphs)
  const mayWrite = useMayWrite()
  const nowMs = useNow()
  if (entries.length === 0) return null
  return (
    <section aria-label="Set aside">
      <p className="side-intro quiet small">
        Set aside, since its author was removed. It is kept, and has no say; you may write it again
        as yours.
      </p>
      <ul className="entries">
        {entries.slice(0, shownAsides).map(({ sigil, weaver, glyph, stamp, summary }) => (
          <li key={sigil} className="entry-row">
            <UserMinus className="entry-mark" aria-hidden="true" />
            <div>
              <p>
                {nameOf(weaver)} {summary}
              </p>
              <p className="quiet small">
                {glyphs.has(glyph) ? `In “${titleOf(glyph)}”` : 'In a glyph that is on no board'},{' '}
                {ago(stamp.ms, nowMs)}
              </p>
              {mayWrite && (
                <button type="button" className="button slim" onClick={() => takeOver(sigil)}>
                  Take it over
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {entries.length > shownAsides && (
        <p className="quiet small">{count(entries.length - shownAsides, 'earlier change')} more.</p>
      )}
    </section>
  )
}

/** A list that nobody reads to its end has to be drawn all the same. */
const shownAsides = 200
