import { Check, Copy, RotateCcw } from 'lucide-react'
import { useState } from 'react'

import type { FacetValue } from '../protocol/sigil'
import type { WhyCard, WhyVersion } from '../state/chorus-store'
import { Avatar } from './Avatar'
import { useChorus, usePersonOf, useTitleOf } from './chorus-context'
import { facetWords, valueWords } from './facet-words'
import { stampWords } from './time-words'
import { toned } from './toned'
import { wordDiff } from './word-diff'
import { plain, short } from './words'

interface VersionCardProps {
  readonly version: WhyVersion
  readonly why: WhyCard
  /** What stands, or what was made of all: the others are compared with it. */
  readonly reference: FacetValue
  /** Null where there is nothing to restore by. */
  readonly onRestore: ((value: FacetValue, whose: string) => void) | null
}

export function VersionCard({ version, why, reference, onRestore }: VersionCardProps) {
  const person = usePersonOf()(version.weaver)
  const titleOf = useTitleOf()
  const self = useChorus((state) => state.self)
  const facet = facetWords(why.facet, titleOf)
  const whose = person.self ? `Your ${facet}` : `${person.name}’s ${facet}`
  const otherTab = person.self && version.weaver !== self
  const superseded = !version.stands && !sameValue(version.value, why.now)
  return (
    <li className="version toned" style={toned(person.hue)} data-stands={version.stands}>
      <p className="version-who">
        <Avatar person={{ ...person, here: true }} />
        <span>
          <strong>{otherTab ? `${whose} (another tab)` : whose}</strong>
          <span className="version-state">{stateWords(version, why)}</span>
        </span>
      </p>
      <Value
        facet={why.facet}
        value={version.value}
        reference={version.stands || why.rule === 'amalgam' ? null : reference}
      />
      <Provenance version={version} />
      {superseded && onRestore !== null && (
        <Restore why={why} onRestore={() => onRestore(version.value, whose)} />
      )}
    </li>
  )
}

function stateWords(version: WhyVersion, why: WhyCard): string {
  if (version.stands)
    return sameValue(version.value, why.now) ? 'Stands' : 'Stood, and was changed since'
  if (why.rule === 'amalgam') return 'Woven into the amalgam'
  return sameValue(version.value, why.now) ? 'Stands again' : 'Superseded'
}

interface ValueProps {
  readonly facet: WhyCard['facet']
  readonly value: FacetValue
  readonly reference: FacetValue | null
}

function Value({ facet, value, reference }: ValueProps) {
  if (facet === 'hue' && typeof value === 'number') {
    return (
      <p className="version-value">
        <span className="version-swatch toned" style={toned(value)} /> {value}°
      </p>
    )
  }
  const parts =
    typeof value === 'string' && typeof reference === 'string' ? wordDiff(value, reference) : null
  return (
    <>
      <p className={facet === 'body' ? 'version-value long' : 'version-value'}>
        {valueWords(facet, value)}
      </p>
      {parts !== null && (
        <p className="version-diff">
          <span className="hidden-text">Compared with what stands: </span>
          {parts.map((part, at) => {
            const key = `${at} ${part.kind}`
            if (part.kind === 'only') return <ins key={key}>{part.text}</ins>
            return part.kind === 'absent' ? (
              <del key={key}>{part.text}</del>
            ) : (
              <span key={key}>{part.text}</span>
            )
          })}
        </p>
      )}
    </>
  )
}

function Provenance({ version }: { readonly version: WhyVersion }) {
  return (
    <dl className="provenance">
      <dt title={plain.stamp}>Stamp</dt>
      <dd className="mono" title={`${version.stamp.ms} ms, tick ${version.stamp.tick}`}>
        {stampWords(version.stamp)}
      </dd>
      <dt title={plain.seal}>Seal</dt>
      <dd>
        <CopyCode label="Copy the seal" text={version.seal} />
      </dd>
      <dt title={plain.sigil}>Sigil</dt>
      <dd>
        <CopyCode label="Copy the sigil’s id" text={version.sigil} />
      </dd>
      <dt title={plain.vector}>Vector</dt>
      <dd>
        <details>
          <summary>
            {version.links.length === 1 ? '1 link' : `${version.links.length} links`}
          </summary>
          <ul>
            {version.links.map((link) => (
              <li key={link}>
                <CopyCode label="Copy the link’s id" text={link} />
              </li>
            ))}
          </ul>
        </details>
      </dd>
    </dl>
  )
}

/** Digits of a seal or an id that are shown; all of it is copied. */
const shownDigits = 10

function CopyCode({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      className="copy-code mono"
      aria-label={`${label}: ${short(text, shownDigits)}`}
      title={text}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }}
    >
      {short(text, shownDigits)}…
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </button>
  )
}

interface RestoreProps {
  readonly why: WhyCard
  readonly onRestore: () => void
}

/** One step; two where someone has worked on the glyph since, whose work it would replace. */
function Restore({ why, onRestore }: RestoreProps) {
  const [asking, setAsking] = useState(false)
  if (!asking) {
    return (
      <button
        type="button"
        className="button"
        onClick={() => (why.changedSince ? setAsking(true) : onRestore())}
      >
        <RotateCcw aria-hidden="true" />
        Restore this version
      </button>
    )
  }
  return (
    <div className="version-ask" role="group" aria-label="The glyph was changed since">
      <p className="small">
        It was changed after this conflict, to “{valueWords(why.facet, why.now)}”. Restoring
        replaces that, and it too stays in the Loom.
      </p>
      <button type="button" className="button primary slim" onClick={onRestore}>
        Restore anyway
      </button>
      <button type="button" className="button plain slim" onClick={() => setAsking(false)}>
        Leave it
      </button>
    </div>
  )
}

function sameValue(a: FacetValue, b: FacetValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return JSON.stringify(a) === JSON.stringify(b)
}
