/**
 * Where the person is, and the choruses this browser knows.
 *
 * Routes live in the hash, so that any static host can serve the app.
 */

import type { StoreApi } from 'zustand/vanilla'

import type { ChorusId } from '../protocol/ids'
import type { ChorusStore } from './chorus-store'
import type { OpenLab } from './lab-store'

export interface ChorusListing {
  readonly id: ChorusId
  readonly name: string
  readonly weaverName: string
  readonly openedMs: number
  readonly glyphs: number
  readonly weavers: number
}

export type Room =
  | { readonly kind: 'threshold' }
  /** A link was opened or pasted: asks for a display name, then joins. */
  | { readonly kind: 'joining'; readonly fragment: string }
  | { readonly kind: 'opening'; readonly id: ChorusId }
  | { readonly kind: 'chorus'; readonly id: ChorusId; readonly store: ChorusStore }
  /** The fragment as it was on entering: scenario and settings. */
  | { readonly kind: 'lab'; readonly fragment: string }

/** A failure that a person should read: what happened, and what it means for their work. */
export interface Notice {
  readonly key: number
  readonly tone: 'info' | 'warning'
  readonly text: string
  /** What they wrote and would lose otherwise, for them to copy; empty where nothing was lost. */
  readonly words: string
}

export interface AppState {
  readonly room: Room
  readonly choruses: readonly ChorusListing[]
  readonly notices: readonly Notice[]
  /** Display name as last chosen on this browser; empty at first. */
  readonly weaverName: string
  readonly actions: AppActions
}

export interface AppActions {
  readonly found: (chorusName: string, weaverName: string) => Promise<void>
  /** Accepts a whole URL or its fragment. Rejects with an Error whose message a person can read. */
  readonly join: (link: string, weaverName: string) => Promise<void>
  readonly open: (id: ChorusId) => Promise<void>
  readonly leave: () => Promise<void>
  /** Deletes this browser's copy and keys of that chorus. */
  readonly forget: (id: ChorusId) => Promise<void>
  readonly goTo: (room: 'threshold' | 'lab') => void
  readonly openLab: OpenLab
  /** The address bar follows what the lab shows, without a step to go back to. */
  readonly showLab: (fragment: string) => void
  readonly dismiss: (notice: number) => void
}

export type AppStore = StoreApi<AppState>
