/**
 * Cards that someone else shattered: they fade where they stood, say who did it,
 * and can be brought back. One's own are told by a toast instead.
 */

import { ViewportPortal } from '@xyflow/react'
import { X } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { ChorusState, GlyphCard } from '../state/chorus-store'
import { useActions, useChorusStore, usePersonOf } from './chorus-context'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'
import { toned } from './toned'

/** Milliseconds that a ghost stands: long enough to be seen, read and clicked. */
const ghostStandsMs = 12_000

/** More than this at once is a tidying-up, which the Loom tells better. */
const maxGhosts = 8

interface Ghost {
  readonly card: GlyphCard
  readonly by: WeaverId
}

export function Ghosts() {
  const { ghosts, drop } = useGhosts()
  const personOf = usePersonOf()
  const last = ghosts.at(-1)
  return (
    <>
      <ViewportPortal>
        {ghosts.map((ghost) => (
          <GhostCard key={ghost.card.id} ghost={ghost} onGone={drop} />
        ))}
      </ViewportPortal>
      <p className="hidden-text" role="status" aria-label="Shattered by others">
        {last !== undefined && `${personOf(last.by).name} shattered “${titleOf(last.card)}”.`}
      </p>
    </>
  )
}

const titleOf = (card: GlyphCard): string => (card.title === '' ? untitled : card.title)

function useGhosts() {
  const store = useChorusStore()
  const [ghosts, setGhosts] = useState<readonly Ghost[]>([])
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.glyphs === before.glyphs) return
        const gone = goneFrom(before.glyphs, state)
        setGhosts((all) => {
          // What came back, by whomever, haunts nobody.
          const still = all.filter(({ card }) => !state.glyphs.has(card.id))
          if (still.length === all.length && gone.length === 0) return all
          return [...still, ...gone].slice(-maxGhosts)
        })
      }),
    [store],
  )
  const drop = useCallback(
    (glyph: GlyphId) => setGhosts((all) => all.filter(({ card }) => card.id !== glyph)),
    [],
  )
  return { ghosts, drop }
}

function goneFrom(before: ChorusState['glyphs'], state: ChorusState): readonly Ghost[] {
  const self = state.weavers.find((one) => one.self)
  return [...before.values()].flatMap((card) => {
    if (state.glyphs.has(card.id)) return []
    const by = state.actions.history(card.id)[0]?.weaver
    // A glyph that was never sealed has no history, and nobody shattered it.
    return by === undefined || by === self?.weaver ? [] : [{ card, by }]
  })
}

interface GhostCardProps {
  readonly ghost: Ghost
  readonly onGone: (glyph: GlyphId) => void
}

function GhostCard({ ghost: { card, by }, onGone }: GhostCardProps) {
  const { restore } = useActions()
  const { name, self } = usePersonOf()(by)
  const title = titleOf(card)
  const [isPointedAt, setPointedAt] = useState(false)
  useEffect(() => {
    // Nothing goes from under a hand, or from under the focus.
    if (isPointedAt) return undefined
    const timer = setTimeout(() => onGone(card.id), ghostStandsMs)
    return () => clearTimeout(timer)
  }, [card.id, onGone, isPointedAt])
  return (
    <section
      className="ghost toned nodrag nopan"
      style={{ ...toned(card.hue), translate: `${card.place.x}px ${card.place.y}px` }}
      aria-label={`${title}, shattered`}
      onPointerEnter={() => setPointedAt(true)}
      onPointerLeave={() => setPointedAt(false)}
      onFocus={() => setPointedAt(true)}
      onBlur={() => setPointedAt(false)}
    >
      <header className="glyph-head">
        <Crystal id={card.id} hue={card.hue} size={26} />
        <h2>
          <s>{title}</s>
        </h2>
      </header>
      <p className="ghost-words">
        {self ? 'Another tab of yours' : name} shattered it
        <button
          type="button"
          className="button slim"
          onClick={() => restore(card.id, 'alive', true)}
        >
          Bring it back
        </button>
        <button
          type="button"
          className="button plain icon slim"
          aria-label="Let it go"
          onClick={() => onGone(card.id)}
        >
          <X aria-hidden="true" />
        </button>
      </p>
    </section>
  )
}
