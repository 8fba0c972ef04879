import { Dices } from 'lucide-react'
import { useState } from 'react'

import type { LabClock } from '../../state/lab-store'
import { useLab, useLabStore } from './lab-context'
import { usePlay } from './use-play'

/** The simulator's seeds are 32 bits wide. */
const maxSeed = 0xffff_ffff

/** As many as fit on a screen. */
const mostWeavers = 6

/** What is decided before it begins, so to change it is to begin anew. */
export function SeedAndWeavers() {
  return (
    <div className="lab-cast">
      <Seed />
      <Weavers />
    </div>
  )
}

/** All chance in the lab comes of this one number: the same number, the same events. */
function Seed() {
  const seed = useLab((state) => state.settings.seed)
  const { vary } = usePlay()
  /** What is being typed; null where nobody does. */
  const [draft, setDraft] = useState<string | null>(null)
  const begin = (): void => {
    const next = Number(draft)
    setDraft(null)
    if (draft !== null && draft !== '' && next <= maxSeed && next !== seed) vary({ seed: next })
  }
  return (
    <div className="lab-seed" role="group" aria-label="Seed">
      <label title="All chance here comes of this number: the same seed, the same events">
        Seed
        <input
          inputMode="numeric"
          value={draft ?? String(seed)}
          onChange={({ currentTarget: { value } }) => setDraft(value.replaceAll(/\D/g, ''))}
          onBlur={begin}
          onKeyDown={({ key }) => {
            if (key === 'Enter') begin()
          }}
        />
      </label>
      <button
        type="button"
        className="button slim"
        onClick={() => vary({ seed: seed >= maxSeed ? 0 : seed + 1 })}
      >
        <Dices aria-hidden="true" />
        Try another seed
      </button>
    </div>
  )
}

const rightClock: LabClock = { offMs: 0, isStopped: false }

function Weavers() {
  const least = useLab((state) => state.scenario.least)
  const weavers = useLab((state) => state.settings.weavers)
  const { vary } = usePlay()
  const store = useLabStore()
  if (least === null) return null
  const choose = (count: number): void => {
    const { settings, scenario } = store.getState()
    const next = scenario.settings.clocks.at(-1) ?? rightClock
    const clocks = Array.from({ length: count }, (_, nth) => settings.clocks[nth] ?? next)
    vary({ weavers: count, clocks })
  }
  return (
    <div className="lab-many">
      <span aria-hidden="true">Weavers</span>
      <div className="segments" role="group" aria-label="Weavers">
        {Array.from({ length: mostWeavers - least + 1 }, (_, nth) => least + nth).map((count) => (
          <button
            key={count}
            type="button"
            aria-pressed={count === weavers}
            aria-label={`${count} weavers`}
            onClick={() => count !== weavers && choose(count)}
          >
            {count}
          </button>
        ))}
      </div>
    </div>
  )
}
