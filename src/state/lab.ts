/**
 * The conflict lab as the interface sees it: one stage at a time, its sessions
 * mirrored, and virtual time let on only while somebody plays or steps
 * (PROTOCOL.md §LB).
 */

import { createStore } from 'zustand/vanilla'

import type { Chorus } from '../chorus/chorus'
import type { Hash } from '../protocol/ports'
import { openLab } from '../sim/lab'
import { readLabAddress, settingsFor, writeLabAddress } from '../sim/lab-address'
import type { LabClock, LabSettings, LabTides, Scenario, ScenarioId } from '../sim/lab-model'
import { labScripts } from '../sim/lab-scenarios'
import type { Stage, StagePlayer } from '../sim/lab-stage'
import { hueOf } from './colours'
import { type NextFrame, oncePerFrame } from './frames'
import type { Lab, LabState, LabStore, LabWeaver } from './lab-store'
import { type Mirror, mirrorChorus } from './mirror'

export interface LabDeps {
  readonly nextFrame: NextFrame
  /** Resolves after all promises that can be kept by now, in a task of its own. */
  readonly turn: () => Promise<void>
  /** Milliseconds of real time, only ever growing. */
  readonly nowMs: () => number
  readonly hash: Hash
  readonly urlOf: (fragment: string) => string
  /** What the address bar shows. */
  readonly fragment: string
}

/** Milliseconds of work in one frame: the rest is for drawing. */
const frameWorkMs = 10
/** Real milliseconds that one frame counts for at most: whoever comes back to a tab goes on where it was. */
const maxFrameMs = 100
/** Virtual milliseconds in which a step looks for something to tell. */
const stepWithinMs = 300_000

const worldScenario: Scenario = {
  id: 'world',
  title: 'A simulated world',
  text: 'One seed of `npm run sim`: whole browsers that crash, lie, lose links and run out of disk, as the tests play it. It is here to be watched, and heals in the end.',
  question: 'Which trouble is this seed about, and when does everybody hold the same again?',
  settings: { seed: 1, weavers: 2, latencyMs: 0, jitterMs: 0, loss: 0, clocks: [] },
}

