/** What a sigil did, in words: one line of history (PROTOCOL.md §LM). */

import type { GlyphId } from '../protocol/ids'
import type { Deed, FacetName, FacetWrite, Splice, Transmute } from '../protocol/sigil'
import { isMark, markOf, type UndoMark } from '../protocol/undo-mark'
import { maxToldDoings } from './limits'
import { counted, listed, quoted } from './words'

/** What the sigil alone does not say. Whatever is left out is not told. */
export interface SummaryContext {
  /** It is the first sigil of its glyph. */
  readonly isFirst?: boolean
  /** Title of its glyph before it. */
  readonly titleBefore?: string
  readonly titleOf?: (glyph: GlyphId) => string | undefined
}

/** [LM6] Without a subject: “renamed to “Coffee”, and moved”. */
export function summarise(deed: Deed, context: SummaryContext = {}): string {
  if (deed.kind === 'found') return `began the chorus ${quoted(deed.name)}`
  if (deed.kind === 'join') return deed.via === 'invite' ? 'joined' : 'opened another tab'
  if (deed.kind === 'invite') {
    return deed.role === 'weave' ? 'opened an invite' : 'opened an invite to read along'
  }
  if (deed.kind === 'remove') return 'removed a weaver'
  if (deed.kind === 'revoke') return 'revoked an invite'
  if (deed.kind === 'unknown') return 'did something that only a newer Aetherlink understands'
  return summariseTransmute(deed, context)
}

function summariseTransmute(deed: Transmute, context: SummaryContext): string {
  const doings = [
    ...(context.isFirst === true ? [creation(deed)] : []),
    ...(deed.shatters ? ['shattered it'] : []),
    ...deed.writes
      .filter(({ facet }) => context.isFirst !== true || !comesWithCreation(facet))
      .filter(({ facet }) => !isMark(facet))
      .map((write) => writeWords(write, context)),
    ...spliceWords(deed.splices),
  ]
  const mark = markOf(deed)
  if (mark !== null) return undoWords(mark, doings)
  if (doings.length === 0) return 'changed nothing'
  const untold = doings.length - maxToldDoings
  if (untold <= 1) return listed(doings)
  return listed([...doings.slice(0, maxToldDoings), `${untold} things more`])
}

/** [UN2] An undo is told as one, and by what it did. */
function undoWords({ kind }: UndoMark, doings: readonly string[]): string {
  const did = doings.length === 0 ? 'brought it back' : listed(doings.slice(0, maxToldDoings))
  return `${kind === 'undo' ? 'undid' : 'redid'} a step: ${did}`
}

/** [LM10] Typing, moving and colouring are done many times in a row; all else is worth a row. */
export function isQuiet({ shatters, writes, splices }: Transmute): boolean {
  const isSmall = writes.every(({ facet }) => facet === 'hue' || facet === 'place')
  return !shatters && isSmall && (writes.length > 0 || splices.length > 0)
}

/** [LM10] Several sigils of one run, oldest first, as if they were one. */
export function summariseRun(deeds: readonly Transmute[]): string {
  const [first] = deeds
  if (first === undefined) return ''
  const writes = new Map(deeds.flatMap((deed) => deed.writes.map((write) => [write.facet, write])))
  const splices = deeds.flatMap((deed) => deed.splices)
  return summarise({ ...first, writes: [...writes.values()], splices })
}

function creation({ writes }: Transmute): string {
  const title = writes.find(({ facet }) => facet === 'title')?.value
  return typeof title === 'string' && title !== '' ? `created ${quoted(title)}` : 'created a glyph'
}

/** A new glyph has a place, a hue and a name: no news. */
function comesWithCreation(facet: FacetName): boolean {
  return facet === 'title' || facet === 'hue' || facet === 'place' || facet === 'alive'
}

function writeWords({ facet, value }: FacetWrite, context: SummaryContext): string {
  switch (facet) {
    case 'title':
      return titleWords(value, context.titleBefore)
    case 'hue':
      return 'changed its hue'
    case 'place':
      return 'moved it'
    case 'alive':
      return value === true ? 'brought it back' : 'shattered it'
    default:
      return spreadWords(facet, value === true, context)
  }
}

function titleWords(value: unknown, before: string | undefined): string {
  if (typeof value !== 'string' || value === '') return 'took its title away'
  return before === undefined || before === ''
    ? `renamed it to ${quoted(value)}`
    : `renamed ${quoted(before)} to ${quoted(value)}`
}

function spreadWords(facet: string, isSet: boolean, { titleOf }: SummaryContext): string {
  const colon = facet.indexOf(':')
  const rest = facet.slice(colon + 1)
  if (facet.startsWith('tag:')) return `${isSet ? 'tagged it' : 'took off the tag'} ${quoted(rest)}`
  if (facet.startsWith('bond:')) {
    const title = titleOf?.(rest as GlyphId)
    const other = title === undefined || title === '' ? 'another glyph' : quoted(title)
    return isSet ? `bonded it to ${other}` : `loosed it from ${other}`
  }
  return `set ${quoted(rest)}`
}

function spliceWords(splices: readonly Splice[]): readonly string[] {
  const typed = splices.reduce((sum, [, , inserted]) => sum + Array.from(inserted).length, 0)
  const deleted = splices.reduce((sum, [, deleted]) => sum + deleted, 0)
  if (typed === 0 && deleted === 0) return []
  if (typed === 0) return [`deleted ${counted(deleted, 'character')}`]
  const typing = `typed ${counted(typed, 'character')}`
  return [deleted === 0 ? typing : `${typing} over ${deleted}`]
}
