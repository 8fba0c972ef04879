/** The tools of a chorus, below the board: the same on a wide screen and on a phone. */

import { Hourglass, Inbox, Plus, ShieldX, Spline } from 'lucide-react'
import { useCallback, useEffect } from 'react'

import { unlookedIn } from '../state/inbox'
import { type Panel, useChorus, useDoors } from './chorus-context'
import { isWriting } from './is-writing'
import { useMayWrite } from './may-write'
import { useCreateGlyph } from './use-create-glyph'
import { WeatherPopover } from './WeatherPopover'
import { Hint } from './Word'
import { plain } from './words'

export function Dock({ panel }: { readonly panel: Panel | null }) {
  const waiting = useChorus((state) => state.waiting.length)
  const dissolved = useChorus((state) => state.dissolved.length + state.asides.length)
  const mayWrite = useMayWrite()
  const unlooked = useChorus(({ inbox }) => unlookedIn(inbox))
  const createGlyph = useCreateGlyph()
  const createHere = useCallback(() => createGlyph(), [createGlyph])
  useKeyN(createHere)
  return (
    <nav className="dock" aria-label="Tools">
      <Hint text={plain.glyph} keys="N" side="top">
        <button
          type="button"
          className="button primary dock-new"
          disabled={!mayWrite}
          onClick={createHere}
        >
          <Plus aria-hidden="true" />
          <span>New glyph</span>
        </button>
      </Hint>
      <span className="dock-rule" aria-hidden="true" />
      <PanelButton of="loom" label="Loom" current={panel} icon={<Spline aria-hidden="true" />} />
      <PanelButton
        of="inbox"
        label="Inbox"
        current={panel}
        icon={<Inbox aria-hidden="true" />}
        amount={unlooked}
        amountWords={`${unlooked} not looked at yet`}
      />
      <PanelButton
        of="aludel"
        label="Aludel"
        current={panel}
        icon={<Hourglass aria-hidden="true" />}
        amount={waiting}
      />
      <PanelButton
        of="dissolved"
        label="Dissolved"
        current={panel}
        icon={<ShieldX aria-hidden="true" />}
        amount={dissolved}
        grave
      />
      <WeatherPopover />
    </nav>
  )
}

interface PanelButtonProps {
  readonly of: 'loom' | 'inbox' | 'aludel' | 'dissolved'
  readonly label: string
  readonly current: Panel | null
  readonly icon: React.ReactNode
  readonly amount?: number
  readonly amountWords?: string
  readonly grave?: boolean
}

/** The amount is told beside the button's name and not in it, so that the name stays. */
function PanelButton(props: PanelButtonProps) {
  const { of, label, current, icon, amount = 0, grave = false } = props
  const { amountWords = `${amount} in it` } = props
  const { openPanel } = useDoors()
  const open = current === of
  return (
    <Hint text={plain[of]} side="top">
      <button
        type="button"
        className="button plain dock-button"
        aria-label={label}
        aria-pressed={open}
        aria-description={amount > 0 ? amountWords : undefined}
        onClick={() => openPanel(open ? null : of)}
      >
        {icon}
        <span>{label}</span>
        {amount > 0 && (
          <span className={grave ? 'dock-amount grave' : 'dock-amount'}>{amount}</span>
        )}
      </button>
    </Hint>
  )
}

/** N makes a glyph, unless someone is writing or a dialog is open. */
function useKeyN(create: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'n' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.repeat || isWriting(event.target)) return
      event.preventDefault()
      create()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [create])
}
