/**
 * Link: one open, ordered, reliable channel of whole messages to one other tab
 * (PROTOCOL.md §CU). WebRTC, BroadcastChannel and the simulator's loopback each
 * make them, and each runs the suite in `link.contract.ts`.
 *
 * A link does not say who is at its other end. That is proved in the handshake,
 * which signs {@link Link.binding} so that nobody can sit in the middle.
 */

export interface Link {
  readonly kind: 'webrtc' | 'broadcast' | 'loopback'
  /**
   * Bytes that both ends of this channel, and no other channel, can compute: for
   * WebRTC the two DTLS fingerprints, ascending. Empty where there is no middle to sit in.
   */
  readonly binding: Uint8Array
  /** Queues one message of any size. False, and nothing sent, once closed. */
  readonly send: (message: Uint8Array) => boolean
  /** Bytes accepted by `send` that the transport has not taken yet. */
  readonly queuedBytes: () => number
  /** One listener each; set before the first message can arrive, in the same task as the link is handed over. */
  readonly listen: (listener: LinkListener) => void
  /** Closes both ends. `closed` follows on both. */
  readonly close: (reason: string) => void
}

export interface LinkListener {
  readonly message: (message: Uint8Array) => void
  /** The queue fell below the low-water mark: more may be sent. */
  readonly drained: () => void
  /** Once, at the end, whoever ended it. */
  readonly closed: (reason: string) => void
}

/** Whatever makes links: the mesh, the tabs of this browser, the simulator. */
export interface Currents {
  /** Begins to look for others and to hand over links. Returns its own stop, which closes all. */
  readonly start: (onLink: (link: Link) => void) => () => void
  /** How the search for others stands. */
  readonly state: () => CurrentsState
  /** Calls back on every change of {@link state}; returns its own undo. */
  readonly watch: (onChange: () => void) => () => void
}

export type CurrentsState = 'idle' | 'connecting' | 'open' | 'unreachable'
