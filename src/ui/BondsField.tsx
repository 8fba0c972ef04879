import { Plus, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { memo } from 'react'
import { useShallow } from 'zustand/shallow'

import type { GlyphId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import { useActions, useChorus, useDoors } from './chorus-context'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'

/** Bonds by keyboard: the same that dragging from a card's handle makes. */
export const BondsField = memo(function BondsField({ id, bonds }: Pick<GlyphCard, 'id' | 'bonds'>) {
  const { set } = useActions()
  const { openGlyph } = useDoors()
  // Those alone, so that nothing is drawn here for what is written anywhere else.
  const standing = useChorus(useShallow(({ glyphs }) => bondedTo(id, bonds, glyphs)))
  const isAnyLeft = useChorus(({ glyphs }) => glyphs.size > standing.length + 1)
  const bonded = new Set(standing.map((other) => other.id))
  const unbond = (other: GlyphCard): void => {
    if (bonds.includes(other.id)) set(id, { bonds: bonds.filter((one) => one !== other.id) })
    if (other.bonds.includes(id)) set(other.id, { bonds: other.bonds.filter((one) => one !== id) })
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
              onClick={() => unbond(other)}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        {isAnyLeft && (
          <AddBond
            isChoice={(other) => other !== id && !bonded.has(other)}
            onChoose={(other) => set(id, { bonds: [...bonds, other] })}
          />
        )}
      </div>
    </div>
  )
})

/** A bond made from the other side is this glyph's as well. */
function bondedTo(
  id: GlyphId,
  bonds: readonly GlyphId[],
  glyphs: ReadonlyMap<GlyphId, GlyphCard>,
): readonly GlyphCard[] {
  const own = bonds.flatMap((bond) => glyphs.get(bond) ?? [])
  const incoming = [...glyphs.values()].filter((other) => other.bonds.includes(id))
  return [...new Set([...own, ...incoming])]
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
