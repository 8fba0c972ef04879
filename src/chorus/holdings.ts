import type { WeaverId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
import type { Chorus } from './chorus'

export type Holdings = Pick<
  Chorus,
  | 'sigil'
  | 'sigils'
  | 'history'
  | 'narrate'
  | 'woven'
  | 'contests'
  | 'admissionOf'
  | 'digest'
  | 'count'
>

/** What the weaver itself answers, of what is integrated. */
export function holdingsOf(weaver: Weaver): Holdings {
  return {
    sigil: weaver.get,
    sigils: weaver.sigils,
    history: weaver.history,
    narrate: weaver.narrate,
    woven: weaver.woven,
    contests: weaver.contests,
    admissionOf: (key) => weaver.admissionOf(key as WeaverId),
    digest: weaver.digest,
    count: weaver.count,
  }
}
