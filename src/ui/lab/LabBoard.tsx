import { Plug, Plus, Spline, Unplug } from 'lucide-react'
import { memo } from 'react'

import type { LabWeaver } from '../../state/lab-store'
import { useActions, useChorus } from '../chorus-context'
import { toned } from '../toned'
import { Hint } from '../Word'
import { count, plain, short } from '../words'
import { ClockField } from './ClockField'
import { useIsWorld, useLab, useLabActions, useLabDoors } from './lab-context'
import { LabGlyph } from './LabGlyph'
import { WeaverMark } from './WeaverMark'
import { WeaverScope } from './WeaverScope'

/** One weaver's own copy, side by side with the others'. */
export const LabBoard = memo(function LabBoard({ weaver }: { readonly weaver: LabWeaver }) {
  return (
    <article
      className="lab-board toned"
      style={toned(weaver.hue)}
      aria-label={`${weaver.name}’s board`}
    >
      <header className="lab-board-head">
        <WeaverMark nth={weaver.nth} name={weaver.name} size={30} />
        <h3>{weaver.name}</h3>
        {weaver.isLiar && <span className="lab-liar">lies on purpose</span>}
        <Isolate weaver={weaver} />
        <WeaverScope weaver={weaver}>
          <BoardTools weaver={weaver} />
        </WeaverScope>
      </header>
      <ClockField weaver={weaver} />
      {weaver.store === null ? (
        <p className="lab-board-empty">Not here yet</p>
      ) : (
        <WeaverScope weaver={weaver}>
          <Glyphs name={weaver.name} />
          <Facts />
        </WeaverScope>
      )}
    </article>
  )
})

/** Cuts or opens all currents of one weaver at once. */
function Isolate({ weaver: { nth, name } }: { readonly weaver: LabWeaver }) {
  const currents = useLab((state) => state.currents)
  const { setCurrent } = useLabActions()
  const own = currents.filter(({ a, b }) => a === nth || b === nth)
  const isWorld = useIsWorld()
  const isAlone = own.length > 0 && own.every(({ isOpen }) => !isOpen)
  const what = isAlone ? 'Reconnect' : 'Cut off'
  if (isWorld) return null
  return (
    <Hint text={`${what} ${name}: all currents at once`}>
      <button
        type="button"
        className="button plain icon slim"
        aria-label={`${what} ${name}`}
        onClick={() => {
          for (const { a, b } of own) setCurrent(a, b, isAlone)
        }}
      >
        {isAlone ? <Unplug aria-hidden="true" /> : <Plug aria-hidden="true" />}
      </button>
    </Hint>
  )
}

function BoardTools({ weaver: { nth, name } }: { readonly weaver: LabWeaver }) {
  const { create } = useActions()
  const { openLoom } = useLabDoors()
  return (
    <>
      <Hint text={plain.loom}>
        <button
          type="button"
          className="button plain icon slim"
          aria-label={`${name}’s Loom`}
          onClick={() => openLoom(nth)}
        >
          <Spline aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="New glyph">
        <button
          type="button"
          className="button plain icon slim"
          aria-label={`New glyph by ${name}`}
          onClick={() => create({ title: '' })}
        >
          <Plus aria-hidden="true" />
        </button>
      </Hint>
    </>
  )
}

function Glyphs({ name }: { readonly name: string }) {
  const glyphs = useChorus((state) => state.glyphs)
  if (glyphs.size === 0) return <p className="lab-board-empty">No glyphs here yet</p>
  return (
    <ul className="lab-glyphs">
      {[...glyphs.values()].map((card) => (
        <LabGlyph key={card.id} card={card} name={name} />
      ))}
    </ul>
  )
}

/** What tells two copies apart at a glance: equal digests, equal everything. */
function Facts() {
  const sigils = useChorus((state) => state.historyCount)
  const digest = useChorus((state) => state.status.digest)
  const waiting = useChorus((state) => state.waiting.length)
  const dissolved = useChorus((state) => state.dissolved.length)
  const isCalcified = useLab((state) => state.calcified !== null && state.calcified === digest)
  return (
    <footer className="lab-facts">
      <span className="lab-digest" title={`Digest ${digest}: equal exactly where two copies are`}>
        {isCalcified && <span aria-hidden="true">=</span>}
        <code>{short(digest)}</code>
        {isCalcified && <span className="hidden-text">the same as all others</span>}
      </span>
      <span>{count(sigils, 'sigil')}</span>
      {waiting > 0 && <span title={plain.aludel}>{waiting} in the Aludel</span>}
      {dissolved > 0 && (
        <span className="lab-dissolved" title={plain.dissolved}>
          {dissolved} dissolved
        </span>
      )}
    </footer>
  )
}
