/** What the Loom shows: people, glyphs and outcomes to choose from, and what was chosen as chips. */

import { Check, ChevronDown, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useMemo } from 'react'

import type { Knot } from '../loom/threads'
import type { GlyphId, WeaverId } from '../protocol/ids'
import { useChorus, useTitleOf } from './chorus-context'
import { untitled } from './facet-words'
import { knotMeanings, knotNames } from './loom-words'
import { peopleOf } from './people'
import { RuleMark } from './RuleMark'
import { toned } from './toned'

/** What a person chose; nothing chosen of a kind means all of it. */
export interface LoomChoice {
  readonly glyphs: readonly GlyphId[]
  /** Persons, each with all their tabs. */
  readonly people: readonly WeaverId[]
  readonly knots: readonly Knot[]
}

export const noChoice: LoomChoice = { glyphs: [], people: [], knots: [] }

interface LoomFiltersProps {
  /** The glyph last opened stands first. */
  readonly glyph: GlyphId | null
  readonly choice: LoomChoice
  readonly onChange: (choice: LoomChoice) => void
  /** What came of it: “12 of 143 sigils”. */
  readonly summary: string
  readonly children?: ReactNode
}

const knots: readonly Knot[] = [
  'primacy',
  'authority',
  'amalgam',
  'set-aside',
  'waiting',
  'dissolved',
]

/** Glyphs offered: those touched last. A longer menu would be a search. */
const maxOffered = 30

export function LoomFilters({ glyph, choice, onChange, summary, children }: LoomFiltersProps) {
  const weavers = useChorus((state) => state.weavers)
  const people = useMemo(() => peopleOf(weavers), [weavers])
  const titleOf = useTitleOf()
  const isFiltered = choice.glyphs.length + choice.people.length + choice.knots.length > 0
  const change = <K extends keyof LoomChoice>(kind: K, item: LoomChoice[K][number]): void =>
    onChange({ ...choice, [kind]: toggled(choice[kind], item) })
  return (
    <div className="loom-head">
      <div className="loom-filters" role="group" aria-label="Filter">
        <Menu label="Weaver">
          {people.map((person) => (
            <Item
              key={person.id}
              checked={choice.people.includes(person.id)}
              onToggle={() => change('people', person.id)}
            >
              <span className="loom-dot toned" style={toned(person.hue)} aria-hidden="true" />
              {person.self ? `${person.name} (you)` : person.name}
            </Item>
          ))}
        </Menu>
        <Menu label="Glyph">
          <GlyphItems
            glyph={glyph}
            chosen={choice.glyphs}
            onToggle={(id) => change('glyphs', id)}
          />
        </Menu>
        <Menu label="Outcome">
          {knots.map((knot) => (
            <Item
              key={knot}
              checked={choice.knots.includes(knot)}
              meaning={knotMeanings[knot]}
              onToggle={() => change('knots', knot)}
            >
              <RuleMark rule={knot} />
              {knotNames[knot]}
            </Item>
          ))}
        </Menu>
        {children}
      </div>
      <div className="loom-chosen">
        {choice.people.map((id) => (
          <Chip
            key={id}
            text={people.find((person) => person.id === id)?.name ?? id.slice(0, 6)}
            onRemove={() => change('people', id)}
          />
        ))}
        {choice.glyphs.map((id) => (
          <Chip key={id} text={titleOf(id)} onRemove={() => change('glyphs', id)} />
        ))}
        {choice.knots.map((knot) => (
          <Chip
            key={knot}
            text={knotNames[knot]}
            mark={<RuleMark rule={knot} size={12} />}
            onRemove={() => change('knots', knot)}
          />
        ))}
        <span className="loom-count">{summary}</span>
        {isFiltered && (
          <button type="button" className="loom-clear" onClick={() => onChange(noChoice)}>
            Clear filters
          </button>
        )}
      </div>
    </div>
  )
}

function toggled(items: readonly unknown[], item: unknown): readonly unknown[] {
  return items.includes(item) ? items.filter((one) => one !== item) : [...items, item]
}

/** Read when the menu is opened, and not with every change of the board. */
function GlyphItems(props: {
  readonly glyph: GlyphId | null
  readonly chosen: readonly GlyphId[]
  readonly onToggle: (id: GlyphId) => void
}) {
  const { glyph, chosen, onToggle } = props
  const glyphs = useChorus((state) => state.glyphs)
  const offered = useMemo(() => {
    const latest = [...glyphs.values()]
      .toSorted((a, b) => b.stamp.ms - a.stamp.ms)
      .slice(0, maxOffered)
      .map(({ id }) => id)
    return [...new Set([...(glyph === null ? [] : [glyph]), ...chosen, ...latest])]
  }, [glyphs, glyph, chosen])
  if (offered.length === 0) return <p className="menu-note">No glyphs yet</p>
  return offered.map((id) => {
    const title = glyphs.get(id)?.title
    return (
      <Item key={id} checked={chosen.includes(id)} onToggle={() => onToggle(id)}>
        <span className="loom-menu-title">
          {title === undefined ? 'A shattered glyph' : title === '' ? untitled : title}
        </span>
      </Item>
    )
  })
}

function Menu({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // Not modal: hiding and freezing the whole board behind a menu takes longer than the menu.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="loom-choose" aria-label={`Filter by ${label.toLowerCase()}`}>
        {label}
        <ChevronDown aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu loom-menu"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface ItemProps {
  readonly checked: boolean
  readonly meaning?: string
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** The menu stays open, since one seldom chooses one thing alone. */
function Item({ checked, meaning, onToggle, children }: ItemProps) {
  return (
    <DropdownMenu.CheckboxItem
      className="menu-item"
      title={meaning}
      checked={checked}
      onSelect={(event) => event.preventDefault()}
      onCheckedChange={onToggle}
    >
      {children}
      <DropdownMenu.ItemIndicator className="tick">
        <Check aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  )
}

interface ChipProps {
  readonly text: string
  readonly mark?: ReactNode
  readonly onRemove: () => void
}

function Chip({ text, mark, onRemove }: ChipProps) {
  return (
    <span className="loom-chip">
      {mark}
      <span>{text}</span>
      <button type="button" aria-label={`Remove filter ${text}`} onClick={onRemove}>
        <X aria-hidden="true" />
      </button>
    </span>
  )
}
