/** One open chorus: bar above, board beneath, dock below, one panel at the side. */

import './room.css'
import { ReactFlowProvider } from '@xyflow/react'
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'

import type { GlyphId, SigilId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { ChorusStore } from '../state/chorus-store'
import { Banners } from './Banners'
import { Board } from './Board'
import {
  ChorusContext,
  type Doors,
  DoorsContext,
  type Panel,
  type Toast,
  useActions,
} from './chorus-context'
import { Dock } from './Dock'
import { MergeAnnouncer } from './MergeAnnouncer'
import { stillReadingWords, useIsRead } from './OnceRead'
import { fetchingParts, TimeRoom, WhyDialog } from './parts'
import { PastTools } from './PastTools'
import { SidePanel } from './SidePanel'
import type { ThemeChoice } from './theme'
import { type ShownToast, Toasts } from './Toasts'
import { TopBar } from './TopBar'
import { workWhenIdle } from './use-idle-work'
import { Waiting } from './Waiting'

interface ChorusRoomProps {
  readonly store: ChorusStore
  readonly theme: ThemeChoice
  readonly onLeave: () => void
}

/** Milliseconds that the board has to itself before what it does without is fetched: it is drawn in several steps, with idle time in between. */
const pictureMs = 500

interface Question {
  readonly sigil: SigilId
  readonly facets: readonly (FacetName | 'body')[]
}

export function ChorusRoom({ store, theme, onLeave }: ChorusRoomProps) {
  const phase = useStore(store, (state) => state.status.phase)
  const isEmpty = useStore(store, (state) => state.glyphs.size === 0)
  const unreachable = useStore(store, (state) => state.status.currents === 'unreachable')
  const name = useStore(store, (state) => state.name)
  useEffect(() => {
    document.title = name === '' ? 'Aetherlink' : `${name} · Aetherlink`
  }, [name])
  if (phase === 'turned-away') {
    return (
      <Waiting
        id="turned-away"
        title="This link was closed"
        text="Someone of this chorus closed it, so it lets nobody in any more. Ask for a new one."
        onLeave={onLeave}
      />
    )
  }
  // What has come so far is worth a look, though nothing can be written yet.
  if (phase === 'joining' && isEmpty) {
    return (
      <Waiting
        id="joining"
        title="Looking for weavers of this chorus…"
        text={
          unreachable
            ? 'The relay that introduces weavers cannot be reached. It is tried again by itself; this page may stay open.'
            : 'Its glyphs come from a browser that holds them. Nothing is here yet, and nothing can be written until one of them has answered.'
        }
        onLeave={onLeave}
      />
    )
  }
  return (
    <ChorusContext value={store}>
      <OpenChorus theme={theme} onLeave={onLeave} />
    </ChorusContext>
  )
}

function OpenChorus({ theme, onLeave }: Omit<ChorusRoomProps, 'store'>) {
  const [panel, openPanel] = useState<Panel | null>(null)
  const [glyph, setGlyph] = useState<GlyphId | null>(null)
  const [focus, setFocus] = useState<'title' | undefined>()
  const [question, setQuestion] = useState<Question | null>(null)
  const [isPast, setPast] = useState(false)
  const { toasts, toast, drop } = useToasts()
  const openGlyph = useCallback((next: GlyphId, where?: 'title') => {
    setGlyph(next)
    setFocus(where)
    openPanel('glyph')
  }, [])
  const onceRead = useOnceRead(toast)
  useEffect(() => workWhenIdle(fetchingParts(), pictureMs), [])
  const doors = useMemo<Doors>(
    () => ({
      openGlyph,
      openPanel,
      toast,
      showWhy: (sigil, facets) => onceRead(() => setQuestion({ sigil, facets })),
    }),
    [openGlyph, onceRead, toast],
  )
  return (
    <DoorsContext value={doors}>
      <ReactFlowProvider>
        <div className="room" data-panel={panel !== null && !isPast}>
          <TopBar theme={theme} onLeave={onLeave} />
          <Banners />
          <main className="room-board" aria-label="Board">
            <div className="live-board" inert={isPast}>
              <Board openGlyph={panel === 'glyph' ? glyph : null} />
            </div>
          </main>
          <PastTools isPast={isPast} onTime={() => onceRead(() => setPast(!isPast))} />
          {isPast ? (
            <Suspense>
              <TimeRoom glyph={panel === 'glyph' ? glyph : null} onClose={() => setPast(false)} />
            </Suspense>
          ) : (
            <Dock panel={panel} />
          )}
          {panel !== null && !isPast && (
            <SidePanel panel={panel} glyph={glyph} focus={focus} onClose={() => openPanel(null)} />
          )}
          {/* In here, since beneath the room even text that is hidden would make the page scroll. */}
          <MergeAnnouncer />
        </div>
      </ReactFlowProvider>
      <Suspense>
        {question !== null && <WhyDialog {...question} onClose={() => setQuestion(null)} />}
      </Suspense>
      <Toasts toasts={toasts} onDrop={drop} />
    </DoorsContext>
  )
}

/** Does what looks into history, once that is read; where it is not, says so [SN8] [SN9]. */
function useOnceRead(toast: (shown: Toast) => void): (look: () => void) => void {
  const isRead = useIsRead()
  const { recall } = useActions()
  const awaited = useRef<(() => void) | null>(null)
  useEffect(() => {
    if (!isRead) return
    awaited.current?.()
    awaited.current = null
  }, [isRead])
  return useCallback(
    (look) => {
      if (isRead) return look()
      awaited.current = look
      recall()
      toast({ text: stillReadingWords })
    },
    [isRead, recall, toast],
  )
}

/** More than a few at once would cover the board they speak of. */
const maxToasts = 3

function useToasts() {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([])
  const next = useRef(0)
  const toast = useCallback((shown: Toast) => {
    next.current += 1
    const key = next.current
    setToasts((all) => [...all.slice(1 - maxToasts), { ...shown, key }])
  }, [])
  const drop = useCallback(
    (key: number) => setToasts((all) => all.filter((shown) => shown.key !== key)),
    [],
  )
  return { toasts, toast, drop }
}