export function createLab(deps: LabDeps): Lab {
  /** One more with each scenario begun: what an earlier one still does is of no account. */
  let runs = 0
  let stage: Stage | null = null
  let mirrors = new Map<number, { readonly chorus: Chorus; readonly mirror: Mirror }>()
  let frameMs: number | null = null
  let isWorking = false
  let isClosed = false

  const store: LabStore = createStore<LabState>(() => {
    const [scenario = worldScenario] = labScripts
    return {
      scenarios: [...labScripts, worldScenario],
      scenario,
      settings: scenario.settings,
      nowMs: 0,
      isPlaying: false,
      speed: 1,
      isQuiet: false,
      weavers: [],
      currents: [],
      flights: [],
      events: [],
      calcified: null,
      outcome: null,
      proof: null,
      whatIf: null,
      address: '',
      trouble: null,
      actions: {
        choose: (scenarioId, settings) => begin(scenarioId, settings ?? {}, null),
        play: () => {
          store.setState({ isPlaying: true })
          wake()
        },
        pause: () => store.setState({ isPlaying: false }),
        step: () => void step(),
        setSpeed: (speed) => store.setState({ speed: Math.min(1_000, Math.max(0.01, speed)) }),
        setTides,
        setClock,
        setCurrent: (a, b, isOpen) => stage?.setCurrent(a, b, isOpen),
        proveOrder: () => {},
        askWhatIf: () => {},
        nudge: () => {},
        cutLink: () => {},
        closeWhatIf: () => store.setState({ whatIf: null }),
      },
    }
  })

  const draw = oncePerFrame(deps.nextFrame, show)

  function show(): void {
    if (stage === null || isClosed) return
    stage.look()
    store.setState({
      nowMs: stage.nowMs(),
      isQuiet: stage.isQuiet(),
      weavers: stage.players().map(weaverOf),
      currents: stage.currents(),
      flights: stage.flights(),
      events: stage.events(),
      calcified: stage.calcified(),
      outcome: stage.outcome(),
    })
  }

  function weaverOf(player: StagePlayer): LabWeaver {
    const { nth, weaver, name, clock, isLiar, chorus } = player
    const before = store.getState().weavers[nth]
    const next: LabWeaver = {
      nth,
      weaver,
      name,
      hue: weaver === null ? nth * 60 : hueOf(weaver),
      clock,
      isLiar,
      store: chorus === null ? null : mirrorOf(nth, chorus).store,
    }
    return before !== undefined && isSame(before, next) ? before : next
  }

  function mirrorOf(nth: number, chorus: Chorus): Mirror {
    const known = mirrors.get(nth)
    if (known?.chorus === chorus) return known.mirror
    known?.mirror.dispose()
    const mirror = mirrorChorus({
      chorus,
      nextFrame: deps.nextFrame,
      urlOf: deps.urlOf,
      refused: (trouble) => store.setState({ trouble }),
    })
    mirrors.set(nth, { chorus, mirror })
    return mirror
  }

  function clear(): void {
    stage?.close()
    stage = null
    for (const { mirror } of mirrors.values()) mirror.dispose()
    mirrors = new Map()
  }

  function begin(id: ScenarioId, given: Partial<LabSettings>, trouble: string | null): void {
    runs += 1
    const run = runs
    clear()
    const script = labScripts.find((one) => one.id === id)
    const scenario = script ?? worldScenario
    const settings =
      script === undefined ? { ...worldScenario.settings, ...given } : settingsFor(script, given)
    store.setState({
      scenario,
      settings,
      nowMs: 0,
      isQuiet: false,
      isPlaying: false,
      weavers: [],
      currents: [],
      flights: [],
      events: [],
      calcified: null,
      outcome: null,
      proof: null,
      whatIf: null,
      trouble,
    })
    follow()
    void open(run, settings, script).catch((error: unknown) => {
      if (run === runs) store.setState({ trouble: wordsOf(error) })
    })
  }

  async function open(
    run: number,
    settings: LabSettings,
    script: (typeof labScripts)[number] | undefined,
  ): Promise<void> {
    if (script === undefined) throw new Error('Worlds can’t be watched yet.')
    const opened = await openLab({
      script,
      settings,
      hash: deps.hash,
      turn: deps.turn,
      stirred: () => {
        if (run === runs) wake()
      },
    })
    if (run !== runs || isClosed) return opened.close()
    stage = opened
    show()
    wake()
  }

  /** The address follows the settings. */
  function follow(): void {
    const { scenario, settings } = store.getState()
    store.setState({ address: `#${writeLabAddress(scenario.id, settings)}` })
  }

  function setTides(tides: Partial<LabTides>): void {
    const settings = { ...store.getState().settings, ...tides }
    store.setState({ settings })
    stage?.setTides(settings)
    follow()
  }

  function setClock(nth: number, change: Partial<LabClock>): void {
    const { settings } = store.getState()
    const before = settings.clocks[nth]
    if (before === undefined) return
    const clock = { ...before, ...change }
    store.setState({ settings: { ...settings, clocks: settings.clocks.with(nth, clock) } })
    stage?.setClock(nth, clock)
    follow()
  }

  /** Something is there to be shown and, where it plays, to be played. */
  function wake(): void {
    draw()
    if (!store.getState().isPlaying || isWorking || stage === null) return
    isWorking = true
    frameMs = null
    deps.nextFrame(() => void frame())
  }

  async function frame(): Promise<void> {
    const playing = stage
    if (playing === null || !mayGoOn(playing)) return rest()
    const startMs = deps.nowMs()
    const passedMs = Math.min(maxFrameMs, startMs - (frameMs ?? startMs))
    frameMs = startMs
    await playOn(playing, playing.nowMs() + passedMs * store.getState().speed, startMs)
    if (playing === stage) show()
    if (stage === null || !mayGoOn(stage)) return rest()
    deps.nextFrame(() => void frame())
  }

  /** As far as one frame’s work takes it; what it does not get to comes with the next. */
  async function playOn(playing: Stage, untilMs: number, startMs: number): Promise<void> {
    while (playing === stage && (playing.dueMs() ?? Infinity) <= untilMs) {
      await playing.step()
      if (deps.nowMs() - startMs > frameWorkMs || playing.isQuiet()) return
    }
    if (playing === stage) await playing.waitUntil(untilMs)
  }

  const mayGoOn = (playing: Stage): boolean =>
    !isClosed && store.getState().isPlaying && !playing.isQuiet()

  function rest(): void {
    isWorking = false
    frameMs = null
    draw()
    // What stirred while the last frame was at work asked in vain.
    if (stage !== null && mayGoOn(stage)) wake()
  }

  async function step(): Promise<void> {
    const stepping = stage
    if (stepping === null || isWorking) return
    isWorking = true
    store.setState({ isPlaying: false })
    const before = lastKey(stepping)
    const untilMs = stepping.nowMs() + stepWithinMs
    while (stepping === stage && lastKey(stepping) === before && !stepping.isQuiet()) {
      if ((stepping.dueMs() ?? Infinity) > untilMs) break
      await stepping.step()
    }
    isWorking = false
    if (stepping === stage) show()
    wake()
  }

  const address = readLabAddress(deps.fragment, labScripts)
  begin(address.scenario, address.settings, address.trouble)

  return {
    store,
    close: () => {
      isClosed = true
      runs += 1
      clear()
    },
  }
}

const lastKey = (stage: Stage): number => stage.events().at(-1)?.key ?? 0

function isSame(a: LabWeaver, b: LabWeaver): boolean {
  return (
    a.weaver === b.weaver &&
    a.name === b.name &&
    a.store === b.store &&
    a.isLiar === b.isLiar &&
    a.clock.offMs === b.clock.offMs &&
    a.clock.isStopped === b.clock.isStopped
  )
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
