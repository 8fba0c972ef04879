/** Who is in this chorus: you first, three more faces, and a list behind them. */

import { Eye, UserMinus } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useMemo, useState } from 'react'

import { Avatar } from './Avatar'
import { useChorus, useDoors, useTitleOf } from './chorus-context'
import { useMayWrite } from './may-write'
import { peopleOf, type Person } from './people'
import { RemoveDialog } from './RemoveDialog'
import { useStatusWords } from './use-status-words'
import { Word } from './Word'
import { count } from './words'

const shownAtMost = 4

export function WeaversStrip() {
  const weavers = useChorus((state) => state.weavers)
  const people = useMemo(() => peopleOf(weavers), [weavers])
  const { headline, detail } = useStatusWords()
  const shown = people.slice(0, shownAtMost)
  const more = people.length - shown.length
  const [leaving, setLeaving] = useState<Person | null>(null)
  return (
    <Popover.Root>
      {leaving !== null && <RemoveDialog person={leaving} onClose={() => setLeaving(null)} />}
      <Popover.Trigger
        className="strip"
        aria-label={`Weavers: ${people.map((person) => nameAs(person)).join(', ')}`}
      >
        {shown.map((person) => (
          <Avatar key={person.id} person={person} />
        ))}
        {more > 0 && <span className="strip-more">+{more}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover people"
          align="end"
          sideOffset={8}
          collisionPadding={12}
          aria-label="Weavers"
        >
          <h2>
            <Word of="weaver">Weavers</Word>
          </h2>
          <p className="people-status quiet small">
            {[headline, detail].filter(Boolean).join('. ')}
          </p>
          <ul>
            {people.map((person) => (
              <PersonRow key={person.id} person={person} onRemove={setLeaving} />
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface PersonRowProps {
  readonly person: Person
  readonly onRemove: (person: Person) => void
}

function PersonRow({ person, onRemove }: PersonRowProps) {
  const mayWrite = useMayWrite()
  const mayRemove = mayWrite && !person.self && !person.isFounder && !person.isRemoved
  return (
    <li className="person">
      <Avatar person={person} />
      <div>
        <p className="person-name">{nameAs(person)}</p>
        <p className="quiet small">{standing(person)}</p>
        <Whereabouts person={person} />
        {person.forked && (
          <p className="mistake">Signed two different continuations of one strand.</p>
        )}
      </div>
      {mayRemove && (
        <Popover.Close asChild>
          <button
            type="button"
            className="button plain icon slim person-remove"
            aria-label={`Remove ${person.name}…`}
            title={`Remove ${person.name}…`}
            onClick={() => onRemove(person)}
          >
            <UserMinus aria-hidden="true" />
          </button>
        </Popover.Close>
      )}
    </li>
  )
}

/** Which glyphs this person has open, in whatever tab, each a way there. */
function Whereabouts({ person }: { readonly person: Person }) {
  const { openGlyph } = useDoors()
  const titleOf = useTitleOf()
  const onlookers = useChorus((state) => state.onlookers)
  const tabs = new Set(person.tabs.map((tab) => tab.weaver))
  const open = onlookers.flatMap(({ weaver, glyph }) => (tabs.has(weaver) ? (glyph ?? []) : []))
  return [...new Set(open)].map((glyph) => (
    <Popover.Close asChild key={glyph}>
      <button type="button" className="person-at" onClick={() => openGlyph(glyph)}>
        <Eye aria-hidden="true" />
        In “{titleOf(glyph)}”
      </button>
    </Popover.Close>
  ))
}

const nameAs = (person: Person): string => (person.self ? `${person.name} (you)` : person.name)

/** “Linked · 2 tabs · holds everything of yours”. */
function standing(person: Person): string {
  const parts = [person.self ? 'This tab' : person.here ? 'Linked' : 'Away']
  if (person.tabs.length > 1) parts.push(count(person.tabs.length, 'tab'))
  if (person.isRemoved) parts.push('removed')
  else if (person.witness) parts.push('reads only')
  if (person.isFounder) parts.push('began this chorus')
  const holds = person.self ? '' : holding(person)
  return [...parts, ...(holds === '' ? [] : [holds])].join(' · ')
}

/** By the last word of the tab that lacks least. */
function holding(person: Person): string {
  const known = person.tabs.flatMap((tab) => (tab.lacks === null ? [] : [tab.lacks]))
  if (known.length === 0) return ''
  const lacks = Math.min(...known)
  return lacks === 0 ? 'holds everything' : `lacks ${count(lacks, 'sigil')}`
}
