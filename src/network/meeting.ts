/**
 * Meeting place: wherever weavers who are not linked yet can find each other
 * and pass sealed envelopes (PROTOCOL.md §CU). The relay is one; the links that
 * are open already are another, so that the relay may die.
 */

import type { EnvelopeText, PeerName, Topic } from '../signaling/letters'

export interface MeetingPlace {
  /** Comes in under a name. At most one meeting a topic at a time. */
  readonly enter: (topic: Topic, self: PeerName, listener: MeetingListener) => Meeting
}

export interface Meeting {
  /** Who else is there, by the last word we had. May be out of date while not open. */
  readonly peers: () => ReadonlySet<PeerName>
  /** Whether envelopes can be passed on now. */
  readonly isOpen: () => boolean
  /** Passes an envelope on. True is no promise: it may be lost on the way. */
  readonly post: (to: PeerName, envelope: EnvelopeText) => boolean
  readonly leave: () => void
}

export interface MeetingListener {
  /** {@link Meeting.peers} or {@link Meeting.isOpen} may have changed. */
  readonly changed: () => void
  readonly heard: (envelope: EnvelopeText) => void
}
