import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo, useMemo } from 'react'

import type { WeaverId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import type { GlyphNode as BoardNode } from './board-nodes'
import { useChorus, useDoors } from './chorus-context'
import { gravest } from './contests'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'
import { nameless } from './people'
import { RuleMark } from './RuleMark'
import { toned } from './toned'
import { ruleNames } from './words'

/** A glyph's card on the board. Drawn again only when its card is another object. */
export const GlyphNode = memo(function GlyphNode({ data: { card } }: NodeProps<BoardNode>) {
  const preview = useMemo(() => previewOf(card.bodyStart), [card.bodyStart])
  return (
    <article className="glyph toned" style={toned(card.hue)}>
      <Handle
        type="target"
        position={Position.Left}
        className="glyph-target"
        isConnectableStart={false}
      />
      <header className="glyph-head">
        <Crystal
          id={card.id}
          hue={card.hue}
          size={26}
          contested={card.contested.length > 0}
          bodyLength={card.bodyLength}
        />
        <h2 data-untitled={card.title === ''}>{card.title === '' ? untitled : card.title}</h2>
        {card.contested.length > 0 && <ContestMark card={card} />}
      </header>
      {preview !== '' && <p className="glyph-start">{preview}</p>}
      <footer className="glyph-foot">
        <Toucher weaver={card.touchedBy} />
        {card.tags.slice(0, 3).map((tag) => (
          <span key={tag} className="glyph-tag">
            {tag}
          </span>
        ))}
        {card.tags.length > 3 && <span className="glyph-tag">+{card.tags.length - 3}</span>}
      </footer>
      <Handle type="source" position={Position.Right} className="glyph-bond" title="Drag to bond" />
    </article>
  )
})

/** Primitive slices, so that a card is not drawn again for news about anyone's links. */
function Toucher({ weaver }: { readonly weaver: WeaverId }) {
  const name = useChorus((state) => {
    const found = state.weavers.find((one) => one.weaver === weaver)
    if (found === undefined) return nameless(weaver)
    if (found.person === state.weavers.find((one) => one.self)?.person) return 'You'
    return found.name === '' ? nameless(found.person) : found.name
  })
  const hue = useChorus((state) => state.weavers.find((one) => one.weaver === weaver)?.hue ?? 285)
  return (
    <span className="glyph-toucher toned" style={toned(hue)} title={`Last touched by ${name}`}>
      {name}
    </span>
  )
}

function ContestMark({ card }: { readonly card: GlyphCard }) {
  const { showWhy } = useDoors()
  const contest = gravest(card.contested)
  if (contest === undefined) return null
  const name = `Contested: settled by ${ruleNames[contest.rule]}. See why`
  return (
    <button
      type="button"
      className={`contest nodrag ${contest.rule}`}
      aria-label={name}
      title={name}
      onClick={(event) => {
        event.stopPropagation()
        showWhy(contest.sigil, [contest.facet])
      }}
    >
      <RuleMark rule={contest.rule} />
    </button>
  )
}

/** The start of a body without its Markdown marks: a card has no room for them. */
function previewOf(bodyStart: string): string {
  return bodyStart
    .replace(/^\s{0,3}(?:#{1,6}|[-*+>]|\d+\.)\s+/gm, '')
    .replace(/[*_`~]{1,3}/g, '')
    .replace(/\n{2,}/g, '\n')
    .trim()
}
