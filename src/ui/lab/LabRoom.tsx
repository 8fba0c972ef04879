/** Opens a lab where the address says, keeps the address true to it, and closes it on leaving. */

import { useEffect, useState } from 'react'

import type { AppActions, Room } from '../../state/app-store'
import type { Lab } from '../../state/lab-store'
import type { ThemeChoice } from '../theme'
import { Waiting } from '../Waiting'
import { LabScreen } from './LabScreen'

interface LabRoomProps {
  readonly room: Extract<Room, { readonly kind: 'lab' }>
  readonly actions: Pick<AppActions, 'openLab' | 'showLab'>
  readonly theme: ThemeChoice
  readonly onLeave: () => void
}

export function LabRoom({ room, actions, theme, onLeave }: LabRoomProps) {
  const { lab, trouble } = useOpenLab(room, actions)
  useEffect(() => {
    document.title = 'Conflict lab · Aetherlink'
  }, [])
  if (lab === null) {
    return (
      <Waiting
        id="lab"
        title={trouble === null ? 'Setting up the lab…' : 'The lab did not open'}
        text={
          trouble ?? 'Two to six weavers, in this page alone. Nothing here touches your choruses.'
        }
        onLeave={onLeave}
      />
    )
  }
  return <LabScreen store={lab.store} theme={theme} onLeave={onLeave} />
}

interface Opening {
  readonly lab: Lab | null
  readonly trouble: string | null
}

const notYet: Opening = { lab: null, trouble: null }

/** Browsers take only so many changes of the address: at most one in so many milliseconds. */
const addressEveryMs = 300

function useOpenLab(room: LabRoomProps['room'], actions: LabRoomProps['actions']): Opening {
  const [opening, setOpening] = useState(notYet)
  const { openLab, showLab } = actions
  useEffect(() => {
    let isLeft = false
    let end = (): void => {}
    const settle = (lab: Lab): void => {
      if (isLeft) return lab.close()
      const unfollow = followAddress(lab, showLab)
      end = () => {
        unfollow()
        lab.close()
      }
      setOpening({ lab, trouble: null })
    }
    openLab(room.fragment).then(settle, (error: unknown) => {
      if (!isLeft) setOpening({ lab: null, trouble: String(error) })
    })
    return () => {
      isLeft = true
      end()
      setOpening(notYet)
    }
  }, [room, openLab, showLab])
  return opening
}

function followAddress(lab: Lab, showLab: AppActions['showLab']): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = (): void => {
    timer = undefined
    showLab(lab.store.getState().address.replace(/^#/, ''))
  }
  show()
  const undo = lab.store.subscribe((state, before) => {
    if (state.address !== before.address) timer ??= setTimeout(show, addressEveryMs)
  })
  return () => {
    undo()
    clearTimeout(timer)
  }
}
