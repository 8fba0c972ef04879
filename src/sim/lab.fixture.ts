/** A lab that a test plays by hand. */

import { sha256 } from '../platform/sha256'
import { openLab } from './lab'
import { settingsFor } from './lab-address'
import type { LabSettings, ScenarioId } from './lab-model'
import { labScripts } from './lab-scenarios'
import type { Script } from './lab-script'
import type { Stage } from './lab-stage'

export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

export function scriptOf(id: ScenarioId): Script {
  const script = labScripts.find((one) => one.id === id)
  if (script === undefined) throw new RangeError(`no scenario ${id}`)
  return script
}

export function raise(id: ScenarioId, given: Partial<LabSettings> = {}): Promise<Stage> {
  const script = scriptOf(id)
  const settings = settingsFor(script, given)
  return openLab({ script, settings, hash: sha256, turn, stirred: () => {}, isAwaited: () => true })
}

/** Steps until nothing more is to come. */
export async function playOut(stage: Stage): Promise<void> {
  for (let steps = 0; !stage.isQuiet(); steps += 1) {
    if (steps > 100_000) throw new Error('never quiet')
    await stage.step()
  }
}

export async function played(id: ScenarioId, given: Partial<LabSettings> = {}): Promise<Stage> {
  const stage = await raise(id, given)
  await playOut(stage)
  return stage
}
