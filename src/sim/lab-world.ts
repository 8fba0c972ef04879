/**
 * A world of `npm run sim` on the lab's stage, to be watched (PROTOCOL.md §LB, LB13).
 *
 * The world runs by itself and asks for a turn after each thing that happens:
 * here it gets one only when somebody takes a step. So it is held, played and
 * stepped without knowing, and happens as it would anywhere.
 */

import type { Chorus } from '../chorus/chorus'
import { isRead } from '../chorus/reading'
import { possessive } from '../loom/words'
import type { ChorusId, SigilId, WeaverId } from '../protocol/ids'
import { decodeMessage } from '../protocol/message-codec'
import { readPack } from '../protocol/pack-reader'
import type { Hash } from '../protocol/ports'
import type { Tab } from './device'
import { createJournal } from './lab-journal'
import type { Flight, LabCurrent, LabEventKind, LabOutcome } from './lab-model'
import { labName } from './lab-people'
import { onScreen, type Stage, type StagePlayer } from './lab-stage'
import { letPromisesBeKept } from './lab-turns'
import { drawPlan, type Plan } from './plan'
import { createRandom } from './random'
import type { Time } from './time'
import type { Sent } from './wires'
import { type Report, runWorld } from './world'

export interface LabWorldDeps {
  readonly seed: number
  readonly hash: Hash
}

/** Begins the world, and holds it at its first turn. Rejects where this page can't play that seed. */
export async function openWorld({ seed, hash }: LabWorldDeps): Promise<Stage> {
  if (hasIdb(seed)) throw new Error(unwatchable(seed))
  const gate = createGate()
  const tabs = new Map<number, { readonly tab: Tab; readonly chorus: Chorus }>()
  let began: { readonly time: Time; readonly plan: Plan; readonly startMs: number } | null = null
  let chorusId: ChorusId | null = null
  let report: Report | null = null
  let failure: unknown = null
  let underWay: readonly Flight[] = []
  let links: readonly string[] = []
  let key = 0
  let shownMs = 0
  let wasLevel = false
  let isOver = false

  const worldMs = (): number => (began === null ? 0 : began.time.now() - began.startMs)
  const nowMs = (): number => Math.max(shownMs, worldMs())
  const names = new Map<WeaverId, string>()
  const chorusAt = (nth: number): Chorus | null => {
    const found = tabs.get(nth)
    return found?.tab.isAlive() === true ? found.chorus : null
  }
  const journal = createJournal({
    nowMs: worldMs,
    sessions: () =>
      Array.from({ length: began?.plan.devices.length ?? 0 }, (_, nth) => chorusAt(nth)),
    nameAt: labName,
    // Whoever is not among the honest is one of the others.
    nameOf: (weaver) => names.get(weaver) ?? liarName(0),
  })

  function hear(line: string): void {
    const [, verb = '', ...rest] = line.split(' ')
    if (verb === 'link') links = [...links, rest[0] ?? '']
    if (verb === 'unlink') links = without(links, rest[0] ?? '')
    const told = worldWords(verb, rest)
    if (told !== null) journal.tell(told.kind, told.nth, told.text)
  }

  function opened(tab: Tab, chorus: Chorus): void {
    const { nth } = tab.device
    tabs.set(nth, { tab, chorus })
    chorusId ??= chorus.id
    names.set(chorus.self, labName(nth))
    let seen = seenBy(chorus)
    chorus.subscribe((event) => {
      seen ??= seenBy(chorus)
      if (seen === null || event.kind !== 'glyphs' || !tab.isAlive()) return
      const woven = [...event.touched].flatMap((glyph) => chorus.history(glyph))
      const fresh = woven.map(({ sigil }) => sigil).filter((id) => seen?.has(id) === false)
      for (const id of fresh) seen.add(id)
      if (tabs.get(nth)?.chorus === chorus) journal.kept(nth, fresh)
    })
  }

  /** What it held from before, once that is read; null until then. */
  function seenBy(chorus: Chorus): Set<SigilId> | null {
    return isRead(chorus) ? new Set(chorus.history().map(({ sigil }) => sigil)) : null
  }

  function sent({ from, to, message, dueMs, isLost }: Sent): void {
    key += 1
    const startMs = began?.startMs ?? 0
    const passing: Flight = {
      key,
      from: placeOf(from.device),
      to: placeOf(to.device),
      leftMs: worldMs(),
      dueMs: dueMs - startMs,
      sigils: idsIn(message, chorusId, hash),
      isLost,
    }
    // Tabs of one browser stand in one place.
    if (passing.from !== passing.to) underWay = [...underWay, passing]
  }

  /** Liars have devices of their own, counted from a hundred; on the stage they stand last. */
  const placeOf = (device: number): number =>
    device < 100 ? device : (began?.plan.devices.length ?? 0) + device - 100

  const run = runWorld(seed, {
    hash,
    turn: gate.pass,
    log: hear,
    onlooker: {
      began: (time, plan) => {
        began = { time, plan, startMs: time.now() }
      },
      opened,
      sent,
    },
  }).then(
    (result) => {
      report = result
    },
    (reason: unknown) => {
      failure = reason
    },
  )
  void run.finally(() => {
    isOver = true
    gate.end()
  })
  await gate.arrived()
  if (failure !== null) throw failure

  const alive = (): readonly Chorus[] => [...tabs.keys()].flatMap((nth) => chorusAt(nth) ?? [])

  function calcified(): string | null {
    const [first, ...others] = alive().map((chorus) => chorus.digest())
    return first !== undefined && others.every((digest) => digest === first) ? first : null
  }

  function look(): void {
    journal.look()
    underWay = underWay.filter(({ dueMs }) => dueMs > worldMs())
    const digest = calcified()
    const isLevel = digest !== null && alive().length > 1
    if (isLevel && !wasLevel) {
      journal.tell('calcification', null, levelWords(digest))
    }
    wasLevel = isLevel
  }

  async function step(): Promise<void> {
    if (isOver) return
    await gate.letOn()
    look()
    if (failure !== null) throw failure
  }

  const dueMs = (): number | null => {
    const due = began?.time.dueMs() ?? null
    return due === null || isOver ? null : due - (began?.startMs ?? 0)
  }

  return {
    nowMs,
    epochMs: () => began?.startMs ?? 0,
    dueMs,
    step,
    waitUntil: async (ms) => {
      while ((dueMs() ?? Infinity) <= ms) await step()
      if (!isOver) shownMs = Math.max(shownMs, ms)
    },
    look,
    players: () => playersOf(began?.plan, tabs),
    currents: () => currentsOf(links),
    flights: () => underWay,
    events: journal.events,
    outcome: () => (report === null ? null : outcomeOf(report)),
    calcified,
    isQuiet: () => isOver,
    setTides: () => {},
    setClock: () => {},
    setCurrent: () => {},
    chorus: () => onScreen(alive()),
    sandbox: () => null,
    close: () => {
      isOver = true
    },
  }
}

