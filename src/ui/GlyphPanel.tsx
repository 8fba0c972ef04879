/** Everything about one glyph: title, hue, tags, bonds, and its body. */

import { Spline, Trash2, UsersRound } from 'lucide-react'
import { Suspense, useCallback, useEffect, useState } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { Contest, GlyphCard } from '../state/chorus-store'
import { AuthorsLegend } from './AuthorsLegend'
import { Avatar } from './Avatar'
import { BondsField } from './BondsField'
import { useActions, useDoors, usePersonOf, useTitleOf } from './chorus-context'
import { Crystal } from './Crystal'
import { facetWords } from './facet-words'
import { HueField } from './HueField'
import { useMayWrite } from './may-write'
import { OnceRead, useIsRead } from './OnceRead'
import { namesOf, useReaders } from './onlooking'
import { BodyEditor } from './parts'
import { RuleMark } from './RuleMark'
import { TagsField } from './TagsField'
import { ago } from './time-words'
import { TitleField } from './TitleField'
import { toned } from './toned'
import { useNow } from './use-now'
import { useShatter } from './use-shatter'
import { useWhoWrote } from './use-who-wrote'
import { Hint } from './Word'
import { ruleNames } from './words'

interface GlyphPanelProps {
  readonly card: GlyphCard
  readonly focus: 'title' | undefined
  readonly onClose: () => void
}

export function GlyphPanel({ card, focus, onClose }: GlyphPanelProps) {
  const { openPanel } = useDoors()
  const shatter = useShatter()
  const mayWrite = useMayWrite()
  return (
    <div className="side-body glyph-panel toned" style={toned(card.hue)}>
      <div className="glyph-panel-head">
        <Crystal
          id={card.id}
          hue={card.hue}
          size={52}
          contested={card.contested.length > 0}
          bodyLength={card.bodyLength}
        />
        <div>
          <fieldset className="only" disabled={!mayWrite}>
            <TitleField card={card} autoFocus={focus === 'title'} />
          </fieldset>
          <TouchedLine card={card} />
          <ReadersLine glyph={card.id} />
        </div>
      </div>
      <Contests contests={card.contested} />
      <fieldset className="facets" disabled={!mayWrite}>
        <HueField id={card.id} hue={card.hue} />
        <TagsField id={card.id} tags={card.tags} />
        <BondsField id={card.id} bonds={card.bonds} />
      </fieldset>
      <Body key={card.id} card={card} />
      <footer className="glyph-panel-foot">
        <button type="button" className="button plain slim" onClick={() => openPanel('loom')}>
          <Spline aria-hidden="true" />
          Its history
        </button>
        <button
          type="button"
          className="button plain slim"
          title="Delete this glyph. It can be brought back from the Loom."
          disabled={!mayWrite}
          onClick={() => {
            onClose()
            shatter(card.id)
          }}
        >
          <Trash2 aria-hidden="true" />
          Shatter
        </button>
      </footer>
    </div>
  )
}

/** The body, and who wrote it where that is asked for: Alt+W. */
function Body({ card }: { readonly card: GlyphCard }) {
  const [isAsked, setAsked] = useState(false)
  const isRead = useIsRead()
  const [caret, setCaret] = useState(0)
  const wrote = useWhoWrote(card, isAsked && isRead)
  const toggle = useCallback(() => setAsked((asked) => !asked), [])
  useAltW(toggle)
  return (
    <>
      <div className="body-head">
        <span className="label" id="body-label">
          Body
        </span>
        <Hint text="Underlines each part by its author" keys="Alt W" side="left">
          <button
            type="button"
            className="button plain slim body-who"
            aria-pressed={isAsked}
            onClick={toggle}
          >
            <UsersRound aria-hidden="true" />
            Who wrote this
          </button>
        </Hint>
      </div>
      {isAsked && (
        <OnceRead>
          <AuthorsLegend wrote={wrote} caret={caret} />
        </OnceRead>
      )}
      <Suspense fallback={<div className="body-editor" />}>
        <BodyEditor glyph={card.id} written={wrote.written} onCaret={setCaret} />
      </Suspense>
    </>
  )
}

function useAltW(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // By its place on the keyboard: with Alt some layouts make another character of it.
      if (event.code !== 'KeyW' || !event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      toggle()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [toggle])
}

/** Others who have this glyph open, by name. */
function ReadersLine({ glyph }: { readonly glyph: GlyphId }) {
  const readers = useReaders(glyph)
  const { attend } = useActions()
  useEffect(() => {
    attend({ glyph })
    return () => attend({ glyph: null, caret: null })
  }, [attend, glyph])
  if (readers.length === 0) return null
  return (
    <p className="readers small">
      {readers.map((reader) => (
        <Avatar key={reader.weaver} person={{ ...reader, here: true }} tiny />
      ))}
      <span>{namesOf(readers)} here too</span>
    </p>
  )
}

function TouchedLine({ card }: { readonly card: GlyphCard }) {
  const person = usePersonOf()(card.touchedBy)
  const nowMs = useNow()
  return (
    <p className="quiet small">
      Last touched by {person.self ? 'you' : person.name}, {ago(card.stamp.ms, nowMs)}
    </p>
  )
}

function Contests({ contests }: { readonly contests: readonly Contest[] }) {
  const { showWhy } = useDoors()
  const titleOf = useTitleOf()
  if (contests.length === 0) return null
  return (
    <ul className="contests" aria-label="Contested facets">
      {contests.map(({ facet, rule, sigil }) => (
        <li key={facet}>
          <button type="button" className="contest-row" onClick={() => showWhy(sigil, [facet])}>
            <RuleMark rule={rule} size={16} />
            <span>
              Its {facetWords(facet, titleOf)} was contested: settled by {ruleNames[rule]}
            </span>
            <span className="contest-why">See why</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
