/** Times as a person says them. `nowMs` is handed in, so that each can be tested. */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** “just now”, “5 min ago”, “yesterday”, “12 Mar 2026”. */
export function ago(atMs: number, nowMs: number): string {
  const past = nowMs - atMs
  if (past < minute) return 'just now'
  if (past < hour) return `${Math.floor(past / minute)} min ago`
  if (past < day) return `${Math.floor(past / hour)} h ago`
  if (past < 2 * day) return 'yesterday'
  if (past < 7 * day) return `${Math.floor(past / day)} days ago`
  return new Date(atMs).toLocaleDateString('en', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
}

/** “8 s”, “1 min 20 s”, “3 h 5 min”: whole seconds, rounded up, so that it never says 0 while time is left. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}
