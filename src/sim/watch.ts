/**
 * Watch: looks at every honest session while it runs, and notes what it called
 * kept, what it refused, and whether what stands ever went back (PROTOCOL.md §SM).
 */

import { isRemoval } from '../chorus/carry'
import type { Change, Chorus, ChorusEvent } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import type { GlyphId, SigilId } from '../protocol/ids'
import { compareStamps, laterStamp, type Stamp, stampZero } from '../protocol/stamp'
import type { Dissolved } from '../protocol/trace'
import type { VaultTrouble } from '../storage/vault'
import type { Device, Tab } from './device'
import type { Tally } from './tally'

export interface Watch {
  readonly follow: (tab: Tab, chorus: Chorus) => void
  /** What a person has before them, who is about to change something. */
  /** Nothing, while only a face is to be seen. */
  readonly look: (chorus: Chorus) => Seen | undefined
  /** A person changed something at this tab; `seen` before. */
  readonly changed: (tab: Tab, change: Change, seen?: Seen) => void
  /** What tabs of that device called kept. */
  readonly keptBy: (device: Device) => readonly SigilId[]
  readonly hasJoined: (device: Device) => boolean
  /** For each sigil that it holds back for the clock's sake, the milliseconds left; longer ones left out. */
  readonly heldFor: (tab: Tab, mostMs: number) => readonly number[]
  readonly dissolved: () => readonly { readonly at: Tab; readonly told: Dissolved }[]
  readonly faults: () => readonly string[]
}

export interface Seen {
  readonly heads: ReadonlyMap<GlyphId, readonly SigilId[]>
  /** Removals and revocations. */
  readonly removals: readonly SigilId[]
  /** How many sigils were integrated. */
  readonly count: number
}

export interface WatchDeps {
  readonly tally: Tally
  readonly log: (line: string) => void
}

/** The greatest stamp among the heads of a facet, and whose it is. */
interface Standing {
  readonly stamp: Stamp
  readonly sigils: readonly SigilId[]
}

