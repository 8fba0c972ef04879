import type { Schedule } from '../protocol/ports'

/** Resolves after everything else that waits for its turn. */
export function turn(schedule: Schedule): Promise<void> {
  return new Promise((resolve) => {
    schedule.after(0, resolve)
  })
}
