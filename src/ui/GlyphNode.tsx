import { Handle, type NodeProps, Position } from '@xyflow/react'
import {
  createContext,
  memo,
  useContext,
  useDeferredValue,
  useEffect,
  useMemo,
  useState,
} from 'react'

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import { Avatar } from './Avatar'
import type { GlyphNode as BoardNode } from './board-nodes'
import { useChorus, useDoors } from './chorus-context'
import { gravest } from './contests'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'
import { namesOf, useHolder, useReaders } from './onlooking'
import { personOf } from './people'
import { RuleMark } from './RuleMark'
import { toned } from './toned'
import { ruleNames } from './words'

/** The cards that a board draws, where they are not those that stand: as they were at a cut. */
export const CutCardsContext = createContext<ReadonlyMap<GlyphId, GlyphCard> | null>(null)

/**
 * A glyph's card on the board. It follows its card by itself, so that React Flow need not go through
 * all nodes for what is written on one; behind whatever is more pressing, as the board does.
 */
export const GlyphNode = memo(function GlyphNode({ id }: NodeProps<BoardNode>) {
  const cut = useContext(CutCardsContext)
  const live = useChorus((state) => state.glyphs.get(id as GlyphId))
  const card = useDeferredValue(cut === null ? live : cut.get(id as GlyphId))
  // Shattered: its node goes with the next drawing of the board.
  return card === undefined ? null : <Card card={card} />
})

/** Drawn again only when its card is another object. */
const Card = memo(function Card({ card }: { readonly card: GlyphCard }) {
  const preview = useMemo(() => previewOf(card.bodyStart), [card.bodyStart])
  return (
    <article className="glyph toned" style={toned(card.hue)}>
      <Glow card={card} />
      <Others glyph={card.id} />
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

/** Milliseconds that a card glows after someone else changed it; the ring is plain where motion is reduced. */
const glowsMs = 1_600

/** A ring in the hue of whoever just changed this card from elsewhere. */
function Glow({ card }: { readonly card: GlyphCard }) {
  const self = useChorus((state) => state.self)
  const hue = useChorus(({ weavers }) => personOf(weavers, card.touchedBy).hue)
  const [seen, setSeen] = useState(card)
  const [glows, setGlows] = useState(0)
  if (seen !== card) {
    setSeen(card)
    const isNew = seen.stamp.ms !== card.stamp.ms || seen.stamp.tick !== card.stamp.tick
    if (isNew && card.touchedBy !== self) setGlows(glows + 1)
  }
  useEffect(() => {
    if (glows === 0) return undefined
    const timer = setTimeout(() => setGlows(0), glowsMs)
    return () => clearTimeout(timer)
  }, [glows])
  if (glows === 0) return null
  return <span key={glows} className="glyph-glow toned" style={toned(hue)} aria-hidden="true" />
}

/** Faces that a card has room for. */
const maxFaces = 3

/** Who else has it open, or in their hand. */
function Others({ glyph }: { readonly glyph: GlyphId }) {
  const readers = useReaders(glyph)
  const holder = useHolder(glyph)
  if (holder !== undefined) {
    return (
      <span className="glyph-holder toned" style={toned(holder.hue)}>
        {holder.name}
      </span>
    )
  }
  if (readers.length === 0) return null
  const title = `Open for ${namesOf(readers)}`
  return (
    <span className="glyph-readers" role="img" aria-label={title} title={title}>
      {readers.slice(0, maxFaces).map((reader) => (
        <Avatar key={reader.weaver} person={{ ...reader, here: true }} tiny />
      ))}
      {readers.length > maxFaces && (
        <span className="glyph-readers-more">+{readers.length - maxFaces}</span>
      )}
    </span>
  )
}

/** Primitive slices, so that a card is not drawn again for news about anyone's links. */
function Toucher({ weaver }: { readonly weaver: WeaverId }) {
  const name = useChorus(({ weavers }) => {
    const person = personOf(weavers, weaver)
    return person.self ? 'You' : person.name
  })
  const hue = useChorus(({ weavers }) => personOf(weavers, weaver).hue)
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
