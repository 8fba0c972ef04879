import { allShortcuts, type Shortcuts } from './shortcuts'

const none: Shortcuts = {
  passesRow: false,
  skipsCriticals: false,
  keepsTracker: false,
  plansWalk: false,
  writesAtOnce: false,
  gathersTyping: false,
  keepsStances: false,
  keepsCarets: false,
}

/** Every shortcut switched off alone, and all of them. */
export const fewerShortcuts: readonly (readonly [off: string, shortcuts: Shortcuts])[] = [
  ...Object.keys(none).map((name) => [name, { ...allShortcuts, [name]: false }] as const),
  ['all of them', none],
]
