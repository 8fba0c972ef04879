/** How CodeMirror looks and behaves here. Its colours are the theme's tokens, so light and dark need no second theme. */

import { defaultKeymap } from '@codemirror/commands'
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export function editorLook(): Extension {
  return [
    keymap.of(defaultKeymap),
    drawSelection(),
    markdown({ base: markdownLanguage }),
    syntaxHighlighting(marks),
    placeholder('Write here. Markdown is welcome.'),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'Body', spellcheck: 'true' }),
    look,
  ]
}

const marks = HighlightStyle.define([
  { tag: tags.heading1, fontSize: '1.3em', fontWeight: '640', letterSpacing: '-0.015em' },
  { tag: tags.heading2, fontSize: '1.15em', fontWeight: '630' },
  { tag: tags.heading, fontWeight: '620' },
  { tag: tags.strong, fontWeight: '660' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: tags.monospace, fontFamily: 'var(--mono)', fontSize: '0.92em' },
  { tag: tags.quote, color: 'var(--ink-2)' },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: 'var(--ink-3)' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--sans)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '14px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 16px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'light-dark(oklch(0.89 0.055 285), oklch(0.38 0.09 285))' },
})
