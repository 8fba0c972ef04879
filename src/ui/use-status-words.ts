import { useChorus } from './chorus-context'
import { attendanceOf, type StatusWords, statusWords } from './status-words'

/** Where everything stands just now, in words. */
export function useStatusWords(): StatusWords {
  const status = useChorus((state) => state.status)
  const weavers = useChorus((state) => state.weavers)
  const held = useChorus((state) => state.historyCount)
  return statusWords(status, attendanceOf(weavers), held)
}