const hasIdb = (seed: number): boolean => drawPlan(createRandom(seed)).hasIdb

/** The page’s own IndexedDB would have to make way for one that fails. */
function unwatchable(seed: number): string {
  let other = seed + 1
  while (hasIdb(other)) other += 1
  return `In world ${seed} the disks are IndexedDBs that fail, which only the command line has: npm run sim -- --seed ${seed}. World ${other} can be watched here.`
}

const levelWords = (digest: string): string =>
  `All who are here hold the same (digest ${digest.slice(0, 8)}…).`

/** Between a world that asks for its turns, and whoever lets it on. */
function createGate() {
  let release: (() => void) | null = null
  let isEnded = false
  let waiting: (() => void)[] = []

  function tellArrived(): void {
    for (const tell of waiting.splice(0)) tell()
  }

  const arrived = (): Promise<void> =>
    release !== null || isEnded
      ? Promise.resolve()
      : new Promise((resolve) => {
          waiting = [...waiting, resolve]
        })

  return {
    pass: async () => {
      await letPromisesBeKept()
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      tellArrived()
      await held
    },
    /** Resolves while the world is held, or over. */
    arrived,
    letOn: () => {
      const open = release
      release = null
      open?.()
      return arrived()
    },
    end: () => {
      isEnded = true
      tellArrived()
    },
  }
}

