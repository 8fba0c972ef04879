/**
 * What others just did to an open body: what they wrote glows for a moment, and
 * what they took away leaves a struck-through remnant under the line.
 */

import {
  EditorSelection,
  type Extension,
  StateEffect,
  StateField,
  type Transaction,
} from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  layer,
  type LayerMarker,
  RectangleMarker,
  ViewPlugin,
} from '@codemirror/view'

import { isRemote } from './body-binding'

/** Milliseconds that a mark stands: the same with and without motion. */
const markStandsMs = 1_800

/** UTF-16 units of a remnant: enough to know what it was. */
const maxRemnantUnits = 48

interface Remnant {
  readonly at: number
  readonly text: string
  readonly key: number
}

interface Marks {
  readonly glow: DecorationSet
  readonly remnants: readonly Remnant[]
  /** One more at every change by others. */
  readonly news: number
}

const fade = StateEffect.define<number>()
const glowing = Decoration.mark({ class: 'cm-glow' })

const marks = StateField.define<Marks>({
  create: () => ({ glow: Decoration.none, remnants: [], news: 0 }),
  update: (before, transaction) => {
    const faded = transaction.effects.some(
      (effect) => effect.is(fade) && effect.value === before.news,
    )
    // The last change decides: one moment after it, all is plain again.
    if (faded) return { glow: Decoration.none, remnants: [], news: before.news }
    if (!transaction.docChanged) return before
    const glow = before.glow.map(transaction.changes)
    const remnants = before.remnants.map((one) => ({
      ...one,
      at: transaction.changes.mapPos(one.at),
    }))
    return isRemote(transaction) && transaction.startState.doc.length > 0
      ? marked(transaction, { glow, remnants, news: before.news + 1 })
      : { ...before, glow, remnants }
  },
  provide: (field) => EditorView.decorations.from(field, ({ glow }) => glow),
})

function marked(transaction: Transaction, { glow, remnants, news }: Marks): Marks {
  const added: { readonly from: number; readonly to: number }[] = []
  const gone: Remnant[] = []
  transaction.changes.iterChanges((fromOld, toOld, from, to) => {
    if (to > from) added.push({ from, to })
    const text = transaction.startState.sliceDoc(fromOld, toOld).trim()
    if (text !== '') gone.push({ at: from, text: short(text), key: news * 1000 + gone.length })
  })
  return {
    glow: glow.update({ add: added.map(({ from, to }) => glowing.range(from, to)), sort: true }),
    remnants: [...remnants, ...gone].slice(-8),
    news,
  }
}

const short = (text: string): string =>
  text.length > maxRemnantUnits ? `${text.slice(0, maxRemnantUnits)}…` : text

export function remoteMarks(): Extension {
  return [
    marks,
    layer({
      above: true,
      class: 'cm-remnants',
      update: (update) =>
        update.startState.field(marks).remnants !== update.state.field(marks).remnants,
      markers: (view) => view.state.field(marks).remnants.flatMap((one) => remnantOf(view, one)),
    }),
    ViewPlugin.define((view) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      return {
        update: ({ startState, state }) => {
          const { news } = state.field(marks)
          if (startState.field(marks).news === news) return
          clearTimeout(timer)
          timer = setTimeout(() => view.dispatch({ effects: fade.of(news) }), markStandsMs)
        },
        destroy: () => clearTimeout(timer),
      }
    }),
  ]
}

function remnantOf(view: EditorView, remnant: Remnant): readonly LayerMarker[] {
  const range = EditorSelection.cursor(Math.min(remnant.at, view.state.doc.length))
  const [box] = RectangleMarker.forRange(view, '', range)
  if (box === undefined) return []
  const draw = (): HTMLElement => {
    const element = document.createElement('s')
    element.className = 'cm-remnant'
    element.textContent = remnant.text
    element.style.left = `${box.left}px`
    element.style.top = `${box.top + box.height}px`
    return element
  }
  return [{ draw, eq: (other) => 'key' in other && other.key === remnant.key, ...keyed(remnant) }]
}

const keyed = ({ key }: Remnant): object => ({ key })
