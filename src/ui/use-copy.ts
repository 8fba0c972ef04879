import { useCallback, useEffect, useState } from 'react'

/** Milliseconds that the tick stands after copying. */
const tickForMs = 3000

/** Copies a text, and says so for a moment. `onRefused`: where the clipboard is not allowed. */
export function useCopy(text: string, onRefused?: () => void) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), tickForMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = useCallback(() => {
    // Absent on a page served over plain http from another machine.
    const clipboard: Clipboard | undefined = navigator.clipboard
    if (clipboard === undefined) return onRefused?.()
    void clipboard.writeText(text).then(() => setCopied(true), onRefused)
  }, [text, onRefused])
  return { copied, copy }
}
