/**
 * Rendezvous: every meeting place of one topic as one, with what is said there
 * already unsealed and read (PROTOCOL.md §CU).
 */

import type { PeerName, Topic } from '../signaling/letters'
import { createPost, type Sealer } from './envelope'
import type { MeetingPlace } from './meeting'
import { decodeWords, encodeWords, type Words } from './signals'

export interface Rendezvous {
  /** Whoever is at any place, by the last word we had. */
  readonly present: () => ReadonlySet<PeerName>
  /** Whether words can be got to this one now. */
  readonly reaches: (peer: PeerName) => boolean
  /** Through the first place that reaches it. Words may be lost; nothing of ours relies on one. */
  readonly say: (to: PeerName, words: Words) => void
  readonly leave: () => void
}

export interface RendezvousDeps {
  readonly topic: Topic
  readonly self: PeerName
  readonly sealer: Sealer
  /** The ones to be preferred first. */
  readonly places: readonly MeetingPlace[]
  readonly listener: RendezvousListener
}

interface RendezvousListener {
  readonly changed: () => void
  readonly heard: (from: PeerName, words: Words) => void
  /** Something came that was not for us, not of this chorus, not new, or no words. */
  readonly refused: () => void
}

export function createRendezvous({ places, listener, ...deps }: RendezvousDeps): Rendezvous {
  const post = createPost(deps)
  const meetings = places.map((place) =>
    place.enter(deps.topic, deps.self, {
      changed: listener.changed,
      heard: (envelope) => {
        const opened = post.open(envelope)
        const words = opened.kind === 'opened' ? decodeWords(opened.payload) : null
        if (opened.kind === 'opened' && words !== null) listener.heard(opened.from, words)
        else listener.refused()
      },
    }),
  )
  const meetingWith = (peer: PeerName) =>
    meetings.find((meeting) => meeting.isOpen() && meeting.peers().has(peer))

  return {
    present: () => new Set(meetings.flatMap((meeting) => [...meeting.peers()])),
    reaches: (peer) => meetingWith(peer) !== undefined,
    say: (to, words) => {
      const meeting = meetingWith(to)
      const envelope = meeting === undefined ? null : post.seal(to, encodeWords(words))
      if (envelope !== null) meeting?.post(to, envelope)
    },
    leave: () => {
      for (const meeting of meetings) meeting.leave()
    },
  }
}
