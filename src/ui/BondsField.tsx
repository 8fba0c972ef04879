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
        {[...bonded].flatMap((id) => {
          const other = glyphs.get(id)
          if (other === undefined) return []
          const title = titleOf(other)
          return [
            <span key={id} className="chip">
              <button type="button" className="chip-open" onClick={() => openGlyph(id)}>
                <Crystal id={id} hue={other.hue} size={14} />
                {title}
              </button>
              <button
                type="button"
                aria-label={`Undo the bond to ${title}`}
                onClick={() => unbond(id)}
              >
                <X aria-hidden="true" />
              </button>
            </span>,
          ]
        })}
        <AddBond
          choices={[...glyphs.values()].filter((one) => one.id !== card.id && !bonded.has(one.id))}
          onChoose={(id) => set(card.id, { bonds: [...card.bonds, id] })}
        />
      </div>
    </div>
  )
}

interface AddBondProps {
  readonly choices: readonly GlyphCard[]
  readonly onChoose: (glyph: GlyphId) => void
}

function AddBond({ choices, onChoose }: AddBondProps) {
  if (choices.length === 0) return null
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
          {choices
            .toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)))
            .map((other) => (
              <DropdownMenu.Item
                key={other.id}
                className="menu-item"
                onSelect={() => onChoose(other.id)}
              >
                <Crystal id={other.id} hue={other.hue} size={16} />
                {titleOf(other)}
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const titleOf = (card: GlyphCard): string => (card.title === '' ? untitled : card.title)
