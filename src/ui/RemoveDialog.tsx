/** Asks before someone is shown the door, and says what it does and what it can't. */

import { useActions } from './chorus-context'
import { Modal } from './Modal'
import type { Person } from './people'
import { count } from './words'

interface RemoveDialogProps {
  readonly person: Person
  readonly onClose: () => void
}

export function RemoveDialog({ person, onClose }: RemoveDialogProps) {
  const { remove } = useActions()
  const { name, tabs } = person
  return (
    <Modal
      title={`Remove ${name}?`}
      description={`What ${name} wrote and you hold stays. Anything else of theirs, now or later, is set aside on every board.`}
      onClose={onClose}
    >
      <ul className="consequences">
        {tabs.length > 1 && <li>All {count(tabs.length, 'tab')} of theirs go together.</li>}
        <li>Nothing is deleted: what is set aside is listed, and anyone may take it over.</li>
        <li>
          {name} keeps a copy of what they have read. A link that still works would let them in
          again, so close it under Share.
        </li>
      </ul>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Keep {name}
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            remove(person.id)
            onClose()
          }}
        >
          Remove {name}
        </button>
      </div>
    </Modal>
  )
}
