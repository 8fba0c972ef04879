/** Light, dark, or as the system has it: chosen once, kept in this browser. */

import { useCallback, useState } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const storageKey = 'aetherlink.theme'

export interface ThemeChoice {
  readonly theme: Theme
  readonly choose: (theme: Theme) => void
}

export function useTheme(): ThemeChoice {
  const [theme, setTheme] = useState(() => paint(storedTheme()))
  const choose = useCallback((next: Theme) => {
    setTheme(paint(next))
    attempt(() => localStorage.setItem(storageKey, next))
  }, [])
  return { theme, choose }
}

function storedTheme(): Theme {
  const stored = attempt(() => localStorage.getItem(storageKey))
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Null where there is no storage, or the browser denies it to this page: then a choice lasts as long as the tab. */
function attempt<T>(call: () => T): T | null {
  try {
    return call()
  } catch {
    return null
  }
}

/** Every colour token follows the root's `color-scheme`, so one attribute turns the page. */
function paint(theme: Theme): Theme {
  if (typeof document === 'undefined') return theme
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  return theme
}
