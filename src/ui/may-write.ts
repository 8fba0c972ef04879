/** Whether this person may change anything here: a witness looks on, and so does whoever was removed. */

import { useChorus } from './chorus-context'

export const useMayWrite = (): boolean => useChorus((state) => state.standing === 'weave')
