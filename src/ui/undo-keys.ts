/**
 * Undo in the body editor, by the chorus and not by the editor: CodeMirror's own
 * history would take back what it saw typed here, and know nothing of what was
 * signed, reloaded, or built on by others since.
 */

import { type Extension, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'

import { wholeChange } from './body-binding'

export interface UndoPort {
  readonly undo: () => Promise<unknown>
  readonly redo: () => Promise<unknown>
}

export function undoKeys(port: UndoPort): Extension {
  const run =
    (what: keyof UndoPort) =>
    (view: EditorView): boolean => {
      void follow(view, port[what])
      return true
    }
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-z', run: run('undo'), preventDefault: true },
        { key: 'Mod-Shift-z', run: run('redo'), preventDefault: true },
        { key: 'Mod-y', run: run('redo'), preventDefault: true },
      ]),
    ),
    // Menus and phones ask without a key.
    EditorView.domEventHandlers({
      beforeinput: (event, view) => {
        const what = byInputType.get(event.inputType)
        if (what === undefined) return false
        event.preventDefault()
        return run(what)(view)
      },
    }),
  ]
}

const byInputType: ReadonlyMap<string, keyof UndoPort> = new Map([
  ['historyUndo', 'undo'],
  ['historyRedo', 'redo'],
])

/** Puts the caret where something came or went, as one expects of an editor. */
async function follow(view: EditorView, move: () => Promise<unknown>): Promise<void> {
  const before = view.state.sliceDoc()
  await move()
  const after = view.state.sliceDoc()
  if (before === after || !view.dom.isConnected) return
  let end = 0
  wholeChange(before, after).iterChanges((_from, _to, _start, to) => {
    end = to
  })
  view.dispatch({ selection: { anchor: Math.min(end, after.length) }, scrollIntoView: true })
}
