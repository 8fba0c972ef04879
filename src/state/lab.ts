/**
 * The conflict lab as the interface sees it: one stage at a time, its sessions
 * mirrored, and virtual time let on only while somebody plays or steps
 * (PROTOCOL.md §LB).
 */

import { createStore } from 'zustand/vanilla'

import type { Hash } from '../protocol/ports'
import { openLab } from '../sim/lab'
import { readLabAddress, settingsFor, writeLabAddress } from '../sim/lab-address'
import type { LabClock, LabSettings, LabTides, Scenario, ScenarioId } from '../sim/lab-model'
import { labScripts } from '../sim/lab-scenarios'
import type { Stage } from '../sim/lab-stage'
import { openWorld } from '../sim/lab-world'
import { type DrawingPorts, oncePerFrame } from './frames'
import { createExperiments } from './lab-experiments'
import { createLabMirrors } from './lab-mirrors'
import { createPlayer } from './lab-player'
import type { Lab, LabActions, LabState, LabStore } from './lab-store'

export interface LabDeps extends DrawingPorts {
  /** Resolves in a task of its own, so that the page may draw before. */
  readonly turn: () => Promise<void>
  readonly hash: Hash
  readonly urlOf: (fragment: string) => string
  /** What the address bar shows. */
  readonly fragment: string
}

const maxSpeed = 1_000
const minSpeed = 0.01

const worldScenario: Scenario = {
  id: 'world',
  title: 'A simulated world',
  text: 'One seed of the simulator that tests this program: whole browsers that crash, lie, lose links and run out of disk. It is here to be watched, and heals in the end.',
  question: 'Which trouble is this seed about, and when does everybody hold the same again?',
  least: null,
  settings: { seed: 1, weavers: 2, latencyMs: 0, jitterMs: 0, loss: 0, clocks: [] },
}

/** What is seen before anything has happened. */
const blank = {
  nowMs: 0,
  epochMs: 0,
  isPlaying: false,
  isQuiet: false,
  weavers: [],
  currents: [],
  flights: [],
  events: [],
  calcified: null,
  outcome: null,
  proof: null,
  whatIf: null,
} as const satisfies Partial<LabState>

export function createLab(deps: LabDeps): Lab {
  /** One more with each scenario begun: what an earlier one still does is of no account. */
  let runs = 0
  let stage: Stage | null = null

  const store: LabStore = createStore<LabState>(() => ({
    ...blank,
    scenarios: [...labScripts, worldScenario],
    scenario: worldScenario,
    settings: worldScenario.settings,
    speed: 1,
    address: '',
    trouble: null,
    actions: createActions(),
  }))

  const mirrors = createLabMirrors({
    ...deps,
    refused: (trouble) => store.setState({ trouble }),
  })
  const player = createPlayer({
    ...deps,
    stage: () => stage,
    isPlaying: () => store.getState().isPlaying,
    speed: () => store.getState().speed,
    show,
  })
  const experiments = createExperiments({
    ...deps,
    stage: () => stage,
    seed: () => store.getState().settings.seed,
    proved: (proof) => store.setState({ proof }),
    supposed: (whatIf) => store.setState({ whatIf }),
    failed,
  })
  const draw = oncePerFrame(deps.nextFrame, show)

  function show(): void {
    if (stage === null) return
    stage.look()
    store.setState({
      nowMs: stage.nowMs(),
      epochMs: stage.epochMs(),
      isQuiet: stage.isQuiet(),
      weavers: mirrors.weavers(stage.players()),
      currents: stage.currents(),
      flights: stage.flights(),
      events: stage.events(),
      calcified: stage.calcified(),
      outcome: stage.outcome(),
    })
  }

  function clear(): void {
    runs += 1
    stage?.close()
    stage = null
    mirrors.clear()
    experiments.clear()
  }

  function begin(id: ScenarioId, given: Partial<LabSettings>, trouble: string | null): void {
    clear()
    const script = labScripts.find((one) => one.id === id)
    const scenario = script ?? worldScenario
    const settings =
      script === undefined ? { ...worldScenario.settings, ...given } : settingsFor(script, given)
    store.setState({ ...blank, scenario, settings, trouble })
    showAddress()
    const run = runs
    open(run, settings).catch((error: unknown) => {
      if (run === runs) failed(error)
    })
  }

  async function open(run: number, settings: LabSettings): Promise<void> {
    const opened = await raise(run, settings)
    if (run !== runs) return opened.close()
    stage = opened
    show()
    player.wake()
  }

  async function raise(run: number, settings: LabSettings): Promise<Stage> {
    const script = labScripts.find(({ id }) => id === store.getState().scenario.id)
    if (script === undefined) return openWorld({ hash: deps.hash, seed: settings.seed })
    return openLab({
      script,
      settings,
      hash: deps.hash,
      turn: deps.turn,
      stirred: () => {
        if (run === runs) stirred()
      },
      isAwaited: () => run === runs,
    })
  }

  function stirred(): void {
    draw()
    player.wake()
  }

  function failed(error: unknown): void {
    store.setState({
      isPlaying: false,
      trouble: error instanceof Error ? error.message : String(error),
    })
  }

  function showAddress(): void {
    const { scenario, settings } = store.getState()
    store.setState({ address: `#${writeLabAddress(scenario.id, settings)}` })
  }

  function setTides(tides: Partial<LabTides>): void {
    const settings = { ...store.getState().settings, ...tides }
    store.setState({ settings })
    stage?.setTides(settings)
    showAddress()
  }

  function setClock(nth: number, change: Partial<LabClock>): void {
    const { settings } = store.getState()
    const before = settings.clocks[nth]
    if (before === undefined) return
    const clock = { ...before, ...change }
    store.setState({ settings: { ...settings, clocks: settings.clocks.with(nth, clock) } })
    stage?.setClock(nth, clock)
    showAddress()
  }

  function createActions(): LabActions {
    return {
      choose: (id, settings) => begin(id, settings ?? {}, null),
      play: () => {
        store.setState({ isPlaying: true })
        player.wake()
      },
      pause: () => store.setState({ isPlaying: false }),
      step: () => {
        store.setState({ isPlaying: false })
        player.step().catch(failed)
      },
      setSpeed: (speed) => store.setState({ speed: Math.min(maxSpeed, Math.max(minSpeed, speed)) }),
      setTides,
      setClock,
      setCurrent: (a, b, isOpen) => stage?.setCurrent(a, b, isOpen),
      proveOrder: (orders) => experiments.proveOrder(orders),
      askWhatIf: (nth, sigil, facet) => experiments.askWhatIf(nth, sigil, facet),
      nudge: (sigil, byMs) => experiments.nudge(sigil, byMs),
      cutLink: (from, to, isCut) => experiments.cutLink(from, to, isCut),
      closeWhatIf: () => experiments.closeWhatIf(),
    }
  }

  const address = readLabAddress(deps.fragment, labScripts)
  begin(address.scenario, address.settings, address.trouble)
  return { store, close: clear }
}
