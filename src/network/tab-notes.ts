/**
 * Notes: what the tabs of one browser post to each other over a BroadcastChannel
 * (PROTOCOL.md §CU), and the reader that lets nothing else through: any script
 * of this origin can post there.
 */

/** A tab of this browser, for as long as its currents run: 32 hex digits. */
export type TabId = string

/** One link between two tabs: drawn by the one that opens it, 32 hex digits [CU23]. */
export type LineId = string

interface Addressed {
  readonly from: TabId
  readonly to: TabId
}

export type Note =
  /** I am here; `to` is null where it is said to all. */
  | { readonly kind: 'here'; readonly from: TabId; readonly to: TabId | null }
  | { readonly kind: 'gone'; readonly from: TabId; readonly to: null }
  | LineNote

export type LineNote = Addressed & { readonly line: LineId } & (
    | { readonly kind: 'open' | 'accept' | 'probe' | 'alive' }
    | { readonly kind: 'data'; readonly bytes: Uint8Array }
    /** That many bytes have been read, so that the sender knows what is still queued. */
    | { readonly kind: 'taken'; readonly count: number }
    /** `rests`: closed on purpose, so it is not opened again at once [CU22]. */
    | { readonly kind: 'close'; readonly reason: string; readonly rests: boolean }
  )

/** The parts of a BroadcastChannel that are used. */
export interface TabChannel {
  readonly postMessage: (note: unknown) => void
  readonly addEventListener: (
    type: 'message',
    listener: (event: { readonly data: unknown }) => void,
  ) => void
  readonly close: () => void
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)

/** Null for anything that is no note. */
export function readNote(data: unknown): Note | null {
  if (typeof data !== 'object' || data === null) return null
  const { kind, from, to, line, bytes, count, reason, rests } = data as Record<string, unknown>
  if (!isName(from)) return null
  if (kind === 'here') return to === null || isName(to) ? { kind, from, to } : null
  if (kind === 'gone') return { kind, from, to: null }
  if (!isName(to) || !isName(line)) return null
  const address = { from, to, line }
  switch (kind) {
    case 'open':
    case 'accept':
    case 'probe':
    case 'alive':
      return { kind, ...address }
    case 'data':
      return bytes instanceof Uint8Array ? { kind, ...address, bytes } : null
    case 'taken':
      return typeof count === 'number' ? { kind, ...address, count } : null
    case 'close':
      return typeof reason === 'string' ? { kind, ...address, reason, rests: rests === true } : null
    default:
      return null
  }
}
