/** Live merge history. Draws what was laid out; decides nothing itself. */

import './loom.css'
import { Spline, Table2 } from 'lucide-react'
import { useMemo, useState } from 'react'

import type { LoomFilter } from '../loom/loom'
import type { GlyphId, WeaverId } from '../protocol/ids'
import type { WeaverCard } from '../state/chorus-store'
import { useChorus, usePersonOf } from './chorus-context'
import { type LoomChoice, LoomFilters, noChoice } from './LoomFilters'
import { LoomRows } from './LoomRows'
import type { Naming } from './LoomRowView'
import { LoomTable } from './LoomTable'
import { type ShownLoom, useLoom } from './use-loom'
import { count, grouped } from './words'

export function LoomPanel({ glyph }: { readonly glyph: GlyphId | null }) {
  const weavers = useChorus((state) => state.weavers)
  const [choice, setChoice] = useState<LoomChoice>(
    glyph === null ? noChoice : { ...noChoice, glyphs: [glyph] },
  )
  const [asTable, setAsTable] = useState(false)
  const shown = useLoom(useFilter(choice, weavers))
  const naming = useNaming()
  const isEmpty = shown.isReady && shown.view.count === 0
  return (
    <div className="side-body loom">
      <LoomFilters glyph={glyph} choice={choice} onChange={setChoice} summary={summaryOf(shown)}>
        <button
          type="button"
          className="button plain icon slim"
          aria-label="As a table"
          aria-pressed={asTable}
          title={asTable ? 'Show the graph' : 'Show as a table'}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <Spline aria-hidden="true" /> : <Table2 aria-hidden="true" />}
        </button>
      </LoomFilters>
      <p className="hidden-text" role="status">
        {choice === noChoice || !shown.isReady ? '' : `${count(shown.view.sigils, 'sigil')} shown`}
      </p>
      {!shown.isReady && <Reading progress={shown.progress} />}
      {isEmpty && <NothingHere isFiltered={choice !== noChoice && shown.loom.held() > 0} />}
      {shown.isReady &&
        !isEmpty &&
        (asTable ? (
          <LoomTable shown={shown} naming={naming} />
        ) : (
          <LoomRows shown={shown} naming={naming} />
        ))}
    </div>
  )
}

/** A person is chosen with all the tabs they ever opened. The same object until it says something else. */
function useFilter({ glyphs, people, knots }: LoomChoice, all: readonly WeaverCard[]): LoomFilter {
  const tabs = all.filter(({ person }) => people.includes(person)).map(({ weaver }) => weaver)
  const key = tabs.join(' ')
  return useMemo(() => {
    const weavers = key.split(' ').filter((id) => id !== '') as WeaverId[]
    return { glyphs, weavers, knots }
  }, [glyphs, knots, key])
}

function summaryOf({ view, loom, isReady }: ShownLoom): string {
  if (!isReady) return 'Reading history…'
  const held = loom.held()
  return view.sigils < held
    ? `${grouped(view.sigils)} of ${count(held, 'sigil')}`
    : count(view.sigils, 'sigil')
}

/** “You” is whoever reads; their other tabs are told apart. */
function useNaming(): Naming {
  const personOf = usePersonOf()
  const self = useChorus((state) => state.self)
  return useMemo(
    () => ({
      whoOf: (weaver) => {
        if (weaver === self || weaver === 'self') return 'You'
        const person = personOf(weaver)
        return person.self ? 'You (another tab)' : person.name
      },
      hueOf: (weaver) => personOf(weaver).hue,
    }),
    [personOf, self],
  )
}

function Reading({ progress }: { readonly progress: number }) {
  return (
    <div className="empty loom-reading">
      <progress value={progress} aria-label="Reading history" />
      <p>Reading history… {Math.round(progress * 100)} %</p>
    </div>
  )
}

function NothingHere({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <div className="empty">
      <h3>{isFiltered ? 'Nothing of this kind' : 'Nothing woven here yet'}</h3>
      <p>
        {isFiltered
          ? 'No sigil fits all of these filters.'
          : 'Every change appears here as a sigil, and every merge with the rule that settled it.'}
      </p>
    </div>
  )
}
