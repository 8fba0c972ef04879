/**
 * Watch: looks at every honest session while it runs, and notes what it called
 * kept, what it refused, and whether what stands ever went back (PROTOCOL.md §SM).
 */

import type { Change, Chorus } from '../chorus/chorus'
import type { GlyphId, SigilId } from '../protocol/ids'
import { compareStamps, laterStamp, type Stamp, stampZero } from '../protocol/stamp'
import type { Dissolved } from '../protocol/trace'
import type { VaultTrouble } from '../storage/vault'
import type { Device, Tab } from './device'
import type { Tally } from './tally'

export interface Watch {
  readonly follow: (tab: Tab, chorus: Chorus) => void
  /** A person changed something at this tab. */
  readonly changed: (tab: Tab, change: Change) => void
  /** What tabs of that device called kept. */
  readonly keptBy: (device: Device) => readonly SigilId[]
  readonly hasJoined: (device: Device) => boolean
  /** For each sigil that it holds back for the clock's sake, the milliseconds left; longer ones left out. */
  readonly heldFor: (tab: Tab, mostMs: number) => readonly number[]
  readonly dissolved: () => readonly { readonly at: Tab; readonly told: Dissolved }[]
  readonly faults: () => readonly string[]
}

export interface WatchDeps {
  readonly tally: Tally
  readonly log: (line: string) => void
}

export function createWatch({ tally, log }: WatchDeps): Watch {
  const kept = new Map<Device, SigilId[]>()
  const joined = new Set<Device>()
  const refusals: { readonly at: Tab; readonly told: Dissolved }[] = []
  const faults: string[] = []

  function follow(tab: Tab, chorus: Chorus): void {
    joined.add(tab.device)
    const standing = new Map<string, Stamp>()
    let lastTold: readonly Dissolved[] = []
    log(`session ${tab.name} ${chorus.self.slice(0, 6)} ${chorus.count()}`)
    chorus.ready.then(
      () => log(`ready ${tab.name} ${chorus.digest().slice(0, 8)}`),
      () => log(`never ready ${tab.name}`),
    )

    chorus.subscribe((event) => {
      if (!tab.isAlive()) return
      if (event.kind === 'glyphs') for (const id of event.touched) checkStanding(id)
      if (event.kind === 'facts') noteRefusals()
    })

    function noteRefusals(): void {
      const told = chorus.dissolved()
      if (told === lastTold) return
      const known = new Set(lastTold)
      for (const one of told) {
        if (known.has(one)) continue
        refusals.push({ at: tab, told: one })
        tally.count(`refused: ${reasonOf(one)}`)
        log(`refused ${tab.name} ${reasonOf(one)} ${one.sigil?.slice(0, 8) ?? ''}`)
      }
      lastTold = told
    }

    /** What stands is never of an earlier stamp than what stood. */
    function checkStanding(id: GlyphId): void {
      for (const { facet, verdict } of chorus.facets(id)) {
        const stamps = verdict.contenders.map((one) => chorus.sigil(one)?.stamp ?? stampZero)
        const stamp = stamps.reduce(laterStamp, stampZero)
        const key = `${id} ${facet}`
        const before = standing.get(key)
        if (before !== undefined && compareStamps(stamp, before) < 0) {
          faults.push(`the stamp of ${facet} of ${id} went back at ${tab.name}`)
        }
        standing.set(key, stamp)
      }
    }
  }

  function changed(tab: Tab, change: Change): void {
    change.kept.then(
      (id) => {
        if (!tab.isAlive()) return
        tally.count('changes kept')
        const list = kept.get(tab.device) ?? []
        kept.set(tab.device, [...list, id])
        // Between the commit and the news of it a database may have been deleted: told, and filled again.
        const isThere = tab.device.disk.holds(id) !== false
        if (!isThere && tab.chorus()?.status().trouble === null && !tab.device.disk.wasWiped()) {
          faults.push(`${tab.name} called ${id} kept, and its disk has none`)
        }
        log(`kept ${tab.name} ${id.slice(0, 8)}`)
      },
      (reason: unknown) => {
        const { kind, trouble } = reason as {
          readonly kind?: string
          readonly trouble?: VaultTrouble
        }
        tally.count(`changes refused: ${kind ?? trouble?.kind ?? String(reason)}`)
        if (kind === undefined && trouble === undefined)
          faults.push(`a change failed at ${tab.name}: ${String(reason)}`)
      },
    )
  }

  return {
    follow,
    changed,
    keptBy: (device) => kept.get(device) ?? [],
    hasJoined: (device) => joined.has(device),
    heldFor: (tab, mostMs) =>
      (tab.chorus()?.waiting() ?? []).flatMap(({ heldMs }) =>
        heldMs !== undefined && heldMs <= mostMs ? [heldMs] : [],
      ),
    dissolved: () => refusals,
    faults: () => faults,
  }
}

export function reasonOf({ refusal }: Dissolved): string {
  return refusal.kind === 'malformed' ? refusal.form : refusal.kind
}
