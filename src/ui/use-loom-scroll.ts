/**
 * The part of a long list that can be seen, in rows of one height. Where rows come
 * on top while somebody reads further down, what they read stays under their eyes,
 * and they are told how many came.
 */

import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import type { LoomView } from '../loom/view'

/** Rows drawn above and below what can be seen. */
const overscan = 5
/** Rows by which the drawn part moves: less would draw at every wheel tick, more would draw more at once. */
const stride = 4

export interface LoomScroll {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Rows to draw. */
  readonly from: number
  readonly to: number
  /** Rows that came on top since this was last scrolled there. */
  readonly fresh: number
  readonly toTop: () => void
  /** Scrolls as little as needed for this row to be seen. */
  readonly reveal: (row: number) => void
}

/** The topmost row seen, by which it is known how far all of them moved. */
interface Anchor {
  readonly key: string
  readonly row: number
}

export function useLoomScroll(view: LoomView, rowHeight: number): LoomScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const anchor = useRef<Anchor | null>(null)
  // None before the list is measured: the panel opens first, and its rows come in a task of their own.
  const [range, setRange] = useState({ from: 0, to: 0 })
  const [fresh, setFresh] = useState(0)
  const shown = useRef(view)

  const look = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const { top, first, from, to } = seenIn(element, rowHeight)
    setRange((range) => (range.from === from && range.to === to ? range : { from, to }))
    const row = shown.current.rows(first, first + 1)[0]
    anchor.current = top < rowHeight / 2 || !row ? null : { key: row.key, row: first }
    if (anchor.current === null) setFresh(0)
  }, [rowHeight])

  useLayoutEffect(() => {
    if (shown.current === view) return
    shown.current = view
    const element = scroller.current
    const row = anchor.current === null ? null : view.rowOf(anchor.current.key)
    if (element === null || anchor.current === null || row === null) return look()
    // By how far the row moved, and not to where it was: they may have scrolled since.
    const came = row - anchor.current.row
    element.scrollTop += came * rowHeight
    if (came > 0) setFresh((before) => before + came)
    look()
  }, [view, rowHeight, look])

  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    element.addEventListener('scroll', look, { passive: true })
    const watch = new ResizeObserver(look)
    watch.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      watch.disconnect()
    }
  }, [look])

  return useMemo(
    () => ({
      scroller,
      ...range,
      fresh,
      toTop: () => scroller.current?.scrollTo({ top: 0 }),
      reveal: (row) => {
        if (scroller.current !== null) revealIn(scroller.current, row * rowHeight, rowHeight)
        look()
      },
    }),
    [range, fresh, rowHeight, look],
  )
}

function seenIn({ scrollTop: top, clientHeight }: HTMLElement, rowHeight: number) {
  const first = Math.floor(top / rowHeight)
  const last = Math.ceil((top + clientHeight) / rowHeight)
  const from = Math.max(0, Math.floor((first - overscan) / stride) * stride)
  return { top, first, from, to: Math.ceil((last + overscan) / stride) * stride }
}

function revealIn(element: HTMLElement, top: number, height: number): void {
  const lowest = top + height - element.clientHeight
  if (element.scrollTop > top) element.scrollTop = top
  else if (element.scrollTop < lowest) element.scrollTop = lowest
}
