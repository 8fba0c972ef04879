import { Shuffle } from 'lucide-react'

import type { OrderProof as Proof } from '../../state/lab-store'
import { count, grouped, short } from '../words'
import { useLab, useLabActions } from './lab-context'

const columns = 80

/** CSS pixels of one order's square, with its gap. */
const pitch = 6

/** Everything on the screen, put together again in many legal orders: what comes of it is one. */
export function OrderProof() {
  const proof = useLab((state) => state.proof)
  const sigils = useLab((state) => state.events.some((event) => event.kind === 'immutation'))
  const { proveOrder } = useLabActions()
  const isRunning = proof !== null && proof.done < proof.orders
  return (
    <section className="proof" aria-labelledby="proof-title">
      <h2 id="proof-title">Does the order matter?</h2>
      {proof === null ? (
        <p className="quiet small">
          Hands over the sigils that are here now in 1,000 random legal orders, and looks at what
          each order comes to.
        </p>
      ) : (
        <ProofDrawn proof={proof} />
      )}
      <button
        type="button"
        className="button slim"
        disabled={!sigils || isRunning}
        onClick={() => proveOrder()}
      >
        <Shuffle aria-hidden="true" />
        {proof === null ? 'Try 1,000 orders' : 'Try 1,000 others'}
      </button>
    </section>
  )
}

function ProofDrawn({ proof }: { readonly proof: Proof }) {
  const { orders, done, sigils, digests } = proof
  const isOver = done >= orders
  return (
    <>
      <Squares orders={orders} done={done} />
      <div
        className="hidden-text"
        role="progressbar"
        aria-label="Orders tried"
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={orders}
      />
      <p className="proof-sum">
        <span>
          <strong>{grouped(done)}</strong> {done === 1 ? 'order' : 'orders'}
        </span>
        <span aria-hidden="true">→</span>
        <span data-one={digests.length === 1}>
          <strong>{digests.length}</strong> {digests.length === 1 ? 'state' : 'states'}
        </span>
      </p>
      <ul className="proof-digests" aria-label="Different results">
        {digests.map((digest) => (
          <li key={digest}>
            <code title={digest}>{short(digest, 16)}…</code>
          </li>
        ))}
      </ul>
      <p className="small" role="status">
        {isOver && verdictWords(orders, sigils, digests)}
      </p>
    </>
  )
}

function verdictWords(orders: number, sigils: number, digests: readonly string[]): string {
  const [only] = digests
  const many = `${grouped(orders)} orders of ${count(sigils, 'sigil')}`
  if (digests.length === 1 && only !== undefined) {
    return `${many}, one state: digest ${short(only, 4)}…`
  }
  return `${many}, ${digests.length} states. That is a bug; please tell us.`
}

/** A square an order. All alike, because all came to the same. */
function Squares({ orders, done }: { readonly orders: number; readonly done: number }) {
  const rows = Math.ceil(orders / columns)
  const fullRows = Math.floor(done / columns)
  const width = columns * pitch
  return (
    <svg
      className="proof-squares"
      viewBox={`0 0 ${width} ${rows * pitch}`}
      aria-hidden="true"
      preserveAspectRatio="xMinYMin meet"
    >
      <defs>
        <pattern id="proof-square" width={pitch} height={pitch} patternUnits="userSpaceOnUse">
          <rect width={pitch - 1.6} height={pitch - 1.6} rx="1" fill="white" />
        </pattern>
        <mask id="proof-squares">
          <rect width={width} height={(orders / columns) * pitch} fill="url(#proof-square)" />
        </mask>
      </defs>
      <g mask="url(#proof-squares)">
        <rect className="proof-all" width={width} height={rows * pitch} />
        <rect className="proof-done" width={width} height={fullRows * pitch} />
        <rect
          className="proof-done"
          y={fullRows * pitch}
          width={(done % columns) * pitch}
          height={pitch}
        />
      </g>
    </svg>
  )
}
