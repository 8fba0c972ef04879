/** The whole interface: one room at a time, as the store says. */

import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './theme.css'
import './base.css'
import { Tooltip } from 'radix-ui'
import { lazy, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'

import type { AppStore, Room } from '../state/app-store'
import { ChorusRoom } from './ChorusRoom'
import { JoiningRoom } from './JoiningRoom'
import { Notices } from './Notices'
import { type ThemeChoice, useTheme } from './theme'
import { Threshold } from './Threshold'
import { Waiting } from './Waiting'

const hintDelayMs = 450

/** A chunk of its own: whoever only writes notes never loads it. */
const LabRoom = lazy(async () => ({ default: (await import('./lab/LabRoom')).LabRoom }))

export function App({ store }: { readonly store: AppStore }) {
  const room = useStore(store, (state) => state.room)
  const theme = useTheme()
  return (
    <Tooltip.Provider delayDuration={hintDelayMs}>
      <RoomView store={store} room={room} theme={theme} />
      <Notices store={store} />
    </Tooltip.Provider>
  )
}

interface RoomViewProps {
  readonly store: AppStore
  readonly room: Room
  readonly theme: ThemeChoice
}

function RoomView({ store, room, theme }: RoomViewProps) {
  const actions = useStore(store, (state) => state.actions)
  useEffect(() => {
    if (room.kind !== 'chorus') document.title = 'Aetherlink'
  }, [room.kind])
  switch (room.kind) {
    case 'threshold':
      return <Threshold store={store} theme={theme} />
    case 'joining':
      return (
        <JoiningRoom key={room.fragment} store={store} fragment={room.fragment} theme={theme} />
      )
    case 'opening':
      return (
        <Waiting
          id={room.id}
          title="Opening your copy…"
          text="It is read from this browser; no network is needed."
          onLeave={() => actions.goTo('threshold')}
        />
      )
    case 'chorus':
      return (
        <ChorusRoom
          key={room.id}
          store={room.store}
          theme={theme}
          onLeave={() => void actions.leave()}
        />
      )
    case 'lab':
    default:
      return (
        <Suspense fallback={null}>
          <LabRoom
            room={room}
            actions={actions}
            theme={theme}
            onLeave={() => actions.goTo('threshold')}
          />
        </Suspense>
      )
  }
}
