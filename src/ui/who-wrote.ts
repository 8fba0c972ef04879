/**
 * Who wrote which part of a body: an underline in its author's hue and pattern.
 * The pattern tells authors apart where the colour can't.
 */

import { type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'

import type { Written } from './use-who-wrote'

const setWritten = StateEffect.define<readonly Written[]>()

const underlines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    const told = transaction.effects.find((effect) => effect.is(setWritten))
    const end = transaction.newDoc.length
    return told === undefined ? before.map(transaction.changes) : underline(told.value, end)
  },
  provide: (field) => EditorView.decorations.from(field),
})

function underline(written: readonly Written[], end: number): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to, hue, pattern, title } of written) {
    if (from >= Math.min(to, end)) continue
    const attributes = { class: `cm-by toned by-${pattern}`, style: `--h: ${hue}`, title }
    builder.add(from, Math.min(to, end), Decoration.mark({ attributes }))
  }
  return builder.finish()
}

export const whoWrote = (): Extension => underlines

/** Shows these; none takes the underlines away. */
export function showWritten(view: EditorView, written: readonly Written[]): void {
  if (written.length === 0 && view.state.field(underlines).size === 0) return
  view.dispatch({ effects: setWritten.of(written) })
}
