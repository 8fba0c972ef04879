/**
 * What a person tries out on what is on the lab’s screen, apart from it: the
 * order proof, and what-if (PROTOCOL.md §LB, LB8 and LB9).
 */

import type { SigilId } from '../protocol/ids'
import type { Hash } from '../protocol/ports'
import type { FacetName } from '../protocol/sigil'
import type { OrderProof, WhatIf } from '../sim/lab-model'
import { createOrderProver } from '../sim/lab-proof'
import { suppose, type SandboxDeps, type Supposition } from '../sim/lab-sandbox'
import type { Stage } from '../sim/lab-stage'
import { createRandom } from '../sim/random'
import type { NextFrame } from './frames'
import type { LabActions } from './lab-store'

export interface ExperimentsDeps {
  readonly nextFrame: NextFrame
  readonly nowMs: () => number
  readonly hash: Hash
  readonly stage: () => Stage | null
  readonly seed: () => number
  readonly proved: (proof: OrderProof | null) => void
  readonly supposed: (whatIf: WhatIf | null) => void
  readonly failed: (error: unknown) => void
}

type Actions = Pick<LabActions, 'proveOrder' | 'askWhatIf' | 'nudge' | 'cutLink' | 'closeWhatIf'>

export interface Experiments extends Actions {
  /** Another scenario begins: what is still under way is of no account. */
  readonly clear: () => void
}

const ordersAsked = 1_000
const maxOrders = 100_000
/** Milliseconds of proving in one frame. */
const frameWorkMs = 8

export function createExperiments(deps: ExperimentsDeps): Experiments {
  let proofs = 0
  let asked: { readonly deps: SandboxDeps; readonly supposition: Supposition } | null = null

  function proveOrder(orders = ordersAsked): void {
    proofs += 1
    const proof = proofs
    const chorus = deps.stage()?.chorus()
    if (chorus === undefined || chorus === null) return
    const random = createRandom(deps.seed())
    const prover = createOrderProver({ ...chorus, hash: deps.hash, random })
    const digests = new Set<string>()
    const wanted = Math.min(maxOrders, Math.max(1, Math.round(orders)))
    let done = 0
    const tell = (): void =>
      deps.proved({ orders: wanted, done, sigils: prover.count, digests: [...digests] })
    function slice(): void {
      if (proof !== proofs) return
      const startMs = deps.nowMs()
      do {
        digests.add(prover.next())
        done += 1
      } while (done < wanted && deps.nowMs() - startMs < frameWorkMs)
      tell()
      if (done < wanted) deps.nextFrame(slice)
    }
    tell()
    deps.nextFrame(slice)
  }

  function askWhatIf(nth: number, sigil: SigilId, facet: FacetName): void {
    const sandbox = deps.stage()?.sandbox(nth) ?? null
    asked =
      sandbox === null
        ? null
        : {
            deps: { ...sandbox, hash: deps.hash },
            supposition: { sigil, facet, nudges: new Map(), cuts: new Set() },
          }
    answer()
  }

  function suppositionWith(change: Partial<Supposition>): void {
    if (asked === null) return
    asked = { ...asked, supposition: { ...asked.supposition, ...change } }
    answer()
  }

  function answer(): void {
    const question = asked
    if (question === null) return deps.supposed(null)
    suppose(question.deps, question.supposition).then((whatIf) => {
      // Of several questions the last is answered.
      if (question === asked) deps.supposed(whatIf)
    }, deps.failed)
  }

  return {
    proveOrder,
    askWhatIf,
    nudge: (sigil, byMs) => {
      const nudges = new Map(asked?.supposition.nudges)
      suppositionWith({ nudges: nudges.set(sigil, Math.round(byMs)) })
    },
    cutLink: (from, to, isCut) => {
      const cuts = new Set(asked?.supposition.cuts)
      if (isCut) cuts.add(`${from} ${to}`)
      else cuts.delete(`${from} ${to}`)
      suppositionWith({ cuts })
    },
    closeWhatIf: () => {
      asked = null
      deps.supposed(null)
    },
    clear: () => {
      proofs += 1
      asked = null
    },
  }
}
