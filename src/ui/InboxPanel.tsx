/** “Your change did not stand”: only for the person it happened to, with the way back beside it. */

import './inbox.css'
import './why.css'
import { CheckCheck, Inbox } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'

import { sameValue } from '../loom/values'
import type { FacetValue } from '../protocol/sigil'
import type { InboxEntry } from '../state/inbox'
import { useActions, useChorus, useDoors, usePersonOf, useTitleOf } from './chorus-context'
import { type InboxWords, inboxWords } from './inbox-words'
import { RuleMark } from './RuleMark'
import { ago } from './time-words'
import { toned } from './toned'
import { useNow } from './use-now'
import { Restore } from './VersionCard'
import { Word } from './Word'
import { ruleNames } from './words'

export function InboxPanel() {
  const entries = useChorus((state) => state.inbox)
  const fresh = useLookedAt(entries)
  if (entries.length === 0) {
    return (
      <div className="empty">
        <Inbox aria-hidden="true" />
        <h3>Everything of yours stands</h3>
        <p>
          When two people change the same thing at once, a rule of the{' '}
          <Word of="concordance">Concordance</Word> decides. If it decides against a change of
          yours, you are told here, and can have it back.
        </p>
      </div>
    )
  }
  return (
    <div className="side-body">
      <p className="side-intro quiet small">
        Changes of yours that met another’s and did not stand as you made them. Nothing is lost:
        each can be brought back.
      </p>
      <ul className="entries inbox" aria-label="Changes of yours that did not stand">
        {entries.map((entry) => (
          <Entry key={entry.key} entry={entry} isFresh={fresh.has(entry.key)} />
        ))}
      </ul>
    </div>
  )
}

/** Whoever has the panel open looks at all that is in it; what was new stays marked until it closes. */
function useLookedAt(entries: readonly InboxEntry[]): ReadonlySet<string> {
  const { lookAt } = useActions()
  const unseen = entries.filter(({ isLooked }) => !isLooked).map(({ key }) => key)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set(unseen))
  if (unseen.some((key) => !fresh.has(key))) setFresh(new Set([...fresh, ...unseen]))
  useEffect(() => {
    const keys = entries.filter(({ isLooked }) => !isLooked).map(({ key }) => key)
    if (keys.length > 0) lookAt(keys)
  }, [entries, lookAt])
  return fresh
}

function Entry({ entry, isFresh }: { readonly entry: InboxEntry; readonly isFresh: boolean }) {
  const personOf = usePersonOf()
  const titleOf = useTitleOf()
  const nowMs = useNow()
  const heading = useId()
  const words = inboxWords(entry, (weaver) => personOf(weaver).name, titleOf)
  return (
    <li className="inbox-entry" data-fresh={isFresh}>
      <div className="inbox-head">
        <RuleMark rule={entry.rule} size={18} />
        <div>
          <h3 id={heading}>
            {words.heading}
            {isFresh && <span className="inbox-new">New</span>}
          </h3>
          <p className="quiet small">
            {ruleNames[entry.rule]}, {ago(entry.stamp.ms, nowMs)}
          </p>
        </div>
      </div>
      <Versions entry={entry} words={words} />
      <Answers entry={entry} words={words} heading={heading} />
    </li>
  )
}

function Versions({ entry, words }: EntryProps) {
  return (
    <dl className="inbox-versions">
      <div>
        <dt>Yours</dt>
        <dd>
          <Swatch facet={entry.facet} value={entry.mine} />
          {words.mine}
        </dd>
      </div>
      <div>
        <dt>{words.outcomeLabel}</dt>
        <dd>
          <Swatch facet={entry.facet} value={entry.outcome} />
          {words.outcome}
        </dd>
      </div>
    </dl>
  )
}

function Swatch({ facet, value }: Pick<InboxEntry, 'facet'> & { readonly value: FacetValue }) {
  if (facet !== 'hue' || typeof value !== 'number') return null
  return <span className="version-swatch inbox-swatch toned" style={toned(value)} />
}

interface EntryProps {
  readonly entry: InboxEntry
  readonly words: InboxWords
}

function Answers({ entry, words, heading }: EntryProps & { readonly heading: string }) {
  const { restore, shatter, keepStanding } = useActions()
  const { toast, showWhy } = useDoors()
  const group = useRef<HTMLDivElement>(null)
  const { glyph, facet, mine, key, sigil } = entry
  const answer = (act: () => void, text: string): void => {
    // The entry goes, and takes the focus with it: it is handed to the panel first.
    group.current?.closest<HTMLElement>('.side')?.focus()
    act()
    toast({ text })
  }
  const giveBack = (): void => {
    if (facet === 'alive' && mine === false) shatter(glyph)
    else restore(glyph, facet, mine)
  }
  return (
    <div ref={group} className="inbox-answers" role="group" aria-labelledby={heading}>
      {sameValue(entry.now, mine) ? (
        <p className="quiet small">By now, yours stands again.</p>
      ) : (
        <Restore
          why={entry}
          label={words.restore}
          slim
          onRestore={() => answer(giveBack, 'Yours is restored, as a new sigil.')}
        />
      )}
      <button
        type="button"
        className="button slim"
        onClick={() =>
          answer(() => keepStanding(key), 'What stands is kept. Yours stays in the Loom.')
        }
      >
        <CheckCheck aria-hidden="true" />
        Keep what stands
      </button>
      <button type="button" className="button plain slim" onClick={() => showWhy(sigil, [facet])}>
        See why
      </button>
    </div>
  )
}
