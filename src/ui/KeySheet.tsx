/** Every key of a chorus on one sheet: `?` opens it, and so does its button. */

import { Keyboard } from 'lucide-react'
import { useEffect, useState } from 'react'

import { isWriting } from './is-writing'
import { keyGroups } from './keys'
import { Modal } from './Modal'
import { Hint } from './Word'

export function KeySheet() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || isWriting(event.target)) return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <Hint text="Keys" keys="?">
        <button
          type="button"
          className="button plain icon keys-button"
          aria-label="Keys"
          onClick={() => setOpen(true)}
        >
          <Keyboard aria-hidden="true" />
        </button>
      </Hint>
      {isOpen && (
        <Modal title="Keys" onClose={() => setOpen(false)}>
          <KeyGroups />
        </Modal>
      )}
    </>
  )
}

/** In the order of Tab, so that a sheet taller than the screen can be scrolled by keyboard. */
function KeyGroups() {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="key-groups" tabIndex={0} role="group" aria-label="All keys">
      {keyGroups.map(([title, rows]) => (
        <section key={title} className="keys">
          <h3>{title}</h3>
          <dl>
            {rows.map(([what, ...keys]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
