/**
 * Binds a glyph's body to a CodeMirror editor, both ways, without an echo.
 * Standard term: an operational-transformation client of depth one.
 *
 * Outside a composition the editor and the weaver hold the same text at every
 * moment, so positions pass through untranslated. While an input method
 * composes, changes from others are held, since touching the text under it
 * would break the word being typed; what is typed meanwhile is carried across
 * what is held, and both meet when the composition ends.
 */

import { Annotation, ChangeSet, EditorState, type Extension, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

import type { Splice } from '../protocol/sigil'

/** What the binding needs of a glyph's body. */
export interface BodyPort {
  readonly text: () => string
  /** Local changes, each splice against the text the ones before it left. */
  readonly splice: (splices: readonly Splice[]) => void
  /** Calls back with what others changed; returns its own undo. */
  readonly watch: (onSplices: (splices: readonly Splice[]) => void) => () => void
}

/** Marks transactions that came from the weaver, so that they are not sent back to it. */
const remote = Annotation.define<true>()

/** One separator on both sides: CodeMirror would otherwise count `\r\n` as one unit. */
const lineBreak = '\n'

/** Half a character: no sigil may hold one. Replaced by one unit, so that no position moves. */
const loneSurrogate = /\p{Surrogate}/gu

/** Milliseconds after `compositionend` until CodeMirror has read the final text from the page. */
const compositionSettlesMs = 80

/** Local changes as splices, left to right. */
export function splicesFrom(changes: ChangeSet): readonly Splice[] {
  const splices: Splice[] = []
  changes.iterChanges((fromOld, toOld, fromNew, _toNew, inserted) => {
    // `fromNew` counts what earlier splices did, which is what a splice's position means.
    const text = inserted.sliceString(0, inserted.length, lineBreak)
    splices.push([fromNew, toOld - fromOld, text.replace(loneSurrogate, '\ufffd')])
  })
  return splices
}

/** Splices as one change of a text of `length` units; null where one reaches past the end. */
export function changesFrom(splices: readonly Splice[], length: number): ChangeSet | null {
  let all = ChangeSet.empty(length)
  for (const [at, deleted, insert] of splices) {
    if (at + deleted > all.newLength) return null
    const change = { from: at, to: at + deleted, insert }
    all = all.compose(ChangeSet.of(change, all.newLength, lineBreak))
  }
  return all
}

/** A local change made while `held` was not yet shown, and `held` as it is after that change. */
export function cross(
  local: ChangeSet,
  held: ChangeSet,
): { readonly sent: ChangeSet; readonly held: ChangeSet } {
  // The two directions must break ties oppositely, or the texts would part.
  return { sent: local.map(held), held: held.map(local, true) }
}

export interface BodyBinding {
  readonly extension: Extension
  /** Shows the weaver's text and follows it from there; returns its own undo. Call once the view exists. */
  readonly follow: (view: EditorView) => () => void
  /** Changes by others are held back at present: positions in the editor are not the weaver's. */
  readonly isHolding: () => boolean
  /** For the view's `dispatchTransactions`. */
  readonly dispatch: (transactions: readonly Transaction[], view: EditorView) => void
}

export function createBodyBinding(port: BodyPort): BodyBinding {
  let held: ChangeSet | null = null

  const release = (view: EditorView): void => {
    if (held === null || view.compositionStarted) return
    const changes = held
    held = null
    show(view, changes)
  }

  const send = (changes: ChangeSet): void => {
    if (held === null) return port.splice(splicesFrom(changes))
    const crossed = cross(changes, held)
    held = crossed.held
    port.splice(splicesFrom(crossed.sent))
  }

  const receive = (view: EditorView, splices: readonly Splice[]): void => {
    const changes = changesFrom(splices, held?.newLength ?? view.state.doc.length)
    if (changes === null) return mend(view)
    if (held === null && !view.compositionStarted) return show(view, changes)
    held = held === null ? changes : held.compose(changes)
  }

  /** Makes the editor show the weaver's text, which is right by definition. */
  const mend = (view: EditorView): void => {
    held = null
    const shown = view.state.sliceDoc()
    if (shown !== port.text()) show(view, wholeChange(shown, port.text()))
  }

  return {
    extension: [
      EditorState.lineSeparator.of(lineBreak),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, lineBreak)),
      EditorView.domEventHandlers({
        compositionend: (_event, view) => {
          setTimeout(() => release(view), compositionSettlesMs)
        },
      }),
    ],
    follow: (view) => {
      mend(view)
      return port.watch((splices) => receive(view, splices))
    },
    isHolding: () => held !== null,
    dispatch: (transactions, view) => {
      view.update(transactions)
      // Sent after the update, so that whatever the weaver answers may change the view again.
      for (const transaction of transactions) {
        if (isLocal(transaction)) send(transaction.changes)
      }
      release(view)
      // The weaver may have refused it, and from then on every position would be wrong.
      if (held === null && transactions.some(isLocal)) mend(view)
    },
  }
}

/** It brought what others wrote, or what stands again; it was not typed here. */
export const isRemote = (transaction: Transaction): boolean =>
  transaction.annotation(remote) === true

const isLocal = (transaction: Transaction): boolean =>
  transaction.docChanged && !isRemote(transaction)

function show(view: EditorView, changes: ChangeSet): void {
  view.dispatch({ changes, annotations: [remote.of(true), Transaction.addToHistory.of(false)] })
}

/** The change between two texts, as one replacement between their common ends. */
export function wholeChange(from: string, to: string): ChangeSet {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start += 1
  let end = 0
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1
  const insert = to.slice(start, to.length - end)
  return ChangeSet.of({ from: start, to: from.length - end, insert }, from.length, lineBreak)
}
