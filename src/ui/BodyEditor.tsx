import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { ChorusActions } from '../state/chorus-store'
import { createBodyBinding } from './body-binding'
import { useActions, useChorus } from './chorus-context'
import { editorLook } from './editor-look'
import { useMayWrite } from './may-write'
import { useFellowOf } from './onlooking'
import { othersCarets, showCarets } from './others-carets'
import { remoteMarks } from './remote-marks'
import { undoKeys } from './undo-keys'
import type { Written } from './use-who-wrote'
import { showWritten, whoWrote } from './who-wrote'

interface BodyEditorProps {
  readonly glyph: GlyphId
  /** Parts to underline by their authors; none where nobody asks. */
  readonly written: readonly Written[]
  /** Where the caret stands now, in UTF-16 units. */
  readonly onCaret: (position: number) => void
}

/** A glyph's body in CodeMirror. React makes the place; the binding does the rest. */
export function BodyEditor({ glyph, written, onCaret }: BodyEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const actions = useActions()
  const latest = useRef(onCaret)
  const mayWrite = useMayWrite()
  useEffect(() => {
    latest.current = onCaret
  })
  useEffect(() => {
    if (place.current === null) return undefined
    const opened = openEditor(place.current, glyph, actions, {
      onCaret: (at) => latest.current(at),
      mayWrite,
    })
    editor.current = opened.view
    return () => {
      editor.current = null
      opened.close()
    }
  }, [actions, glyph, mayWrite])
  useOthersCarets(editor, glyph)
  useEffect(() => {
    if (editor.current !== null) showWritten(editor.current, written)
  }, [written])
  return <div className="body-editor" ref={place} />
}

function openEditor(
  parent: HTMLElement,
  glyph: GlyphId,
  actions: ChorusActions,
  { onCaret, mayWrite }: { readonly onCaret: (at: number) => void; readonly mayWrite: boolean },
) {
  // The object itself is the name by which this editor's own changes are told apart.
  const source = {}
  const binding = createBodyBinding({
    text: () => actions.text(glyph),
    splice: (splices) => actions.splice(glyph, splices, source),
    watch: (onSplices) => actions.watchBody(glyph, source, onSplices),
  })
  /** Where the caret stands, for the others; nowhere while the keys go elsewhere. */
  const tellCaret = EditorView.updateListener.of((update) => {
    if (!update.selectionSet && !update.docChanged && !update.focusChanged) return
    const { anchor, head } = update.state.selection.main
    onCaret(head)
    // While others' changes are held back, positions here are not those of the text.
    if (binding.isHolding()) return
    actions.attend({ caret: update.view.hasFocus ? { anchor, head } : null })
  })
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        binding.extension,
        // Read, selected and copied all the same.
        EditorState.readOnly.of(!mayWrite),
        editorLook(),
        undoKeys({
          undo: () => actions.undo({ glyph, body: true }),
          redo: () => actions.redo({ glyph, body: true }),
        }),
        whoWrote(),
        remoteMarks(),
        othersCarets(),
        tellCaret,
      ],
    }),
    dispatchTransactions: binding.dispatch,
  })
  const unfollow = binding.follow(view)
  return {
    view,
    close: () => {
      actions.attend({ caret: null })
      unfollow()
      view.destroy()
    },
  }
}

/** Follows the others' carets: told anew by them, or found only once a text was here. */
function useOthersCarets(editor: RefObject<EditorView | null>, glyph: GlyphId): void {
  const { caretsIn } = useActions()
  const fellowOf = useFellowOf()
  const onlookers = useChorus((state) => state.onlookers)
  const card = useChorus((state) => state.glyphs.get(glyph))
  /** What was last followed, and how many carets had a place in the text then. */
  const followed = useRef<{ readonly onlookers: unknown; readonly found: number }>(null)
  useEffect(() => {
    const view = editor.current
    if (view === null || card === undefined) return
    const readers = onlookers.filter((one) => one.glyph === glyph).length
    const isNew = followed.current?.onlookers !== onlookers
    // Between two words of theirs the editor carries their carets along by itself.
    if (!isNew && (followed.current?.found ?? 0) >= readers) return
    const carets = caretsIn(glyph)
    followed.current = { onlookers, found: carets.length }
    showCarets(
      view,
      carets.map((caret) => ({ ...caret, ...fellowOf(caret.weaver) })),
    )
  }, [editor, glyph, caretsIn, fellowOf, onlookers, card])
}