function playersOf(
  plan: Plan | undefined,
  tabs: ReadonlyMap<number, { readonly tab: Tab; readonly chorus: Chorus }>,
): readonly StagePlayer[] {
  if (plan === undefined) return []
  const honest = plan.devices.map((_, nth): StagePlayer => {
    const found = tabs.get(nth)
    const here = found?.tab.isAlive() === true ? found : undefined
    return {
      nth,
      weaver: here?.chorus.self ?? null,
      name: labName(nth),
      clock: { offMs: here?.tab.device.clock.offMs() ?? 0, isStopped: false },
      isLiar: false,
      chorus: here?.chorus ?? null,
    }
  })
  const liars = plan.liars.map((_, at): StagePlayer => {
    const nth = plan.devices.length + at
    const clock = { offMs: 0, isStopped: false }
    return { nth, weaver: null, name: liarName(at), clock, isLiar: true, chorus: null }
  })
  return [...honest, ...liars]
}

const liarName = (at: number): string => (at === 0 ? 'Mallory' : `Mallory ${at + 1}`)

/** `1a-2b`, between tabs: one current between two devices, however many tabs share it. */
function currentsOf(links: readonly string[]): readonly LabCurrent[] {
  const pairs = new Map<string, LabCurrent>()
  for (const link of links) {
    const [a = 0, b = 0] = link
      .split('-')
      .map(Number.parseFloat)
      .toSorted((one, other) => one - other)
    if (a !== b && !Number.isNaN(a + b)) pairs.set(`${a}-${b}`, { a, b, isOpen: true })
  }
  return [...pairs.values()]
}

function without(list: readonly string[], gone: string): readonly string[] {
  const at = list.indexOf(gone)
  return at < 0 ? list : list.toSpliced(at, 1)
}

function idsIn(message: Uint8Array, chorus: ChorusId | null, hash: Hash): readonly SigilId[] {
  const decoded = decodeMessage(message)
  if (!decoded.ok || decoded.message.kind !== 'sigils' || chorus === null) return []
  return readPack(decoded.message.pack, chorus, hash).readings.flatMap((read) =>
    read.ok ? [read.sigil.id] : [],
  )
}

interface Told {
  readonly kind: LabEventKind
  readonly nth: number | null
  readonly text: string
}

/** A line of the world's log, as a sentence; null for what is shown in another way, or is mere talk. */
function worldWords(verb: string, [name = '', ...rest]: readonly string[]): Told | null {
  const told = (kind: LabEventKind, text: string): Told => ({ kind, nth: nthOf(name), text })
  switch (verb) {
    case 'open': {
      const how = { found: 'begins a chorus', join: 'joins with a link' }[rest[0] ?? '']
      return told('current', `${tabName(name)} opens and ${how ?? 'takes up what it kept'}.`)
    }
    case 'crash':
      return told('current', `${tabName(name)} is gone from one moment to the next.`)
    case 'close':
      return told('current', `${tabName(name)} is closed in peace.`)
    case 'unlink': {
      const [a = '', b = ''] = name.split('-')
      return told(
        'current',
        `The current between ${tabName(a)} and ${tabName(b)} ends: ${rest.join(' ')}.`,
      )
    }
    case 'link': {
      const [a = '', b = ''] = name.split('-')
      return told('current', `A current joins ${tabName(a)} and ${tabName(b)}.`)
    }
    case 'lie':
      return {
        kind: 'dissolved',
        nth: null,
        text: `A liar tells a lie: ${[name, ...rest].join(' ')}.`,
      }
    case 'heal':
      return {
        kind: 'current',
        nth: null,
        text: 'All trouble is over: now everybody must come to rest.',
      }
    default:
      return null
  }
}

/** `2b` is the third device’s second tab; `L0` is a liar. */
function tabName(name: string): string {
  if (name.startsWith('L')) return liarName(Number(name.slice(1)))
  const nth = nthOf(name)
  if (nth === null) return name
  const tab = name.replace(/^\d+/, '')
  return tab === 'a' ? labName(nth) : `${possessive(labName(nth))} tab ${tab}`
}

function nthOf(name: string): number | null {
  const nth = Number.parseInt(name, 10)
  return Number.isNaN(nth) ? null : nth
}

function outcomeOf({ faults, sigils, digest }: Report): LabOutcome {
  const [first] = faults
  const run = `(run ${digest.slice(0, 16)})`
  return {
    title: first === undefined ? 'Every promise kept' : 'A promise was broken',
    sentence:
      first === undefined
        ? `**All came to rest alike with ${sigils} sigils**, and nothing that was called kept is lost ${run}.`
        : `**${first.replaceAll('*', '∗')}** ${run}.`,
    rule: 'calcified',
    why: null,
  }
}
