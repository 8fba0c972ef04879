import { ChangeSet, EditorState, type Transaction, type TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Splice } from '../protocol/sigil'
import { changesFrom, createBodyBinding, cross, splicesFrom, wholeChange } from './body-binding'

/** The meaning of splices, as plainly as it can be written. */
const spliced = (text: string, splices: readonly Splice[]): string =>
  splices.reduce(
    (now, [at, deleted, inserted]) => now.slice(0, at) + inserted + now.slice(at + deleted),
    text,
  )

const open = (doc: string) =>
  EditorState.create({ doc, extensions: [EditorState.lineSeparator.of('\n')] })
const applied = (text: string, changes: ChangeSet): string =>
  open(text).update({ changes }).state.doc.toString()

/** Any text, and any sequence of splices that fits it. Carriage returns are text like any other. */
const textAnd = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '😀', 'é'), maxLength: 30 })
/** The same without characters of two units: a cut through one is the next test's. */
const wholeText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', 'é'), maxLength: 30 })
const wholeCuts = fc.array(fc.tuple(fc.nat(99), fc.nat(5), wholeText), { maxLength: 6 })
const cuts = fc.array(fc.tuple(fc.nat(99), fc.nat(5), textAnd), { maxLength: 6 })
function fitting(text: string, raw: readonly Splice[]): readonly Splice[] {
  const splices: Splice[] = []
  let length = text.length
  for (const [at, deleted, inserted] of raw) {
    const from = at % (length + 1)
    const gone = Math.min(deleted, length - from)
    splices.push([from, gone, inserted])
    length += inserted.length - gone
  }
  return splices
}

describe('positions', () => {
  test('splices from the weaver do to the editor what they say', () => {
    fc.assert(
      fc.property(textAnd, cuts, (text, raw) => {
        const splices = fitting(text, raw)
        const changes = changesFrom(splices, text.length)
        expect(changes && applied(text, changes)).toBe(spliced(text, splices))
      }),
    )
  })

  test('changes in the editor do to the weaver what they did in the editor', () => {
    fc.assert(
      fc.property(wholeText, wholeCuts, (text, raw) => {
        const changes = changesFrom(fitting(text, raw), text.length) ?? ChangeSet.empty(text.length)
        expect(spliced(text, splicesFrom(changes))).toBe(applied(text, changes))
      }),
    )
  })

  test('half a character is never sent on, and moves no position', () => {
    const changes = ChangeSet.of({ from: 1, insert: '\ud83d' }, 2, '\n')
    expect(splicesFrom(changes)).toEqual([[1, 0, '\ufffd']])
  })

  test('a splice past the end is told, not applied', () => {
    expect(changesFrom([[4, 0, 'x']], 3)).toBeNull()
    expect(changesFrom([[2, 2, '']], 3)).toBeNull()
  })

  test('the change between two texts makes one into the other', () => {
    fc.assert(
      fc.property(textAnd, textAnd, (from, to) => {
        expect(applied(from, wholeChange(from, to))).toBe(to)
      }),
    )
  })
})

//            text
//        local/  \held        the editor shows `local`, the weaver already has `held`
//            ◇    ◇
//         held'\  /sent
//            same
test('what is typed and what is held meet in one text', () => {
  fc.assert(
    fc.property(textAnd, cuts, cuts, (text, rawLocal, rawHeld) => {
      const local = changesFrom(fitting(text, rawLocal), text.length)
      const held = changesFrom(fitting(text, rawHeld), text.length)
      if (local === null || held === null) throw new Error('splices were made to fit')
      const crossed = cross(local, held)
      expect(applied(applied(text, local), crossed.held)).toBe(
        applied(applied(text, held), crossed.sent),
      )
    }),
  )
})

/** As much of an EditorView as the binding touches, with a composition that the test decides. */
function fakeEditor(initial: string, refuses = false) {
  let weaver = initial
  let tell: ((splices: readonly Splice[]) => void) | null = null
  let echoes = 0
  const binding = createBodyBinding({
    text: () => weaver,
    splice: (splices) => {
      if (!refuses) weaver = spliced(weaver, splices)
      echoes += 1
    },
    watch: (onSplices) => {
      tell = onSplices
      return () => (tell = null)
    },
  })
  const view = {
    state: open(initial),
    compositionStarted: false,
    update: (transactions: readonly Transaction[]) => {
      for (const transaction of transactions) view.state = transaction.state
    },
    dispatch: (spec: TransactionSpec) => {
      binding.dispatch([view.state.update(spec)], view as unknown as EditorView)
    },
  }
  binding.follow(view as unknown as EditorView)
  return {
    view,
    type: (from: number, insert: string, to = from) =>
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } }),
    others: (...splices: Splice[]) => {
      weaver = spliced(weaver, splices)
      tell?.(splices)
    },
    weaver: () => weaver,
    shown: () => view.state.doc.toString(),
    cursor: () => view.state.selection.main.head,
    sends: () => echoes,
  }
}

describe('the two ways', () => {
  test('what is typed reaches the weaver, once', () => {
    const editor = fakeEditor('tea')
    editor.type(3, '!')
    expect(editor.weaver()).toBe('tea!')
    expect(editor.sends()).toBe(1)
  })

  test('what others type is shown, not sent back, and moves the cursor along', () => {
    const editor = fakeEditor('tea')
    editor.type(3, '!')
    editor.others([0, 0, 'more '])
    expect(editor.shown()).toBe('more tea!')
    expect(editor.cursor()).toBe(9)
    expect(editor.sends()).toBe(1)
  })

  test('during a composition others wait, and typing goes on', () => {
    const editor = fakeEditor('tea')
    editor.view.compositionStarted = true
    editor.type(3, 'に')
    editor.others([0, 0, 'more '])
    editor.type(3, 'にほん', 4)
    expect(editor.shown()).toBe('teaにほん')
    expect(editor.weaver()).toBe('more teaにほん')
    editor.view.compositionStarted = false
    editor.type(6, '。')
    expect(editor.shown()).toBe('more teaにほん。')
    expect(editor.shown()).toBe(editor.weaver())
  })

  test('what the weaver refuses does not stay on the screen', () => {
    const editor = fakeEditor('tea', true)
    editor.type(3, '!')
    editor.type(0, 's', 1)
    expect(editor.shown()).toBe('tea')
  })

  test('a text that came apart is mended from the weaver', () => {
    const editor = fakeEditor('tea')
    editor.others([0, 3, ''], [0, 0, 'coffee'])
    editor.view.state = open('te')
    editor.others([6, 0, '!'])
    expect(editor.shown()).toBe('coffee!')
  })
})
