/** The rules rerun in front of a person, and the receipt that lets anybody else do so. */

import { Check, CircleAlert, CircleHelp, Download, RefreshCw } from 'lucide-react'
import { useState } from 'react'

import type { ProofStep } from '../loom/proof'
import type { SigilId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import { useActions, useDoors } from './chorus-context'
import { count, short } from './words'

interface RecomputeProps {
  readonly sigil: SigilId
  readonly facet: FacetName | 'body'
}

type Run =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly steps: readonly ProofStep[] }
  | { readonly kind: 'broken'; readonly reason: string }

export function Recompute({ sigil, facet }: RecomputeProps) {
  const { recompute, receipt } = useActions()
  const { toast } = useDoors()
  const [run, setRun] = useState<Run>({ kind: 'none' })
  const again = (): void => {
    setRun({ kind: 'running' })
    recompute(sigil, facet).then(
      (steps) => setRun({ kind: 'done', steps }),
      (error: unknown) => setRun({ kind: 'broken', reason: String(error) }),
    )
  }
  const exportReceipt = (): void => {
    const text = receipt(sigil, facet)
    if (text === null) {
      toast({ text: 'A receipt can’t be made: not every version is held here yet.' })
      return
    }
    download(`aetherlink-receipt-${short(sigil)}.json`, text)
    toast({ text: 'Receipt downloaded. Anyone can check it offline: npm run verify -- FILE' })
  }
  return (
    <section className="recompute" aria-label="Check it yourself">
      <div className="recompute-tools">
        <button type="button" className="button" disabled={run.kind === 'running'} onClick={again}>
          <RefreshCw aria-hidden="true" />
          Recompute
        </button>
        <button type="button" className="button" onClick={exportReceipt}>
          <Download aria-hidden="true" />
          Export receipt
        </button>
        <p className="quiet small">
          Checks every seal and reruns the rule, here. A receipt lets anyone do the same, offline.
        </p>
      </div>
      <div role="status" className="recompute-outcome" data-fails={fails(run)}>
        <Outcome run={run} />
      </div>
      {run.kind === 'done' && <Steps steps={run.steps} />}
    </section>
  )
}

const fails = (run: Run): boolean =>
  run.kind === 'broken' ||
  (run.kind === 'done' && (run.steps.length === 0 || run.steps.some(isFailure)))
const isFailure = ({ outcome }: ProofStep): boolean => outcome === 'fails'

function Outcome({ run }: { readonly run: Run }) {
  if (run.kind === 'none') return null
  if (run.kind === 'running') return <p>Checking…</p>
  if (run.kind === 'broken') return <Alarm text={`It could not be recomputed: ${run.reason}`} />
  const { steps } = run
  const failed = steps.filter(isFailure).length
  if (steps.length === 0) return <Alarm text="It could not be recomputed: a version is missing." />
  if (failed > 0) {
    const text = `${count(failed, 'check')} of ${steps.length} failed. What the Loom says here can’t be relied on: export the receipt, and show it to the others.`
    return <Alarm text={text} />
  }
  const claimed = steps.filter(({ outcome }) => outcome === 'claimed').length
  return (
    <p>
      <Check aria-hidden="true" />
      {claimed === 0
        ? `All ${steps.length} checks hold.`
        : `${steps.length - claimed} of ${steps.length} checks hold; the rest could not be done here.`}
    </p>
  )
}

function Alarm({ text }: { readonly text: string }) {
  return (
    <p className="alarm">
      <CircleAlert aria-hidden="true" />
      <strong>{text}</strong>
    </p>
  )
}

const outcomeMarks = { holds: Check, fails: CircleAlert, claimed: CircleHelp } as const
const outcomeWords = { holds: 'Holds', fails: 'Fails', claimed: 'Not checked' } as const

function Steps({ steps }: { readonly steps: readonly ProofStep[] }) {
  return (
    <ol className="steps" aria-label="What was checked">
      {steps.map(({ question, found, outcome }, nth) => {
        const Mark = outcomeMarks[outcome]
        return (
          <li
            key={question}
            className="step"
            data-outcome={outcome}
            style={{ '--nth': nth } as React.CSSProperties}
          >
            <Mark role="img" aria-label={outcomeWords[outcome]} />
            <div>
              <p className="step-question">{question}</p>
              <p className="step-found">{found}</p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

/** Hands a file to the browser, under this name. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Only once the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
