/** What differs between two texts, word by word: the one door to the diff package. */

import { diffWordsWithSpace } from 'diff'

export interface DiffPart {
  readonly text: string
  /** `only`: in this version alone. `absent`: in what stands, and not in this one. */
  readonly kind: 'same' | 'only' | 'absent'
}

/** UTF-16 units beyond which a comparison would hold up the page. */
const maxDiffUnits = 20_000

/** `mine` against what stands; null where they are too long or share nothing worth comparing. */
export function wordDiff(mine: string, standing: string): readonly DiffPart[] | null {
  if (mine === standing || mine.length + standing.length > maxDiffUnits) return null
  const parts = diffWordsWithSpace(standing, mine).map(({ value, added, removed }): DiffPart => {
    if (added) return { text: value, kind: 'only' }
    return { text: value, kind: removed ? 'absent' : 'same' }
  })
  return parts.some((part) => part.kind === 'same' && part.text.trim() !== '') ? parts : null
}
