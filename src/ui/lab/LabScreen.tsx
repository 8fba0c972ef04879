/** The conflict lab: scenarios at the left, Figure 29-A and the boards in the middle, what happened at the right. */

import './lab.css'
import { ArrowLeft, Check, Link2 } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'

import type { LabStore } from '../../state/lab-store'
import { LoomPanel } from '../LoomPanel'
import { Modal } from '../Modal'
import type { ThemeChoice } from '../theme'
import { ThemeMenu } from '../ThemeMenu'
import { type ShownToast, Toasts } from '../Toasts'
import { WhyDialog } from '../WhyDialog'
import { Word } from '../Word'
import { EventLog } from './EventLog'
import { Figure } from './Figure'
import {
  LabContext,
  type LabDoors,
  LabDoorsContext,
  type LabQuestion,
  useIsWorld,
  useLab,
} from './lab-context'
import { LabBoard } from './LabBoard'
import { Narrator } from './Narrator'
import { OrderProof } from './OrderProof'
import { Outcome } from './Outcome'
import { ScenarioMark } from './ScenarioMark'
import { ScenarioRail } from './ScenarioRail'
import { SeedAndWeavers } from './SeedAndWeavers'
import { TideSliders } from './TideSliders'
import { Transport } from './Transport'
import { useLabKeys } from './use-keys'
import { WeaverScope } from './WeaverScope'
import { WhatIfDialog } from './WhatIfDialog'

interface LabScreenProps {
  readonly store: LabStore
  readonly theme: ThemeChoice
  readonly onLeave: () => void
}

export function LabScreen({ store, theme, onLeave }: LabScreenProps) {
  const [question, showWhy] = useState<LabQuestion | null>(null)
  const [loomOf, openLoom] = useState<number | null>(null)
  const { toasts, toast, drop } = useLabToasts()
  const doors = useMemo<LabDoors>(() => ({ showWhy, openLoom, toast }), [toast])
  return (
    <LabContext value={store}>
      <LabDoorsContext value={doors}>
        <Narrator />
        <Lab theme={theme} onLeave={onLeave} />
        {loomOf !== null && <LoomDialog nth={loomOf} onClose={() => openLoom(null)} />}
        {question !== null && <WhyOf question={question} onClose={() => showWhy(null)} />}
        <WhatIfDialog />
        <Toasts toasts={toasts} onDrop={drop} />
      </LabDoorsContext>
    </LabContext>
  )
}

function Lab({ theme, onLeave }: Omit<LabScreenProps, 'store'>) {
  useLabKeys()
  return (
    <div className="lab">
      <header className="lab-bar">
        <button type="button" className="button plain slim" onClick={onLeave}>
          <ArrowLeft aria-hidden="true" />
          <span className="lab-back">Back to your choruses</span>
        </button>
        <h1>Conflict lab</h1>
        <CopyLink />
        <ThemeMenu theme={theme} />
      </header>
      <ScenarioRail />
      <main className="lab-stage">
        <Trouble />
        <ScenarioHead />
        <div className="lab-figure-card">
          <Figure />
          <div className="lab-controls">
            <Transport />
            <Tides />
            <SeedAndWeavers />
          </div>
        </div>
        <div className="outcome-place">
          <Outcome />
        </div>
        <Boards />
      </main>
      <aside className="lab-side" aria-label="What happened, and experiments">
        <EventLog />
        <OrderProof />
      </aside>
    </div>
  )
}

/** A simulated world makes its own weather. */
function Tides() {
  return useIsWorld() ? null : <TideSliders />
}

function ScenarioHead() {
  const { id, title, text, question } = useLab((state) => state.scenario)
  return (
    <section className="scenario-head" aria-label="Scenario">
      <h2>
        <ScenarioMark of={id} />
        {title}
      </h2>
      <p>{text}</p>
      {question !== '' && (
        <p className="scenario-try">
          <strong>Try:</strong> {question}
        </p>
      )}
    </section>
  )
}

function Boards() {
  const weavers = useLab((state) => state.weavers)
  return (
    <section className="lab-boards" aria-labelledby="lab-boards-title">
      <h2 id="lab-boards-title">
        Each <Word of="weaver">weaver</Word>’s own copy
        <span className="quiet">Write in any of them.</span>
      </h2>
      <div>
        {weavers.map((weaver) => (
          <LabBoard key={weaver.nth} weaver={weaver} />
        ))}
      </div>
    </section>
  )
}

function Trouble() {
  const trouble = useLab((state) => state.trouble)
  if (trouble === null) return null
  return (
    <p className="banner warning" role="alert">
      {trouble}
    </p>
  )
}

/** Milliseconds that the tick stays after copying. */
const tickMs = 3000

function CopyLink() {
  const address = useLab((state) => state.address)
  const [copied, setCopied] = useState<string | null>(null)
  const copy = (): void => {
    navigator.clipboard.writeText(new URL(address, location.href).href).then(
      () => {
        setCopied(address)
        setTimeout(() => setCopied(null), tickMs)
      },
      () => setCopied(null),
    )
  }
  const isCopied = copied === address
  return (
    <button type="button" className="button slim lab-copy" onClick={copy}>
      {isCopied ? <Check aria-hidden="true" /> : <Link2 aria-hidden="true" />}
      <span>{isCopied ? 'Copied' : 'Copy link to exactly this'}</span>
    </button>
  )
}

interface WhyOfProps {
  readonly question: LabQuestion
  readonly onClose: () => void
}

function WhyOf({ question: { nth, sigil, facets }, onClose }: WhyOfProps) {
  const weaver = useLab((state) => state.weavers[nth])
  if (weaver === undefined) return null
  return (
    <WeaverScope weaver={weaver}>
      <WhyDialog sigil={sigil} facets={facets} onClose={onClose} />
    </WeaverScope>
  )
}

function LoomDialog({ nth, onClose }: { readonly nth: number; readonly onClose: () => void }) {
  const weaver = useLab((state) => state.weavers[nth])
  if (weaver === undefined) return null
  return (
    <Modal title={`${weaver.name}’s Loom`} wide onClose={onClose}>
      <div className="lab-loom">
        <WeaverScope weaver={weaver}>
          <LoomPanel glyph={null} />
        </WeaverScope>
      </div>
    </Modal>
  )
}

/** More than a few at once would cover what they speak of. */
const maxToasts = 2

function useLabToasts() {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([])
  const next = useRef(0)
  const toast = useCallback<LabDoors['toast']>((shown) => {
    next.current += 1
    const key = next.current
    setToasts((all) => [...all.slice(1 - maxToasts), { ...shown, key }])
  }, [])
  const drop = useCallback(
    (key: number) => setToasts((all) => all.filter((shown) => shown.key !== key)),
    [],
  )
  return { toasts, toast, drop }
}
