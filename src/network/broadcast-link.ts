/**
 * Links between the tabs of one browser, over a BroadcastChannel: no relay, no
 * network (PROTOCOL.md §CU).
 *
 * A tab says that it is here; of two tabs the one with the smaller id opens a
 * line, so that both never do. The channel itself tells neither that a tab died
 * nor how much it has still to read, so both are asked and answered here.
 */

import { toHex } from '../protocol/bytes'
import type { Entropy, Schedule } from '../protocol/ports'
import {
  announceEveryTicks,
  deadAfterTicks,
  lowWaterBytes,
  maxTabs,
  probeAfterTicks,
  tabRestMs,
  tabTickMs,
} from './limits'
import type { Currents, CurrentsState, Link, LinkListener } from './link'
import {
  type LineId,
  type LineNote,
  type Note,
  readNote,
  type TabChannel,
  type TabId,
} from './tab-notes'

export interface BroadcastDeps {
  /** Tabs that open the same name meet. */
  readonly channelName: string
  readonly open: (name: string) => TabChannel
  readonly entropy: Entropy
  readonly schedule: Schedule
}

/** Links to the other tabs of this browser. A tab of ours that is closed should call the stop. */
export function createBroadcastCurrents(deps: BroadcastDeps): Currents {
  let state: CurrentsState = 'idle'
  const watchers = new Set<() => void>()

  function become(next: CurrentsState): void {
    state = next
    for (const tell of watchers) tell()
  }

  return {
    start: (onLink) => {
      const channel = openChannel(deps)
      // Without a way to other tabs there are still the ways to other browsers.
      if (channel === null) return () => {}
      const stop = meetTabs(channel, deps, onLink)
      become('open')
      return () => {
        stop()
        become('idle')
      }
    },
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
  }
}

/** Null where the browser has no such channels, or denies them to this page. */
function openChannel({ open, channelName }: BroadcastDeps): TabChannel | null {
  try {
    return open(channelName)
  } catch {
    return null
  }
}

/** One life of this tab on the channel, under an id of its own. Returns its end. */
function meetTabs(
  channel: TabChannel,
  { entropy, schedule }: BroadcastDeps,
  onLink: (link: Link) => void,
): () => void {
  const self: TabId = toHex(entropy.bytes(16))
  const lines = new Map<TabId, Line>()
  /** Lines we have asked for, until the other tab accepts. */
  const opening = new Map<TabId, LineId>()
  /** Tabs whose line was closed on purpose, not to be opened again yet [CU22]. */
  const resting = new Map<TabId, () => void>()
  let isRunning = true
  let ticks = 0
  let cancelTick: (() => void) | null = null

  const post = (note: Note): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a window has one, a channel has not.
    if (isRunning) channel.postMessage(note)
  }

  function take(note: Note): void {
    if (!isRunning || note.from === self || (note.to !== null && note.to !== self)) return
    switch (note.kind) {
      case 'here':
        return meet(note.from, note.to === null)
      case 'gone':
        opening.delete(note.from)
        return lines.get(note.from)?.end('its tab was closed')
      case 'open':
        return accept(note.from, note.line)
      case 'accept':
        return accepted(note.from, note.line)
      default:
        return onLine(note)
    }
  }

  function meet(tab: TabId, mayAnswer: boolean): void {
    if (lines.has(tab) || !isWelcome(tab)) return
    if (self < tab) {
      const line = opening.get(tab) ?? toHex(entropy.bytes(16))
      opening.set(tab, line)
      post({ kind: 'open', from: self, to: tab, line })
    } else if (mayAnswer) post({ kind: 'here', from: self, to: tab })
  }

  const isWelcome = (tab: TabId): boolean => !resting.has(tab) && lines.size < maxTabs

  function accept(tab: TabId, line: LineId): void {
    const known = lines.get(tab)
    if (known?.id === line) return
    known?.end('its tab opened another line')
    if (!isWelcome(tab)) return
    post({ kind: 'accept', from: self, to: tab, line })
    begin(tab, line)
  }

  function accepted(tab: TabId, line: LineId): void {
    if (lines.get(tab)?.id === line) return
    if (opening.get(tab) === line) begin(tab, line)
    else post({ kind: 'close', from: self, to: tab, line, reason: 'no such line', rests: false })
  }

  function begin(tab: TabId, id: LineId): void {
    opening.delete(tab)
    const line = createLine({
      id,
      post: (note) => post({ ...note, from: self, to: tab, line: id }),
      ended: (isOnPurpose) => {
        lines.delete(tab)
        if (isOnPurpose) rest(tab)
      },
    })
    lines.set(tab, line)
    onLink(line.link)
  }

  /** [CU23] Notes of a line that is no more reach nobody; whoever still believes in it is told. */
  function onLine(note: LineNote): void {
    const { from: tab, line: id } = note
    const line = lines.get(tab)
    if (line?.id === id) return line.take(note)
    if (note.kind === 'close') return void (opening.get(tab) === id && opening.delete(tab))
    post({ kind: 'close', from: self, to: tab, line: id, reason: 'no such line', rests: false })
  }

  function rest(tab: TabId): void {
    resting.get(tab)?.()
    resting.set(
      tab,
      schedule.after(tabRestMs, () => resting.delete(tab)),
    )
  }

  function tick(): void {
    for (const line of lines.values()) line.tick()
    if (ticks++ % announceEveryTicks === 0) post({ kind: 'here', from: self, to: null })
    cancelTick = schedule.after(tabTickMs, tick)
  }

  channel.addEventListener('message', ({ data }) => {
    const note = readNote(data)
    if (note !== null) take(note)
  })
  tick()

  return () => {
    if (!isRunning) return
    post({ kind: 'gone', from: self, to: null })
    isRunning = false
    cancelTick?.()
    for (const cancel of resting.values()) cancel()
    for (const line of lines.values()) line.end('this tab has left')
    channel.close()
  }
}

