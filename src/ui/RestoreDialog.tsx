import { listed } from '../loom/words'
import { type Restoration, restorationWords } from '../state/time'
import { untitled } from './facet-words'
import { Modal } from './Modal'

/** Changes told one by one before it says how many more there are. */
const maxTold = 8

interface RestoreDialogProps {
  readonly changes: readonly Restoration[]
  /** The cut in words. */
  readonly words: string
  readonly onRestore: () => void
  readonly onClose: () => void
}

/** Says what a restore of the whole board will change, before it does. */
export function RestoreDialog({ changes, words, onRestore, onClose }: RestoreDialogProps) {
  const untold = changes.length - maxTold
  return (
    <Modal
      title="Restore the whole board to here?"
      description={`${words}. This ${restorationWords(changes)}, for everybody, by new sigils of yours. Nothing is lost: undo takes it back, and history keeps both.`}
      onClose={onClose}
    >
      <ul className="restore-list" aria-label="What will change">
        {changes.slice(0, maxTold).map(({ glyph, title, kind, facets }) => (
          <li key={glyph}>
            <b>{title === '' ? untitled : title}</b>
            <span className="quiet">{kindWords(kind, Object.keys(facets))}</span>
          </li>
        ))}
        {untold > 0 && <li className="quiet">and {untold} more</li>}
      </ul>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Leave it
        </button>
        <button type="button" className="button primary" onClick={onRestore}>
          Restore to here
        </button>
      </div>
    </Modal>
  )
}

function kindWords(kind: Restoration['kind'], facets: readonly string[]): string {
  if (kind === 'shatters') return 'is shattered'
  const names = [
    ...new Set(facets.map((facet) => (facet === 'x' || facet === 'y' ? 'place' : facet))),
  ]
  if (kind === 'brings back') return 'is brought back'
  return `gets its ${listed(names)} back`
}
