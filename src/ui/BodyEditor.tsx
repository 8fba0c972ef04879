import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'

import type { GlyphId } from '../protocol/ids'
import { createBodyBinding } from './body-binding'
import { useActions } from './chorus-context'
import { editorLook } from './editor-look'

/** A glyph's body in CodeMirror. React makes the place; the binding does the rest. */
export function BodyEditor({ glyph }: { readonly glyph: GlyphId }) {
  const place = useRef<HTMLDivElement>(null)
  const actions = useActions()
  useEffect(() => {
    if (place.current === null) return undefined
    // The object itself is the name by which this editor's own changes are told apart.
    const source = {}
    const binding = createBodyBinding({
      text: () => actions.text(glyph),
      splice: (splices) => actions.splice(glyph, splices, source),
      watch: (onSplices) => actions.watchBody(glyph, source, onSplices),
    })
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({ extensions: [binding.extension, editorLook()] }),
      dispatchTransactions: binding.dispatch,
    })
    const unfollow = binding.follow(view)
    return () => {
      unfollow()
      view.destroy()
    }
  }, [actions, glyph])
  return <div className="body-editor" ref={place} />
}
