/**
 * Resonance and integration: which of the sigils that come are taken in, and in what order
 * (AL-7.3 §29.3.3–4, PROTOCOL.md §VA, §AL). Standard term: causal delivery.
 *
 * A sigil's fate is one of four, and only "dissolves" is an opinion: it is final,
 * and every weaver holds it. Waiting and being held depend on what has come and on
 * our clock, so they must never become more than waiting.
 */

import { createAludel, isTooFarAhead, type Aludel, type AludelBudgets, type Poured } from './aludel'
import type { Standing, Vouched } from './covenant'
import { createRemovalSets, isRemoval } from './effect'
import type { ChorusId, SigilId } from './ids'
import { aludelBudgets, maxDissolvedRemembered } from './limits'
import type { NonEmpty } from './nonempty'
import type { Clock } from './ports'
import type { Refusal, Sigil } from './sigil'
import type { Dissolved } from './trace'
import { validate } from './validity'

export interface Absorbed {
  /** Parents before children. */
  readonly integrated: readonly Vouched[]
  readonly dissolved: readonly Dissolved[]
}

export interface Integration {
  readonly absorb: (sigils: readonly Sigil[], from: string) => Absorbed
  /** [VA2] These were dissolved before they could be absorbed, as forged: what waits for them follows. */
  readonly dissolve: (ids: readonly SigilId[]) => readonly Dissolved[]
  /** Takes in what the clock has caught up with. */
  readonly attune: () => Absorbed
  /** Integrated, waiting or dissolved. */
  readonly knows: (id: SigilId) => boolean
  /** Integrated only. */
  readonly get: (id: SigilId) => Vouched | undefined
  readonly aludel: Pick<Aludel, 'dueMs' | 'waiting' | 'missing'>
}

interface Ledger {
  readonly integrated: Vouched[]
  readonly dissolved: Dissolved[]
}

type Fate =
  | { readonly kind: 'integrates'; readonly standing: Standing; readonly links: readonly Vouched[] }
  | { readonly kind: 'dissolves'; readonly refusal: Refusal }
  | { readonly kind: 'waits'; readonly missing: NonEmpty<SigilId> }
  | { readonly kind: 'is-held' }

export function createIntegration(
  chorus: ChorusId,
  clock: Clock,
  budgets: AludelBudgets = aludelBudgets,
): Integration {
  const vouched = new Map<SigilId, Vouched>()
  const aludel = createAludel(budgets)
  const dissolvedIds = new Set<SigilId>()
  const removalsOf = createRemovalSets()

  function absorb(sigils: readonly Sigil[], from: string): Absorbed {
    const ledger: Ledger = { integrated: [], dissolved: [] }
    const nowMs = clock.now()
    for (const sigil of sigils) settleAll({ sigil, from }, nowMs, ledger)
    aludel.trim()
    return ledger
  }

  function attune(): Absorbed {
    const ledger: Ledger = { integrated: [], dissolved: [] }
    const nowMs = clock.now()
    for (const released of aludel.release(nowMs)) settleAll(released, nowMs, ledger)
    return ledger
  }

  function dissolve(ids: readonly SigilId[]): readonly Dissolved[] {
    const ledger: Ledger = { integrated: [], dissolved: [] }
    for (const id of ids) {
      if (knows(id)) continue
      remember(id)
      for (const spilled of aludel.spill(id)) settleAll(spilled, clock.now(), ledger)
    }
    return ledger.dissolved
  }

  /** [AL2] One queue that grows by what each sigil frees: nothing recurses, so no depth is too deep. */
  function settleAll(first: Poured, nowMs: number, { integrated, dissolved }: Ledger): void {
    if (knows(first.sigil.id)) return
    const queue = [first]
    for (const poured of queue) {
      const { sigil, from } = poured
      const fate = fateOf(poured, nowMs)
      switch (fate.kind) {
        case 'integrates': {
          const entry = vouchFor(sigil, fate.standing, fate.links)
          vouched.set(sigil.id, entry)
          integrated.push(entry)
          for (const freed of aludel.draw(sigil.id)) queue.push(freed)
          break
        }
        case 'dissolves':
          remember(sigil.id)
          dissolved.push({ refusal: fate.refusal, sigil: sigil.id, from, atMs: nowMs })
          for (const spilled of aludel.spill(sigil.id)) queue.push(spilled)
          break
        case 'waits':
          aludel.rest(poured, fate.missing)
          break
        case 'is-held':
          aludel.hold(poured)
      }
    }
  }

  function fateOf({ sigil, from }: Poured, nowMs: number): Fate {
    const links: Vouched[] = []
    const missing: SigilId[] = []
    const { deed } = sigil
    const tips = deed.kind === 'remove' || deed.kind === 'revoke' ? deed.tips : []
    for (const link of [...sigil.links, ...tips]) {
      // [VA2] Nothing can make good what a sigil was built on.
      if (dissolvedIds.has(link)) {
        return { kind: 'dissolves', refusal: { kind: 'builds-on-dissolved', link } }
      }
      const found = vouched.get(link)
      if (found === undefined) missing.push(link)
      else if (links.length < sigil.links.length) links.push(found)
    }
    const [first, ...rest] = missing
    if (first !== undefined) return { kind: 'waits', missing: [first, ...rest] }
    const { refusal, standing } = validate(sigil, links, chorus)
    if (refusal !== null) return { kind: 'dissolves', refusal }
    // [ST5] Our own clock made our own stamps, whatever it says now.
    if (from !== 'self' && isTooFarAhead(sigil, nowMs)) return { kind: 'is-held' }
    return { kind: 'integrates', standing, links }
  }

  /** What its author knew of removals: all that its links knew, and what it removes itself. */
  function vouchFor(sigil: Sigil, standing: Standing, links: readonly Vouched[]): Vouched {
    const known = removalsOf(links.map((link) => link.known))
    const vouched: Vouched = { sigil, standing, known }
    return isRemoval(vouched)
      ? { ...vouched, known: removalsOf([known, { all: [vouched] }]) }
      : vouched
  }

  /** [VA8] Forgetting the oldest is safe: it is judged again, and judged the same. */
  function remember(id: SigilId): void {
    dissolvedIds.add(id)
    if (dissolvedIds.size <= maxDissolvedRemembered) return
    for (const oldest of dissolvedIds) {
      dissolvedIds.delete(oldest)
      return
    }
  }

  function knows(id: SigilId): boolean {
    return vouched.has(id) || aludel.has(id) || dissolvedIds.has(id)
  }

  return {
    absorb,
    dissolve,
    attune,
    knows,
    get: (id) => vouched.get(id),
    aludel,
  }
}
