import { listed } from '../loom/words'
import type { GlyphId } from '../protocol/ids'
import { type Restoration, restorationWords } from '../state/time'
import { untitled } from './facet-words'
import { Modal } from './Modal'
import { RestoredFacets } from './RestoredFacets'

/** Changes told one by one before it says how many more there are. */
const maxTold = 8

interface RestoreDialogProps {
  readonly changes: readonly Restoration[]
  /** The one glyph that is asked for; null for the whole board. */
  readonly only: GlyphId | null
  /** The cut in words. */
  readonly words: string
  readonly onRestore: () => void
  readonly onClose: () => void
}

/** Says what a restore will change, before it does. */
export function RestoreDialog({ changes, only, words, onRestore, onClose }: RestoreDialogProps) {
  const [first] = changes
  const what = only === null ? 'the whole board' : `“${titleOf(first)}”`
  const does =
    changes.length === 0
      ? 'changes nothing any more'
      : `${restorationWords(changes)}, for everybody`
  return (
    <Modal
      title={`Restore ${what} to here?`}
      description={`${words}. This ${does}, by new sigils of yours. Nothing is lost: undo takes it back, and history keeps both.`}
      onClose={onClose}
    >
      {only !== null && first?.kind === 'changes' ? (
        <RestoredFacets change={first} />
      ) : (
        <ChangeList changes={changes} />
      )}
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

const titleOf = (change: Restoration | undefined): string =>
  change === undefined || change.title === '' ? untitled : change.title

function ChangeList({ changes }: { readonly changes: readonly Restoration[] }) {
  const untold = changes.length - maxTold
  return (
    <ul className="restore-list" aria-label="What will change">
      {changes.slice(0, maxTold).map((change) => (
        <li key={change.glyph}>
          <b>{titleOf(change)}</b>
          <span className="quiet">{kindWords(change)}</span>
        </li>
      ))}
      {untold > 0 && <li className="quiet">and {untold} more</li>}
    </ul>
  )
}

function kindWords({ kind, facets }: Restoration): string {
  if (kind === 'shatters') return 'is shattered'
  if (kind === 'brings back') return 'is brought back'
  const names = Object.keys(facets).map((facet) =>
    facet === 'x' || facet === 'y' ? 'place' : facet,
  )
  return `gets its ${listed([...new Set(names)])} back`
}
