/**
 * Carets and selections of others in an editor, with their names (PROTOCOL.md §PR).
 *
 * Drawn on layers over and under the text and never in it, so that nobody's
 * caret moves a line, breaks a word that is being composed, or is read out as text.
 */

import { EditorSelection, type Extension, StateEffect, StateField } from '@codemirror/state'
import { type EditorView, layer, type LayerMarker, RectangleMarker } from '@codemirror/view'

import { isRemote } from './body-binding'

export interface OthersCaret {
  readonly weaver: string
  readonly name: string
  /** Degrees. */
  readonly hue: number
  readonly anchor: number
  readonly head: number
}

interface Placed extends OthersCaret {
  /** One more at every move: the name shows for a moment. */
  readonly moves: number
}

const setCarets = StateEffect.define<readonly OthersCaret[]>()

const placed = StateField.define<readonly Placed[]>({
  create: () => [],
  update: (before, transaction) => {
    // Who types stands behind what was typed; what is typed here stays behind theirs.
    const side = isRemote(transaction) ? 1 : -1
    const carried = transaction.docChanged
      ? before.map((one) => ({
          ...one,
          anchor: transaction.changes.mapPos(one.anchor, side),
          head: transaction.changes.mapPos(one.head, side),
        }))
      : before
    const told = transaction.effects.find((effect) => effect.is(setCarets))
    if (told === undefined) return carried
    const end = transaction.newDoc.length
    return told.value.map((caret): Placed => {
      const known = carried.find((one) => one.weaver === caret.weaver)
      const [anchor, head] = [Math.min(caret.anchor, end), Math.min(caret.head, end)]
      const hasMoved = known?.head !== head || known.anchor !== anchor
      return { ...caret, anchor, head, moves: (known?.moves ?? 0) + (hasMoved ? 1 : 0) }
    })
  },
})

/** Shows these, and no others. Positions in the editor's text as it is. */
export function showCarets(view: EditorView, carets: readonly OthersCaret[]): void {
  const before = view.state.field(placed, false) ?? []
  if (before.length === 0 && carets.length === 0) return
  view.dispatch({ effects: setCarets.of(carets) })
}

export function othersCarets(): Extension {
  return [
    placed,
    layer({
      above: false,
      class: 'cm-others-selections',
      update: (update) => isNews(update.startState.field(placed), update.state.field(placed)),
      markers: (view) => view.state.field(placed).flatMap((one) => selectionOf(view, one)),
    }),
    layer({
      above: true,
      class: 'cm-others-carets',
      update: (update) => isNews(update.startState.field(placed), update.state.field(placed)),
      markers: (view) => view.state.field(placed).flatMap((one) => caretOf(view, one)),
    }),
  ]
}

const isNews = (before: readonly Placed[], now: readonly Placed[]): boolean => before !== now

function selectionOf(view: EditorView, { anchor, head, hue }: Placed): readonly LayerMarker[] {
  if (anchor === head) return []
  const range = EditorSelection.range(anchor, head)
  return RectangleMarker.forRange(view, 'cm-others-selection', range).map((box) => ({
    eq: (other) =>
      'hue' in other && other.hue === hue && 'box' in other && box.eq(other.box as RectangleMarker),
    draw: () => toned(box.draw(), hue),
    hue,
    box,
  }))
}

interface CaretMarker extends LayerMarker {
  readonly caret: Placed
  readonly box: RectangleMarker
}

function caretOf(view: EditorView, caret: Placed): readonly CaretMarker[] {
  const [box] = RectangleMarker.forRange(
    view,
    'cm-others-caret',
    EditorSelection.cursor(caret.head),
  )
  if (box === undefined) return []
  const isSame = (other: LayerMarker): other is CaretMarker =>
    'caret' in other && (other as CaretMarker).caret.weaver === caret.weaver
  return [
    {
      caret,
      box,
      eq: (other) =>
        isSame(other) &&
        other.caret.moves === caret.moves &&
        other.caret.name === caret.name &&
        box.eq(other.box),
      draw: () => drawCaret(caret, box),
      update: (element, before) => {
        if (!isSame(before) || before.caret.name !== caret.name) return false
        standAt(element, box)
        // A new flag begins its moment anew; the caret itself glides on.
        if (before.caret.moves !== caret.moves) element.lastElementChild?.replaceWith(flag(caret))
        return true
      },
    },
  ]
}

function drawCaret(caret: Placed, box: RectangleMarker): HTMLElement {
  const element = document.createElement('div')
  element.className = 'cm-others-caret toned'
  toned(element, caret.hue)
  standAt(element, box)
  element.append(flag(caret))
  return element
}

function flag({ name }: Placed): HTMLElement {
  const element = document.createElement('span')
  element.className = 'cm-others-flag'
  element.textContent = name
  return element
}

function standAt(element: HTMLElement, { left, top, height }: RectangleMarker): void {
  element.style.left = `${left}px`
  element.style.top = `${top}px`
  element.style.height = `${height}px`
}

function toned(element: HTMLElement, hue: number): HTMLElement {
  element.style.setProperty('--h', String(hue))
  return element
}
