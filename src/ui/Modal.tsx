import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'

interface ModalProps {
  readonly title: string
  /** One sentence under the title; read out with it. */
  readonly description?: ReactNode
  readonly wide?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog on wide screens, a sheet from below on narrow ones. Open while mounted. */
export function Modal({ title, description, wide = false, onClose, children }: ModalProps) {
  // Opened by state and not by a trigger, so the way back has to be remembered here.
  const [opener] = useState(() => document.activeElement)
  const backToOpener = (event: Event): void => {
    event.preventDefault()
    if (opener instanceof HTMLElement) opener.focus()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className={wide ? 'dialog wide' : 'dialog'}
          onOpenAutoFocus={toFirstField}
          onCloseAutoFocus={backToOpener}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="dialog-head">
            <Dialog.Title asChild>
              <h2>{title}</h2>
            </Dialog.Title>
            <Dialog.Close className="button plain icon slim" aria-label="Close">
              <X aria-hidden="true" />
            </Dialog.Close>
          </header>
          <div className="dialog-body" tabIndex={-1}>
            {description !== undefined && (
              <Dialog.Description asChild>
                <p className="quiet">{description}</p>
              </Dialog.Description>
            )}
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** A form is opened to be filled in: its first field takes the keys, and not the cross before it. */
function toFirstField(event: Event): void {
  const field = event.target instanceof Element ? event.target.querySelector('input') : null
  if (field === null) return
  event.preventDefault()
  field.focus()
}
