/** One version of a facet: whose it is, what it says, what proves it, and the way back to it. */

import { Check, Copy, RotateCcw } from 'lucide-react'
import { useState } from 'react'

import { stampWords } from '../loom/stamp-words'
import { sameValue } from '../loom/values'
import type { FacetValue } from '../protocol/sigil'
import type { Stamp } from '../protocol/stamp'
import type { WhyCard, WhyVersion } from '../state/chorus-store'
import { Avatar } from './Avatar'
import { useChorus, usePersonOf, useTitleOf } from './chorus-context'
import { facetWords, valueWords } from './facet-words'
import { toned } from './toned'
import { wordDiff } from './word-diff'
import { WordDiff } from './WordDiff'
import { count, plain, short } from './words'

interface VersionCardProps {
  readonly version: WhyVersion
  readonly why: WhyCard
  /** What stands, or what was made of all: the others are compared with it. */
  readonly reference: FacetValue
  /** Null where there is nothing to restore by. */
  readonly onRestore: ((version: WhyVersion, whose: string) => void) | null
}

export function VersionCard({ version, why, reference, onRestore }: VersionCardProps) {
  const person = usePersonOf()(version.weaver)
  const titleOf = useTitleOf()
  const self = useChorus((state) => state.self)
  const facet = facetWords(why.facet, titleOf)
  const whose = person.self ? `Your ${facet}` : `${person.name}’s ${facet}`
  const otherTab = person.self && version.weaver !== self
  const lacks = why.facet === 'body' ? version.lost !== '' : !sameValue(version.value, why.now)
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
      <Provenance version={version} among={why.versions.map(({ stamp }) => stamp)} />
      {lacks && onRestore !== null && (
        <Restore why={why} onRestore={() => onRestore(version, whose)} />
      )}
    </li>
  )
}

function stateWords(version: WhyVersion, why: WhyCard): string {
  if (why.facet === 'body') return bodyStateWords(version)
  if (version.stands) {
    return sameValue(version.value, why.now) ? 'Stands' : 'Stood, and was changed since'
  }
  if (why.rule === 'amalgam') return 'Woven into the amalgam'
  return sameValue(version.value, why.now) ? 'Stands again' : 'Superseded'
}

/** Stamps order a body’s parts and take none away; what is gone, a person deleted. */
const bodyStateWords = ({ lost }: WhyVersion): string =>
  lost === '' ? 'All of it stands' : 'Some of it was deleted since'

interface ValueProps {
  readonly facet: WhyCard['facet']
  readonly value: FacetValue
  readonly reference: FacetValue | null
}

export function Value({ facet, value, reference }: ValueProps) {
  if (facet === 'hue' && typeof value === 'number') {
    return (
      <p className="version-value">
        <span className="version-swatch toned" style={toned(value)} /> {value}°
      </p>
    )
  }
  const isText = typeof value === 'string' && typeof reference === 'string' && facet !== 'body'
  const parts = isText ? wordDiff(value, reference) : null
  return (
    <>
      <p className={facet === 'body' ? 'version-value long' : 'version-value'}>
        {valueWords(facet, value)}
      </p>
      {parts !== null && (
        <WordDiff
          parts={parts}
          told="Compared with what stands"
          only="only here"
          absent="not here"
        />
      )}
    </>
  )
}

interface ProvenanceProps {
  readonly version: WhyVersion
  /** Stamps that this one is told apart from. */
  readonly among: readonly Stamp[]
}

/** Stamps are read in UTC, as in the sentence, so that two people who compare screens read the same. */
function Provenance({ version, among }: ProvenanceProps) {
  const { stamp, seal, sigil, links } = version
  return (
    <dl className="provenance">
      <dt title={plain.stamp}>Stamp</dt>
      <dd className="mono" title={`${stamp.ms} ms, tick ${stamp.tick}`}>
        {stampWords(stamp, among)} UTC
      </dd>
      <dt title={plain.seal}>Seal</dt>
      <dd>
        <CopyCode label="Copy the seal" text={seal} />
      </dd>
      <dt title={plain.sigil}>Sigil</dt>
      <dd>
        <CopyCode label="Copy the sigil’s id" text={sigil} />
      </dd>
      <dt title={plain.vector}>Vector</dt>
      <dd>
        <details>
          <summary>{count(links.length, 'link')}: what it was made on top of</summary>
          <ul className="vector">
            {links.map((link) => (
              <li key={link.sigil}>
                <span className="vector-words">{link.words}</span>
                <span className="vector-facts">
                  <span className="mono">{stampWords(link.stamp, [link.stamp])}</span>
                  <CopyCode label="Copy the link’s id" text={link.sigil} />
                </span>
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
  readonly why: Pick<WhyCard, 'facet' | 'now' | 'changedSince'>
  readonly label?: string
  /** Beside other buttons. */
  readonly slim?: boolean
  readonly onRestore: () => void
}

/** One step; two where someone has worked on the glyph since, whose work it would replace. */
export function Restore(props: RestoreProps) {
  const { why, label = 'Restore this version', slim = false, onRestore } = props
  const [asking, setAsking] = useState(false)
  const isBody = why.facet === 'body'
  if (!asking) {
    return (
      <button
        type="button"
        className={slim ? 'button slim' : 'button'}
        onClick={() => (why.changedSince || isBody ? setAsking(true) : onRestore())}
      >
        <RotateCcw aria-hidden="true" />
        {isBody ? 'Put this text back' : label}
      </button>
    )
  }
  return (
    <div className="version-ask" role="group" aria-label="Before it is restored">
      <p className="small">
        {isBody
          ? 'The place where it stood is gone, so it goes to the end of the body. Nothing else moves.'
          : `It was changed after this conflict, to “${valueWords(why.facet, why.now)}”. Restoring replaces that, and it too stays in the Loom.`}
      </p>
      <button type="button" className="button primary slim" autoFocus onClick={onRestore}>
        {isBody ? 'Put it at the end' : 'Restore anyway'}
      </button>
      <button type="button" className="button plain slim" onClick={() => setAsking(false)}>
        Leave it
      </button>
    </div>
  )
}
