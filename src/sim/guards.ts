/**
 * Guards: what honest people do at the doors of a chorus: open them, close them, show each other
 * out, take over what was set aside, and come back (PROTOCOL.md §SM, §CH). By the same calls as
 * the interface; and like people, they know no more than their own tab shows.
 */

import type { Change, Chorus, Fellow } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import type { WeaverId } from '../protocol/ids'
import type { Clock } from '../protocol/ports'
import type { FacetWrite, Role, Sigil } from '../protocol/sigil'
import type { Device, Tab } from './device'
import type { Random } from './random'
import type { Tally } from './tally'

export interface Guards {
  /** One of them does one thing, if there is anything to do. */
  readonly act: () => void
  /**
   * A link by which to join now: at times the one that was opened last, whoever opened it; and at
   * times one to look on, in place of one to weave. Noted for the device, where one is given.
   */
  readonly linkFor: (role: Role, device?: Device) => string
  /** Whoever stands before a closed door, or fell out of it, asks for another link. */
  readonly askAnew: () => void
  /** The roles that the links gave by which this device came. */
  readonly rolesOf: (device: Device) => readonly Role[]
  readonly faults: () => readonly string[]
}

export interface GuardsDeps {
  readonly time: Clock
  readonly random: Random
  readonly tally: Tally
  readonly log: (line: string) => void
  readonly devices: readonly Device[]
  /** The founder's links. */
  readonly links: Readonly<Record<Role, string>>
  readonly newestLink: number
  readonly plannedRole: (device: Device) => Role
  readonly changed: (tab: Tab, change: Change) => void
}

/** Share of the honest who join that were sent the wrong link. */
const mistakenLinks = 0.15
/** Virtual milliseconds at a door that does not open, after which a person asks for another link. */
const patienceMs = 15_000

interface Seated {
  readonly tab: Tab
  readonly chorus: Chorus
  readonly me: Fellow
}

/** With fewer browsers that weave nobody is shown out: the founder alone would have nobody to differ from. */
const leastWeaving = 2
/** A door that let in more than these is seldom closed: most people came by the founder's. */
const fewAdmitted = 2

