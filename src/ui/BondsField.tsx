import { Plus, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useMemo } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import { useActions, useChorus, useDoors } from './chorus-context'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'

/** Bonds by keyboard: the same that dragging from a card's handle makes. */
export function BondsField({ card }: { readonly card: GlyphCard }) {
  const { set } = useActions()
  const { openGlyph } = useDoors()
  const glyphs = useChorus((state) => state.glyphs)
  // A bond made from the other side is this glyph's as well.
  const incoming = useMemo(
    () => [...glyphs.values()].filter((other) => other.bonds.includes(card.id)),
    [glyphs, card.id],
  )
  const bonded = new Set<GlyphId>([...card.bonds, ...incoming.map((other) => other.id)])
  const standing = [...bonded].flatMap((id) => glyphs.get(id) ?? [])
  const unbond = (other: GlyphId): void => {
    if (card.bonds.includes(other))
      set(card.id, { bonds: card.bonds.filter((one) => one !== other) })
    const back = glyphs.get(other)?.bonds ?? []
    if (back.includes(card.id)) set(other, { bonds: back.filter((one) => one !== card.id) })
  }
  return (
    <div className="facet">
      <span className="label">Bonds</span>
      <div className="facet-value chips">
        {standing.map((other) => (
          <span key={other.id} className="chip">
            <button type="button" className="chip-open" onClick={() => openGlyph(other.id)}>
              <Crystal id={other.id} hue={other.hue} size={14} />
              {titleOf(other)}
            </button>
            <button
              type="button"
              aria-label={`Undo the bond to ${titleOf(other)}`}
              onClick={() => unbond(other.id)}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        {glyphs.size > standing.length + 1 && (
          <AddBond
            isChoice={(id) => id !== card.id && !bonded.has(id)}
            onChoose={(id) => set(card.id, { bonds: [...card.bonds, id] })}
          />
        )}
      </div>
    </div>
  )
}

interface AddBondProps {
  readonly isChoice: (glyph: GlyphId) => boolean
  readonly onChoose: (glyph: GlyphId) => void
}

function AddBond(props: AddBondProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="chip-add">
        <Plus aria-hidden="true" />
        Bond to…
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu bond-menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          <Choices {...props} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** Apart, so that a thousand glyphs are sorted for an open menu alone. */
function Choices({ isChoice, onChoose }: AddBondProps) {
  const glyphs = useChorus((state) => state.glyphs)
  return [...glyphs.values()]
    .filter(({ id }) => isChoice(id))
    .toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)))
    .map((other) => (
      <DropdownMenu.Item key={other.id} className="menu-item" onSelect={() => onChoose(other.id)}>
        <Crystal id={other.id} hue={other.hue} size={16} />
        {titleOf(other)}
      </DropdownMenu.Item>
    ))
}

const titleOf = (card: GlyphCard): string => (card.title === '' ? untitled : card.title)