/** A note on a line, before it is addressed. */
type Unaddressed = LineNote extends infer One
  ? One extends LineNote
    ? Omit<One, 'from' | 'to' | 'line'>
    : never
  : never

interface LineDeps {
  readonly id: LineId
  readonly post: (note: Unaddressed) => void
  /** Called once. On purpose: either side closed the link, rather than lost it. */
  readonly ended: (isOnPurpose: boolean) => void
}

interface Line {
  readonly id: LineId
  readonly link: Link
  readonly take: (note: LineNote) => void
  readonly tick: () => void
  /** Ends this side alone. */
  readonly end: (reason: string) => void
}

/** One end of one line. */
function createLine({ id, post, ended }: LineDeps): Line {
  let listener: LinkListener | null = null
  let isOpen = true
  /** Sent and not yet read by the other tab. */
  let queued = 0
  let silentTicks = 0

  function end(reason: string, isOnPurpose = false): void {
    if (!isOpen) return
    isOpen = false
    queued = 0
    ended(isOnPurpose)
    listener?.closed(reason)
  }

  function close(reason: string, rests: boolean): void {
    if (!isOpen) return
    post({ kind: 'close', reason, rests })
    end(reason, rests)
  }

  function take(note: LineNote): void {
    silentTicks = 0
    switch (note.kind) {
      case 'data':
        post({ kind: 'taken', count: note.bytes.length })
        return listener?.message(note.bytes)
      case 'taken':
        return noteTaken(note.count)
      case 'close':
        return end(note.reason, note.rests)
      case 'probe':
        return post({ kind: 'alive' })
      case 'alive':
      case 'open':
      case 'accept':
    }
  }

  function noteTaken(count: number): void {
    const wasHigh = queued >= lowWaterBytes
    queued = Math.max(0, queued - count)
    if (wasHigh && queued < lowWaterBytes) listener?.drained()
  }

  function send(message: Uint8Array): boolean {
    if (!isOpen) return false
    queued += message.length
    // A view would take all of the memory behind it along.
    const isView = message.byteLength !== message.buffer.byteLength
    post({ kind: 'data', bytes: isView ? message.slice() : message })
    return true
  }

  return {
    id,
    link: {
      kind: 'broadcast',
      // Tabs of one origin share their memory with nobody in between.
      binding: new Uint8Array(0),
      send,
      queuedBytes: () => queued,
      listen: (next) => {
        listener = next
      },
      close: (reason) => close(reason, true),
    },
    take,
    tick: () => {
      silentTicks++
      if (silentTicks >= deadAfterTicks) close('its tab went silent', false)
      else if (silentTicks >= probeAfterTicks) post({ kind: 'probe' })
    },
    end,
  }
}
