import './notices.css'
import { X } from 'lucide-react'
import { useEffect } from 'react'

import type { Toast } from './chorus-context'

export interface ShownToast extends Toast {
  readonly key: number
}

/** Milliseconds: long enough to read one line and reach its button. */
const shownForMs = 9000

interface ToastsProps {
  readonly toasts: readonly ShownToast[]
  readonly onDrop: (key: number) => void
}

export function Toasts({ toasts, onDrop }: ToastsProps) {
  return (
    <div className="toasts" role="status" aria-label="What just happened">
      {toasts.map((toast) => (
        <ToastView key={toast.key} toast={toast} onDrop={onDrop} />
      ))}
    </div>
  )
}

interface ToastViewProps {
  readonly toast: ShownToast
  readonly onDrop: (key: number) => void
}

function ToastView({ toast, onDrop }: ToastViewProps) {
  const { key, action } = toast
  useEffect(() => {
    const timer = setTimeout(() => onDrop(key), shownForMs)
    return () => clearTimeout(timer)
  }, [key, onDrop])
  return (
    <div className="toast">
      <p>{toast.text}</p>
      {action !== undefined && (
        <button
          type="button"
          className="button plain slim toast-action"
          onClick={() => {
            action.run()
            onDrop(key)
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        className="button plain icon slim"
        aria-label="Dismiss"
        onClick={() => onDrop(key)}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  )
}
