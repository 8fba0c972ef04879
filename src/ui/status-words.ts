/**
 * Where everything stands, in words that are always true: who is here, what is
 * kept, what has yet to be sent.
 *
 * “Kept” means committed in this browser and nothing else, so it is said only
 * when nothing is pending. Work is never called lost: it is on the screen.
 */

import type { ChorusSnapshot } from '../state/chorus-store'
import { count, short } from './words'

type Status = ChorusSnapshot['status']
type Trouble = NonNullable<Status['trouble']>

export interface StatusWords {
  readonly headline: string
  /** The second thing worth knowing; empty where the headline says it all. */
  readonly detail: string
  readonly tone: 'live' | 'alone' | 'busy' | 'away' | 'trouble'
}

/** Open tabs, this one among them, and all that were ever admitted. */
export interface Attendance {
  readonly here: number
  readonly all: number
}

export function attendanceOf(weavers: ChorusSnapshot['weavers']): Attendance {
  return { here: weavers.filter((one) => one.self || one.linked).length, all: weavers.length }
}

/** `held`: sigils in this tab, all of them verified. */
export function statusWords(status: Status, attendance: Attendance, held: number): StatusWords {
  if (status.phase === 'joining') return { ...joining(status, held), tone: 'busy' }
  if (status.trouble !== null) {
    return { ...presence(status), detail: troubleHeadlines[status.trouble.kind], tone: 'trouble' }
  }
  if (status.reading?.isLeft === false) {
    const waits = status.unkept === 0 ? '' : `${count(status.unkept, 'change')} kept after that`
    return {
      headline: `Reading history… ${shareRead(status.reading)} %`,
      detail: waits,
      tone: 'busy',
    }
  }
  return { ...presence(status), detail: progress(status, attendance) }
}

/** What is shown before it is checked is told as that. */
function joining(status: Status, held: number): Pick<StatusWords, 'headline' | 'detail'> {
  const { linked, shown } = status
  const detail = turnedDownWords(status)
  if (linked === 0 || shown === 0) {
    return { headline: 'Looking for weavers of this chorus…', detail }
  }
  const soFar = `${count(shown, 'sigil')} so far`
  if (held >= shown) return { headline: `Joining: ${soFar}`, detail }
  return {
    headline: `Joining: ${shareRead({ read: held, of: shown })} % checked`,
    detail: detail === '' ? soFar : detail,
  }
}

/** Percent, in steps of five: it is said aloud too. */
export function shareRead({ read, of }: { readonly read: number; readonly of: number }): number {
  return of === 0 ? 100 : 5 * Math.floor((20 * read) / of)
}

function presence(status: Status): Pick<StatusWords, 'headline' | 'tone'> {
  if (status.linked > 0) return { headline: `Live with ${status.linked}`, tone: 'live' }
  if (status.currents === 'connecting') return { headline: 'Reconnecting', tone: 'busy' }
  if (status.currents === 'open') {
    return { headline: `Only you here: ${keptWords(status)}`, tone: 'alone' }
  }
  return { headline: `Offline: ${keptWords(status)}`, tone: 'away' }
}

function keptWords(status: Status): string {
  if (status.trouble !== null) return 'in this tab'
  return status.unkept === 0 ? 'kept here' : `keeping ${count(status.unkept, 'sigil')}`
}

function progress(status: Status, { here, all }: Attendance): string {
  const refused = here < 2 ? turnedDownWords(status) : ''
  if (refused !== '') return refused
  if (status.unsent > 0) return `${count(status.unsent, 'sigil')} to send`
  if (status.unkept > 0) return `Keeping ${count(status.unkept, 'sigil')}`
  if (here < 2) return ''
  if (!status.calcified) return 'Resonating'
  // Those who are away may hold less; only the ones here can be vouched for.
  const each = here === 2 ? 'both weavers' : `all ${here} weavers`
  const who = here === all ? each : `${each} here`
  return `Calcified: ${who} hold the same Quintessence (digest ${short(status.digest, 4)}…)`
}

const turnedDownWords = ({ turnedDown }: Status): string =>
  turnedDown === null ? '' : turnedDownSentences[turnedDown]

const turnedDownSentences: Readonly<Record<NonNullable<Status['turnedDown']>, string>> = {
  unproved: 'A link was refused: whoever answered could not prove its key on it',
  stranger: 'A link was refused: whoever called has shown no place in this chorus',
  version: 'A link was refused: it runs another version of Aetherlink. Reload both to update',
}

const troubleHeadlines: Readonly<Record<Trouble['kind'], string>> = {
  full: 'Storage is full',
  gone: 'Storage was removed',
  blocked: 'Storage is held by another tab',
  failed: 'Storage failed',
  silent: 'Storage does not answer',
}

/** What happened to this browser's storage, and what it means for the work on the screen. */
export const troubleSentence = (trouble: Trouble): string =>
  trouble.kind === 'failed' && trouble.detail !== ''
    ? `${troubleSentences.failed} (${trouble.detail})`
    : troubleSentences[trouble.kind]

const troubleSentences: Readonly<Record<Trouble['kind'], string>> = {
  full: 'This browser’s storage is full. What you change now is in this tab and goes to the weavers linked to it; free some space to keep it here too.',
  gone: 'The browser removed its stored copy of this chorus. Everything is still in this tab and is being written again; keep the tab open until this message goes.',
  blocked:
    'Another tab holds this chorus’s storage in an older version. What you change is in this tab until that one is closed or reloaded.',
  failed:
    'Storage did not take the last change. It is in this tab, goes to the weavers linked to it, and is tried again.',
  silent:
    'This browser’s storage has not answered for ten seconds. What you change is in this tab and goes to the weavers linked to it; keep the tab open until this message goes.',
}

/** Why one's own edits might be held by others; null where the clock is near enough. */
export function clockSentence(status: Status): string | null {
  const off = status.clockOffMs
  if (off === null) return null
  const seconds = Math.round(Math.abs(off) / 1000)
  const much = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`
  return `Your clock is ${much} ${off > 0 ? 'ahead of' : 'behind'} the other weavers. Your changes are stamped just after what they build on until it is set right.`
}
