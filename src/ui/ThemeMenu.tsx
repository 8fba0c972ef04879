import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'

import type { Theme, ThemeChoice } from './theme'
import { Hint } from './Word'

const themes = [
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
  { theme: 'system', label: 'As the system', Icon: Monitor },
] as const

export function ThemeMenu({ theme: { theme, choose } }: { readonly theme: ThemeChoice }) {
  const Current = themes.find((entry) => entry.theme === theme)?.Icon ?? Monitor
  return (
    <DropdownMenu.Root>
      <Hint text="Light or dark">
        <DropdownMenu.Trigger className="button plain icon" aria-label="Theme">
          <Current aria-hidden="true" />
        </DropdownMenu.Trigger>
      </Hint>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => choose(next as Theme)}>
            {themes.map(({ theme, label, Icon }) => (
              <DropdownMenu.RadioItem key={theme} value={theme} className="menu-item">
                <Icon aria-hidden="true" />
                {label}
                <DropdownMenu.ItemIndicator className="tick">
                  <Check aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
