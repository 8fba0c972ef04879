/** Why one version stands: the rule in a sentence, every version beside the others, and the way back. */

import './why.css'
import { useMemo, useState } from 'react'

import type { GlyphId, SigilId } from '../protocol/ids'
import type { FacetName, Splice } from '../protocol/sigil'
import type { WhyCard, WhyVersion } from '../state/chorus-store'
import { asOf } from './as-of'
import { Bold } from './Bold'
import { useActions, useChorus, useDoors, useTitleOf } from './chorus-context'
import { facetWords } from './facet-words'
import { Modal } from './Modal'
import { Recompute } from './Recompute'
import { RuleMark } from './RuleMark'
import { Value, VersionCard } from './VersionCard'
import { ruleMeanings, ruleNames } from './words'

interface WhyDialogProps {
  readonly sigil: SigilId
  /** The facets this sigil wrote, the gravest verdict first. */
  readonly facets: readonly (FacetName | 'body')[]
  readonly onClose: () => void
}

export function WhyDialog({ sigil, facets, onClose }: WhyDialogProps) {
  const [facet, setFacet] = useState(facets[0])
  const why = useWhy(sigil, facet)
  const titleOf = useTitleOf()
  if (facet === undefined || why === null) {
    return (
      <Modal title="Why" onClose={onClose}>
        <p className="quiet">
          This sigil belongs to the chorus itself, and not to a glyph: nothing was in conflict.
        </p>
      </Modal>
    )
  }
  return (
    <Modal
      title={`The ${facetWords(facet, titleOf)} of “${titleOf(why.glyph)}”`}
      wide
      onClose={onClose}
    >
      {facets.length > 1 && (
        <div className="why-facets" role="group" aria-label="Facets this sigil wrote">
          {facets.map((one) => (
            <button
              key={one}
              type="button"
              className="button plain slim"
              aria-pressed={one === facet}
              onClick={() => setFacet(one)}
            >
              {facetWords(one, titleOf)}
            </button>
          ))}
        </div>
      )}
      <WhyBody key={facet} sigil={sigil} why={why} onClose={onClose} />
    </Modal>
  )
}

/** Read again with every sigil: what stands may change while one looks. */
function useWhy(sigil: SigilId, facet: FacetName | 'body' | undefined): WhyCard | null {
  const { why } = useActions()
  const historyCount = useChorus((state) => state.historyCount)
  return useMemo(
    () => (facet === undefined ? null : asOf(historyCount, () => why(sigil, facet))),
    [why, historyCount, sigil, facet],
  )
}

interface WhyBodyProps {
  readonly sigil: SigilId
  readonly why: WhyCard
  readonly onClose: () => void
}

function WhyBody({ sigil, why, onClose }: WhyBodyProps) {
  const { restore, splice, text } = useActions()
  const { toast } = useDoors()
  const standing = why.versions.find((version) => version.stands)
  const reference = standing?.value ?? why.now
  const restoreVersion = (version: WhyVersion, whose: string): void => {
    if (why.facet === 'body') splice(why.glyph, atTheEnd(text(why.glyph), version.lost), null)
    else restore(why.glyph, why.facet, version.value)
    toast({ text: `${whose} is restored, as a new sigil of yours.` })
    onClose()
  }
  return (
    <>
      <div className={`why-rule ${why.rule}`}>
        <RuleMark rule={why.rule} size={22} />
        <div>
          <h3>{ruleNames[why.rule]}</h3>
          <p className="why-sentence">
            <Bold text={why.sentence} />
          </p>
          <p className="quiet small">{ruleMeanings[why.rule]}</p>
        </div>
      </div>
      <BringBack glyph={why.glyph} onDone={onClose} />
      <ul className="versions" aria-label="Versions">
        {why.versions.map((version) => (
          <VersionCard
            key={version.sigil}
            version={version}
            why={why}
            reference={reference}
            onRestore={restoreVersion}
          />
        ))}
        {why.rule === 'amalgam' && standing === undefined && <Amalgam why={why} />}
      </ul>
      <Recompute sigil={sigil} facet={why.facet} />
    </>
  )
}

/** On a line of its own, after all that is there. */
const atTheEnd = (body: string, lost: string): readonly Splice[] => [
  [body.length, 0, body === '' || body.endsWith('\n') ? lost : `\n${lost}`],
]

/** A shattered glyph is off the board, so its history is where it is brought back from. */
function BringBack({ glyph, onDone }: { readonly glyph: GlyphId; readonly onDone: () => void }) {
  const alive = useChorus((state) => state.glyphs.has(glyph))
  const { restore } = useActions()
  const { openGlyph } = useDoors()
  if (alive) return null
  return (
    <div className="bring-back">
      <p>This glyph is shattered.</p>
      <button
        type="button"
        className="button primary"
        onClick={() => {
          restore(glyph, 'alive', true)
          openGlyph(glyph)
          onDone()
        }}
      >
        Bring it back
      </button>
    </div>
  )
}

function Amalgam({ why }: { readonly why: WhyCard }) {
  return (
    <li className="version amalgam">
      <p className="version-who">
        <RuleMark rule="amalgam" size={18} />
        What was made of them
      </p>
      <Value facet={why.facet} value={why.now} reference={null} />
      <p className="quiet small">
        Derived on every weaver from the same seals, so it is the same everywhere. Nobody signed it;
        whoever edits it next takes all of them as parents.
      </p>
    </li>
  )
}
