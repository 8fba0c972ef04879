/** Home: three ways in, and the choruses this browser holds. */

import './threshold.css'
import { ArrowRight, FlaskConical, Link2, Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'

import type { AppStore } from '../state/app-store'
import { ChorusList } from './ChorusList'
import { BeginDialog, JoinDialog } from './EntryDialogs'
import { Mark, Page } from './Page'
import type { ThemeChoice } from './theme'
import { Word } from './Word'

interface ThresholdProps {
  readonly store: AppStore
  readonly theme: ThemeChoice
}

export function Threshold({ store, theme }: ThresholdProps) {
  const [entry, setEntry] = useState<'begin' | 'join' | null>(null)
  const actions = useStore(store, (state) => state.actions)
  return (
    <Page theme={theme}>
      <section className="hero">
        <Mark size={76} />
        <h1>Think together, without a server in the middle</h1>
        <p>
          A shared board of notes that lives in the browsers of those who use it. It works offline,
          and when two people change the same thing at once, it says what happened, why, and gives
          the other version back.
        </p>
      </section>
      <nav className="ways" aria-label="Ways in">
        <button
          type="button"
          className="way first"
          onClick={() => setEntry('begin')}
          aria-describedby="way-begin"
          aria-label="Begin a chorus"
        >
          <Sparkles aria-hidden="true" />
          <strong>Begin a chorus</strong>
          <span id="way-begin">
            A new board, in this browser. Share its link when you are ready.
          </span>
          <ArrowRight className="go" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="way"
          onClick={() => setEntry('join')}
          aria-describedby="way-join"
          aria-label="Join with a link"
        >
          <Link2 aria-hidden="true" />
          <strong>Join with a link</strong>
          <span id="way-join">Someone shared theirs with you. No account, only a name.</span>
          <ArrowRight className="go" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="way"
          onClick={() => actions.goTo('lab')}
          aria-describedby="way-lab"
          aria-label="Open the conflict lab"
        >
          <FlaskConical aria-hidden="true" />
          <strong>Open the conflict lab</strong>
          <span id="way-lab">
            Watch merges happen, and break things on purpose. A minute is enough.
          </span>
          <ArrowRight className="go" aria-hidden="true" />
        </button>
      </nav>
      <ChorusList store={store} />
      <p className="promise">
        No account and no server that holds anything. A <Word of="chorus">chorus</Word> is kept by
        its <Word of="weaver">weavers</Word>, each <Word of="sigil">sigil</Word> signed by whoever
        made it.
      </p>
      {entry === 'begin' && <BeginDialog store={store} onClose={() => setEntry(null)} />}
      {entry === 'join' && <JoinDialog store={store} onClose={() => setEntry(null)} />}
    </Page>
  )
}