export function createGuards(deps: GuardsDeps): Guards {
  const { time, random, tally, log, devices } = deps
  const newest: Record<Role, string> = { ...deps.links }
  const roles = new Map<Device, Role[]>()
  /** Keys of weavers that were shown out, and came back as somebody else [SS11]. */
  const shed = new Map<Device, Set<WeaverId>>()
  const asking = new Set<Device>()
  /** Since when each has been seen to stand at the door. */
  const waiting = new Map<Tab, number>()
  const faults: string[] = []

  const seated = (): readonly Seated[] =>
    devices
      .flatMap((device) => device.tabs())
      .flatMap((tab) => {
        const chorus = tab.chorus()
        const me = chorus?.fellows().find(({ self }) => self)
        if (chorus === null || me === undefined || tab.isLeaving()) return []
        return chorus.status().phase === 'open' && isRead(chorus) ? [{ tab, chorus, me }] : []
      })

  const isWeaving = ({ me }: Seated): boolean => me.role === 'weave' && !me.isRemoved
  const weaving = (): readonly Seated[] => seated().filter(isWeaving)
  const mayLoseOne = (): boolean =>
    new Set(weaving().map(({ tab }) => tab.device)).size >= leastWeaving

  /** Told once it is sealed; a tab that is gone before has not done it. */
  function declare({ tab }: Seated, what: string, change: Change): void {
    deps.changed(tab, change)
    log(`${tab.name} tries: ${what}`)
    change.sealed.then(
      () => tally.count(`fault: ${what}`),
      () => {},
    )
  }

  function invite(): void {
    const host = random.pick(weaving())
    if (host === undefined) return
    const role: Role = random.chance(0.7) ? 'weave' : 'witness'
    host.chorus.invite(role).then(
      (link) => {
        if (newest[role] !== link) tally.count(`fault: door opened to ${role}`)
        newest[role] = link
      },
      () => {},
    )
  }

  function removeOne(): void {
    const by = random.pick(weaving())
    const whom = random.pick(by?.chorus.fellows().filter((one) => canGo(one, by.me)) ?? [])
    if (by === undefined || whom === undefined || !mayLoseOne()) return
    declare(by, 'removal', by.chorus.remove(whom.weaver))
  }

  const canGo = (one: Fellow, by: Fellow): boolean =>
    !one.isFounder && !one.isRemoved && one.person !== by.person

  /** Each shows out the next at one moment: two each other, or three and more in a circle. */
  function removeInACircle(): void {
    const able = weaving().filter(({ me }) => !me.isFounder)
    const persons = new Map(able.map((one) => [one.me.person, one]))
    const circle = random
      .shuffled([...persons.values()])
      .slice(0, random.chance(0.25) ? 2 : random.between(3, 4))
    if (circle.length < 2) return
    const what = circle.length === 2 ? 'mutual removal' : 'removal in a circle'
    for (const [nth, by] of circle.entries()) {
      const next = circle[(nth + 1) % circle.length]
      const isKnown = by.chorus.fellows().some(({ weaver }) => weaver === next?.me.weaver)
      if (next !== undefined && isKnown) declare(by, what, by.chorus.remove(next.me.weaver))
    }
  }

  function revoke(): void {
    const by = random.pick(weaving())
    const open = by?.chorus.invites().filter(({ isOpen }) => isOpen) ?? []
    const few = open.filter(({ admitted }) => admitted.length <= fewAdmitted)
    const door = random.pick(random.chance(0.1) ? open : few)
    if (by === undefined || door === undefined) return
    declare(by, 'revocation', by.chorus.revoke(door.key))
  }

  function takeOver(): void {
    const able = weaving().filter(({ chorus }) => chorus.asides().length > 0)
    const by = random.pick(able)
    const aside = random.pick(by?.chorus.asides() ?? [])
    if (by === undefined || aside === undefined) return
    const change = by.chorus.takeOver(aside.id)
    declare(by, 'taken over', change)
    change.sealed.then(
      (id) => checkTaken(by, aside, by.chorus.sigil(id)),
      () => {},
    )
  }

  /** [SS13] Whoever takes a change over writes what it wrote. */
  function checkTaken({ tab }: Seated, aside: Sigil, taken: Sigil | undefined): void {
    if (aside.deed.kind !== 'transmute' || taken?.deed.kind !== 'transmute') return
    const { writes } = taken.deed
    const isLost = ({ facet }: FacetWrite): boolean => writes.every((one) => one.facet !== facet)
    if (aside.deed.writes.some(isLost)) faults.push(`${tab.name} took over less than was written`)
  }

  /** Somebody who was shown out comes back, or somebody who looks on is let weave. */
  function comeBack(): void {
    const others = seated().filter((one) => !isWeaving(one))
    const lookOn = others.filter(({ me }) => !me.isRemoved)
    const one = random.pick(random.chance(0.7) && lookOn.length > 0 ? lookOn : others)
    if (one === undefined) return
    if (!one.me.isRemoved) return bring(one.tab.device, 'weave', 'promotion')
    bring(one.tab.device, random.chance(0.5) ? 'weave' : 'witness', 'return')
  }

  /** All tabs of a browser are closed, and one is opened by a link that somebody just gave. */
  function bring(device: Device, role: Role, what: string): void {
    const host = random.pick(weaving().filter(({ tab }) => tab.device !== device))
    if (host === undefined || asking.has(device)) return
    asking.add(device)
    host.chorus
      .invite(role)
      .then(
        (link) => enter(device, role, { link, what }),
        () => {},
      )
      .finally(() => asking.delete(device))
  }

  function enter(device: Device, role: Role, by: { readonly link: string; readonly what: string }) {
    const former = device.tabs().flatMap((tab) => tab.chorus() ?? [])
    if (former.length === 0) return
    const removed = former.filter(({ fellows }) => fellows().some((me) => me.self && me.isRemoved))
    const old = shed.get(device) ?? new Set()
    // Where one of several tabs has not heard of it yet, the browser does as the last one knew.
    if (removed.length === former.length) for (const { self } of former) old.add(self)
    shed.set(device, old)
    for (const tab of device.tabs()) tab.crash()
    tally.count(`fault: ${by.what}`)
    log(`${by.what} of device ${device.nth}`)
    device.breakSeats(false)
    device.openTab({ kind: 'join', link: by.link })
    roles.set(device, [...rolesOf(device), role])
  }

  function askAnew(): void {
    for (const device of devices) {
      for (const tab of device.tabs()) {
        const phase = tab.chorus()?.status().phase
        const role = deps.plannedRole(device)
        if (phase === 'turned-away') bring(device, role, 'turned away')
        // The invite was sealed and handed out, and lost with the tab that had made it.
        else if (phase === 'joining' && hasWaited(tab)) bring(device, role, 'link led nowhere')
      }
    }
  }

  function hasWaited(tab: Tab): boolean {
    const sinceMs = waiting.get(tab) ?? time.now()
    waiting.set(tab, sinceMs)
    return time.now() - sinceMs > patienceMs
  }

  function linkFor(meant: Role, device?: Device): string {
    const role = device !== undefined && random.chance(mistakenLinks) ? 'witness' : meant
    if (device !== undefined) roles.set(device, [role])
    return (random.chance(deps.newestLink) ? newest : deps.links)[role]
  }

  const rolesOf = (device: Device): readonly Role[] =>
    roles.get(device) ?? [deps.plannedRole(device)]

  const deeds: readonly (readonly [percent: number, () => void])[] = [
    [16, invite],
    [36, removeOne],
    [56, removeInACircle],
    [64, revoke],
    [76, takeOver],
    [100, comeBack],
  ]

  return {
    act: () => {
      const drawn = random.int(100)
      deeds.find(([below]) => drawn < below)?.[1]()
      askAnew()
    },
    linkFor,
    askAnew,
    rolesOf,
    faults: () => [
      ...faults,
      ...seated().flatMap(({ tab, me }) =>
        shed.get(tab.device)?.has(me.weaver) === true
          ? [`${tab.name} came back as the weaver that was removed`]
          : [],
      ),
    ],
  }
}
