/**
 * The lab's address: scenario and settings as a fragment, both ways (PROTOCOL.md §LB, LB2).
 *
 *     /lab/authority?seed=1&weavers=2&latency=1200&jitter=0&loss=0&clocks=0,-5000
 *
 * People write these by hand, so reading never fails: what is out of bounds is
 * brought within them, what can't be read is left out, and either is told.
 */

import { listed } from '../loom/words'
import type { LabClock, LabSettings, Scenario, ScenarioId } from './lab-model'
import {
  maxLabClockOffMs,
  maxLabDelayMs,
  maxLabLoss,
  maxLabSeed,
  maxLabWeavers,
  minLabWeavers,
} from './limits'

export interface LabAddress {
  readonly scenario: ScenarioId
  readonly settings: Partial<LabSettings>
  /** What of it could not be taken as it stood; null where all could. */
  readonly trouble: string | null
}

const labRoute = '/lab'

/** `fragment` without its `#`. Whatever names no scenario begins the first one. */
export function readLabAddress(fragment: string, scenarios: readonly Scenario[]): LabAddress {
  const [path, query] = splitOnce(fragment, '?')
  const name = path.slice(labRoute.length).replaceAll('/', '')
  const known = [...scenarios.map(({ id }) => id), 'world'] as const
  const found = known.find((id) => id === name)
  const troubles = found === undefined && name !== '' ? [`there is no scenario “${name}”`] : []
  const parameters = new Map(query.split('&').map((part) => splitOnce(part, '=')))
  const number = (key: string, least: number, most: number): number | undefined => {
    const text = parameters.get(key)
    if (text === undefined || text === '') return undefined
    const value = Number(text)
    if (Number.isFinite(value)) {
      const within = Math.min(most, Math.max(least, key === 'loss' ? value : Math.round(value)))
      if (within !== value) troubles.push(`${key} is now ${within}, as ${text} is out of bounds`)
      return within
    }
    troubles.push(`${key} is no number`)
    return undefined
  }
  const settings = {
    seed: number('seed', 0, maxLabSeed),
    weavers: number('weavers', minLabWeavers, maxLabWeavers),
    latencyMs: number('latency', 0, maxLabDelayMs),
    jitterMs: number('jitter', 0, maxLabDelayMs),
    loss: number('loss', 0, maxLabLoss),
    clocks: readClocks(parameters.get('clocks'), troubles),
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return {
    scenario: found ?? known[0] ?? 'world',
    settings: Object.fromEntries(given),
    trouble: troubles.length === 0 ? null : `In this address, ${listed(troubles)}.`,
  }
}

function readClocks(text: string | undefined, troubles: string[]): readonly LabClock[] | undefined {
  if (text === undefined || text === '') return undefined
  return text
    .split(',')
    .slice(0, maxLabWeavers)
    .map((clock) => readClock(clock, troubles))
}

function readClock(text: string, troubles: string[]): LabClock {
  const [, stop, digits = ''] = /^(stop)?([+-]?\d+)?$/.exec(text) ?? []
  const isStopped = stop !== undefined
  if (!isStopped && digits === '') troubles.push(`a clock of “${text}” can’t be read`)
  const offMs = Number(digits === '' ? 0 : digits)
  const within = Math.min(maxLabClockOffMs, Math.max(-maxLabClockOffMs, offMs))
  if (within !== offMs)
    troubles.push(`a clock is now ${within} ms off, as ${offMs} is out of bounds`)
  return { offMs: within, isStopped }
}

/** The fragment of exactly these settings. */
export function writeLabAddress(scenario: ScenarioId, settings: LabSettings): string {
  if (scenario === 'world') return `${labRoute}/world?seed=${settings.seed}`
  const { seed, weavers, latencyMs, jitterMs, loss, clocks } = settings
  const tides = `latency=${latencyMs}&jitter=${jitterMs}&loss=${loss}`
  return `${labRoute}/${scenario}?seed=${seed}&weavers=${weavers}&${tides}&clocks=${clocks.map(clockText).join(',')}`
}

function clockText({ offMs, isStopped }: LabClock): string {
  if (!isStopped) return `${offMs}`
  return offMs === 0 ? 'stop' : `stop${offMs < 0 ? '' : '+'}${offMs}`
}

/** The scenario’s own settings, but for those given, with as many weavers and clocks as it takes. */
export function settingsFor(
  { settings, least }: { readonly settings: LabSettings; readonly least: number },
  given: Partial<LabSettings>,
): LabSettings {
  const all = { ...settings, ...given }
  const weavers = Math.min(maxLabWeavers, Math.max(least, all.weavers))
  const clocks = Array.from(
    { length: weavers },
    (_, nth) => all.clocks[nth] ?? all.clocks.at(-1) ?? { offMs: 0, isStopped: false },
  )
  return {
    ...all,
    weavers,
    clocks:
      given.clocks === undefined
        ? clocks
        : clocks.map((_, nth) => given.clocks?.[nth] ?? { offMs: 0, isStopped: false }),
  }
}

/** Two parts, of which the second is absent where `mark` is. */
function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
