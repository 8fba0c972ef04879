import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

import type { Size } from './geometry'

/** How much place an element has, in whole CSS pixels; `first` until it is known. */
export function useSize<E extends HTMLElement>(
  first: Size,
): readonly [ref: RefObject<E | null>, size: Size] {
  const ref = useRef<E>(null)
  const [size, setSize] = useState(first)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}
