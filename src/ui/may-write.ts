/** Whether this person may change anything here: a witness looks on, and so does whoever was removed or has yet to join. */

import { useChorus } from './chorus-context'

export const useMayWrite = (): boolean =>
  useChorus(({ standing, status }) => standing === 'weave' && status.phase === 'open')
