/** What the inbox says of one entry, in sentences. */

import type { InboxEntry } from '../state/inbox'
import { facetWords, type TitleOf, untitled, valueWords } from './facet-words'

export interface InboxWords {
  /** “Your title of “Tea” did not stand”. */
  readonly heading: string
  /** Whose version stands, or what was made of all. */
  readonly outcomeLabel: string
  readonly mine: string
  readonly outcome: string
  /** What brings one's own back. */
  readonly restore: string
}

/** `nameOf` answers a person's name. */
export function inboxWords(
  entry: InboxEntry,
  nameOf: (weaver: string) => string,
  titleOf: TitleOf,
): InboxWords {
  const glyph = `“${entry.glyphTitle === '' ? untitled : entry.glyphTitle}”`
  const names = listed([...new Set(entry.others.map(nameOf))])
  const facet = facetWords(entry.facet, titleOf)
  const values = {
    mine: valueWords(entry.facet, entry.mine),
    outcome: valueWords(entry.facet, entry.outcome),
  }
  if (entry.facet === 'alive') return { ...aliveWords(entry, glyph, names), ...values }
  if (entry.rule === 'amalgam') {
    return {
      heading: `Your ${facet} of ${glyph} was made into one with ${names}’s`,
      outcomeLabel: 'What was made of them',
      restore: 'Restore mine',
      ...values,
    }
  }
  return {
    heading: `Your ${facet} of ${glyph} did not stand`,
    outcomeLabel: `${names}’s stands`,
    restore: 'Restore mine',
    ...values,
  }
}

function aliveWords({ mine }: InboxEntry, glyph: string, names: string) {
  return mine === true
    ? {
        heading: `${names} shattered ${glyph} while you were changing it`,
        outcomeLabel: `${names}’s stands`,
        restore: 'Bring it back',
      }
    : {
        heading: `You shattered ${glyph} while ${names} was changing it`,
        outcomeLabel: `${names}’s stands`,
        restore: 'Shatter it',
      }
}

const listed = (names: readonly string[]): string =>
  names.length < 2
    ? (names[0] ?? 'Someone')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