export function createWatch({ tally, log }: WatchDeps): Watch {
  const kept = new Map<Device, SigilId[]>()
  const joined = new Set<Device>()
  const refusals: { readonly at: Tab; readonly told: Dissolved }[] = []
  const faults: string[] = []
  /** Changes of each tab that show and are not sealed. */
  const writing = new Map<Tab, number>()

  function follow(tab: Tab, chorus: Chorus): void {
    joined.add(tab.device)
    const standing = new Map<string, Standing>()
    /** Heads that the board showed while it was joining. */
    const shownEarly = new Set<SigilId>()
    let lastTold: readonly Dissolved[] = []
    log(`session ${tab.name} ${chorus.self.slice(0, 6)} ${chorus.count()}`)
    chorus.ready.then(
      () => log(`ready ${tab.name} ${chorus.digest().slice(0, 8)}`),
      () => log(`never ready ${tab.name}`),
    )

    const isHandedOver = isRead(chorus) ? () => true : faceWatch(chorus)

    chorus.subscribe((event) => {
      if (!tab.isAlive()) return
      // Before that it is a face that stands, and what the history says otherwise goes past what is written [SN7].
      if (!isHandedOver(event)) return
      if (event.kind === 'glyphs' && event.remote && (writing.get(tab) ?? 0) > 0) {
        faults.push(`what others did came under what is being written at ${tab.name}`)
      }
      const look = chorus.status().phase === 'joining' ? noteShown : checkStanding
      if (event.kind === 'glyphs') for (const id of event.touched) look(id)
      if (event.kind === 'facts') noteRefusals()
    })

    /** [SN6] What was shown from a face is just what its history then says, of the set that it names. */
    function faceWatch(session: Chorus): (event: ChorusEvent) => boolean {
      const digest = session.digest()
      if (session.status().reading?.isLeft === true) tally.count('history left on the disk')
      const shown = new Map(session.glyphIds().map((id) => [id, shownOf(session, id)]))
      let isDone = false
      return (event) => {
        if (isDone) return true
        // What is changed here meanwhile is shown over it.
        const isOwn = event.kind === 'glyphs' && !event.remote
        for (const id of isOwn ? event.touched : []) shown.delete(id)
        if (isOwn) tally.count('changed before the history was read')
        // The weaver has taken over once that is told, after all that differs.
        if (!isRead(session) || event.kind !== 'facts') return false
        isDone = true
        const isTrue = session.digest() === digest
        tally.count(isTrue ? 'opened by a true face' : 'opened by a stale face')
        const others = [...shown].filter(([id, was]) => shownOf(session, id) !== was)
        if (isTrue && others.length > 0)
          faults.push(`${tab.name} showed another board than it holds`)
        return true
      }
    }

    /** [SS14] Who joins may be shown a lie, which is then taken back. */
    function noteShown(id: GlyphId): void {
      if (chorus.status().shown > chorus.count()) tally.count('shown before verified')
      for (const head of chorus.glyph(id)?.heads ?? []) shownEarly.add(head)
    }

    function noteRefusals(): void {
      const told = chorus.dissolved()
      if (told === lastTold) return
      const known = new Set(lastTold)
      for (const one of told) {
        if (known.has(one)) continue
        refusals.push({ at: tab, told: one })
        if (one.sigil !== null && shownEarly.has(one.sigil))
          tally.count('a lie shown, and taken back')
        tally.count(`refused: ${reasonOf(one)}`)
        log(`refused ${tab.name} ${reasonOf(one)} ${one.sigil?.slice(0, 8) ?? ''}`)
      }
      lastTold = told
    }

    /** What stands is never of an earlier stamp than what stood, unless that was set aside. */
    function checkStanding(id: GlyphId): void {
      for (const { facet, verdict } of chorus.facets(id)) {
        const now = latestOf(verdict.contenders)
        const key = `${id} ${facet}`
        const before = standing.get(key)
        standing.set(key, now)
        if (before === undefined || compareStamps(now.stamp, before.stamp) >= 0) continue
        const asides = new Set(chorus.asides().map((aside) => aside.id))
        if (before.sigils.every((sigil) => asides.has(sigil))) {
          tally.count('what stood was set aside')
        } else faults.push(`the stamp of ${facet} of ${id} went back at ${tab.name}`)
      }
    }

    function latestOf(contenders: readonly SigilId[]): Standing {
      const stampOf = (id: SigilId): Stamp => chorus.sigil(id)?.stamp ?? stampZero
      const stamp = contenders.map(stampOf).reduce(laterStamp, stampZero)
      return {
        stamp,
        sigils: contenders.filter((one) => compareStamps(stampOf(one), stamp) === 0),
      }
    }
  }

  function look(chorus: Chorus): Seen | undefined {
    if (!isRead(chorus)) return undefined
    return {
      heads: new Map(chorus.glyphIds().map((id) => [id, chorus.glyph(id)?.heads ?? []])),
      removals: chorus.sigils().flatMap(({ id, deed }) => (isRemoval(deed) ? [id] : [])),
      count: chorus.count(),
    }
  }

  /** [SS2] Counted until it is sealed; nothing remote may come in between. */
  function noteWriting(tab: Tab, change: Change): void {
    const add = (one: number): void => void writing.set(tab, (writing.get(tab) ?? 0) + one)
    add(1)
    const sealed = (): void => add(-1)
    change.sealed.then(sealed, sealed)
  }

  /**
   * [WV3] [WV8] What a person wrote descends from what stood before them and from the removals
   * they knew of, so that nobody takes it for written beside these.
   */
  function checkLinks(tab: Tab, id: SigilId, { heads, removals, count }: Seen): void {
    const chorus = tab.chorus()
    const sigil = chorus?.sigil(id)
    if (chorus === null || sigil?.deed.kind !== 'transmute') return
    const before = [...(heads.get(sigil.deed.glyph) ?? []), ...removals]
    if (before.length > mostLinked || before.every((one) => sigil.links.includes(one))) return
    // Where nothing was to be changed nothing was sealed, and this is the sigil of before [SS9].
    if (chorus.sigils().findIndex((one) => one.id === id) < count) return
    const past = pastOf(chorus, id)
    const asides = new Set(chorus.asides().map((aside) => aside.id))
    if (before.some((one) => !past.has(one) && !asides.has(one))) {
      faults.push(`${id}, written at ${tab.name}, does not descend from what was known there`)
    }
  }

  function changed(tab: Tab, change: Change, seen?: Seen): void {
    noteWriting(tab, change)
    if (seen !== undefined) {
      change.sealed.then(
        (id) => tab.isAlive() && checkLinks(tab, id, seen),
        () => {},
      )
    }
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
    look,
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

/** Of more heads than this some may find no room among the links. */
const mostLinked = 10

function pastOf(chorus: Chorus, id: SigilId): ReadonlySet<SigilId> {
  const past = new Set<SigilId>()
  const ahead = [id]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (past.has(next)) continue
    past.add(next)
    ahead.push(...(chorus.sigil(next)?.links ?? []))
  }
  return past
}

const shownOf = (chorus: Chorus, id: GlyphId): string =>
  JSON.stringify([chorus.glyph(id), chorus.text(id)])

export function reasonOf({ refusal }: Dissolved): string {
  return refusal.kind === 'malformed' ? refusal.form : refusal.kind
}
