/** What a restore changes in one glyph, facet by facet, and whose words it would take out. */

import { listed } from '../loom/words'
import type { Restoration } from '../state/time'
import { useActions, usePersonOf, useTitleOf } from './chorus-context'
import { type DiffPart, wordDiff } from './word-diff'
import { WordDiff } from './WordDiff'
import { count, grouped } from './words'

export function RestoredFacets({ change }: { readonly change: Restoration }) {
  const titleOf = useTitleOf()
  const { facets, instead } = change
  const lines = [
    line('Title', facets.title, instead.title, (title) => `“${title}”`),
    line('Hue', facets.hue, instead.hue, (hue) => `${hue}°`),
    line('Tags', facets.tags, instead.tags, (tags) => listOr(tags, 'none')),
    line('Bonds', facets.bonds, instead.bonds, (bonds) => listOr(bonds.map(titleOf), 'none')),
  ]
  return (
    <dl className="restore-facets" aria-label="What will change">
      {lines
        .flatMap((one) => one ?? [])
        .map(({ name, restored, replaced }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {restored} <span className="quiet">instead of {replaced}</span>
            </dd>
          </div>
        ))}
      {facets.x !== undefined && (
        <div>
          <dt>Place</dt>
          <dd>where it was then</dd>
        </div>
      )}
      {facets.body !== undefined && (
        <div>
          <dt>Body</dt>
          <dd>
            <BodyChange change={change} then={facets.body} now={instead.body ?? ''} />
          </dd>
        </div>
      )}
    </dl>
  )
}

function line<Value>(
  name: string,
  then: Value | undefined,
  now: Value | undefined,
  words: (value: Value) => string,
) {
  if (then === undefined || now === undefined) return null
  return { name, restored: words(then), replaced: words(now) }
}

const listOr = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.join(', ')

interface BodyChangeProps {
  readonly change: Restoration
  readonly then: string
  readonly now: string
}

/** Struck through is what goes, whoever wrote it; underlined what comes back. */
function BodyChange({ change: { glyph }, then, now }: BodyChangeProps) {
  const { authorship } = useActions()
  const personOf = usePersonOf()
  const parts = wordDiff(then, now) ?? wholly(then, now)
  const gone = unitsByWeaver(parts, authorship(glyph))
  const byName = new Map<string, number>()
  for (const [weaver, units] of gone) {
    const { self, name } = personOf(weaver)
    const who = self ? 'you' : name
    byName.set(who, (byName.get(who) ?? 0) + units)
  }
  const whose = [...byName].map(([name, units]) => `${grouped(units)} by ${name}`)
  const sum = [...byName.values()].reduce((all, units) => all + units, 0)
  return (
    <>
      {sum > 0 && (
        <p>
          Takes out {count(sum, 'character')}: {listed(whose)}.
        </p>
      )}
      <WordDiff
        parts={parts}
        told="What changes in the body"
        only="comes back"
        absent="is taken out"
      />
    </>
  )
}

const wholly = (then: string, now: string): readonly DiffPart[] => [
  { text: now, kind: 'absent' },
  { text: then, kind: 'only' },
]

type Authored = ReturnType<ReturnType<typeof useActions>['authorship']>[number]

/** How much of whose would go, in UTF-16 units. */
function unitsByWeaver(
  parts: readonly DiffPart[],
  authored: readonly Authored[],
): ReadonlyMap<Authored['weaver'], number> {
  const units = new Map<Authored['weaver'], number>()
  let at = 0
  for (const { text, kind } of parts) {
    if (kind === 'only') continue
    const end = at + text.length
    if (kind === 'absent') {
      for (const { from, to, weaver } of authored) {
        const common = Math.min(to, end) - Math.max(from, at)
        if (common > 0) units.set(weaver, (units.get(weaver) ?? 0) + common)
      }
    }
    at = end
  }
  return units
}
