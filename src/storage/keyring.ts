/**
 * Keyring: the choruses this browser knows, the weavers it can be in each, and
 * the secrets of both (PROTOCOL.md §KR). One database a browser, shared by its tabs.
 */

import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Signer } from '../protocol/ports'

/** By the keys of the entries, oldest first. */
export interface InboxMarks {
  readonly looked: readonly string[]
  readonly kept: readonly string[]
}

export interface ChorusRecord {
  readonly id: ChorusId
  /** Empty until the genesis has come. */
  readonly name: string
  /** 32 bytes: topic and envelopes are derived from it [CU1]. */
  readonly chorusSecret: Uint8Array
  /** 32-byte seed of the invite this browser joined by, until it has joined; null for a founder. */
  readonly inviteSeed: Uint8Array | null
  /** 32-byte seeds of invites made here, by role, so that Share shows one link and not many. */
  readonly madeInvites: { readonly weave?: Uint8Array; readonly witness?: Uint8Array }
  /** Display name here, as last chosen. */
  readonly weaverName: string
  readonly openedMs: number
  /** Entries of the inbox that were looked at here, and those answered by keeping what stands [IN5]. Absent: none. */
  readonly inbox?: InboxMarks
  /** Entries of the inbox that nobody had looked at here when last known: history is read to show them [SN9]. */
  readonly unlooked?: number
  /** All weavers of this browser were removed from it, as far as known here. */
  readonly isRemoved?: boolean
  /** For the threshold: how many glyphs and weavers when last open. */
  readonly glyphs: number
  readonly weavers: number
}

/** New values of some fields, or what makes them from the record as it is. */
export type RecordChange = Partial<ChorusRecord> | ((record: ChorusRecord) => Partial<ChorusRecord>)

export function changed(record: ChorusRecord, change: RecordChange): ChorusRecord {
  return { ...record, ...(typeof change === 'function' ? change(record) : change) }
}

export interface Keyring {
  readonly choruses: () => Promise<readonly ChorusRecord[]>
  readonly chorus: (id: ChorusId) => Promise<ChorusRecord | undefined>
  readonly keepChorus: (record: ChorusRecord) => Promise<void>
  /** Changes some fields in one transaction, so that two tabs don't undo each other. Does nothing to a record that is gone. */
  readonly changeChorus: (id: ChorusId, change: RecordChange) => Promise<void>
  /** Forgets the record and every key of that chorus. The vault is deleted by its own door. */
  readonly forgetChorus: (id: ChorusId) => Promise<void>
  /** Forgets the keys alone: whoever was removed comes back as somebody new [KR8]. */
  readonly forgetKeys: (id: ChorusId) => Promise<void>
  /** Keys of this browser in that chorus, oldest first. */
  readonly signers: (id: ChorusId) => Promise<readonly Signer[]>
  /** Keeps a key that the KeyMaker minted, durably, under that chorus. */
  readonly keepKey: (id: ChorusId, stored: unknown) => Promise<void>
  /**
   * Remembers this chorus's record and the key of `weaver` for a tab that has it open: where
   * the browser deletes them meanwhile they are kept anew [KR7]. The returned function ends that.
   */
  readonly guard: (id: ChorusId, weaver: WeaverId) => Promise<() => void>
  readonly close: () => void
}

/** A weaver's identity held by this tab alone until released [KR3]. */
export interface Seat {
  readonly weaver: WeaverId
  readonly release: () => void
}

/** Claims identities among the tabs of one browser (Web Locks, or memory in tests). */
export interface Seats {
  /** The seat if no other tab sits in it, else null. */
  readonly claim: (chorus: ChorusId, weaver: WeaverId) => Promise<Seat | null>
}

/** A {@link Seat.release} of which the second call must not free the seat of whoever sits there by then. */
export function onlyOnce(release: () => void): () => void {
  let released = false
  return () => {
    if (!released) release()
    released = true
  }
}
