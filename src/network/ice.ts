/**
 * Which STUN and TURN servers the browser may ask for a path: configuration of
 * whoever runs the site, in `ice.json` beside the page (W3C webrtc §4.2.1).
 *
 * None is a good answer: within one network no server is needed, and without
 * one nobody else learns who talks to whom.
 */

export interface IceServer {
  readonly urls: string | string[]
  readonly username?: string
  readonly credential?: string
}

/** Milliseconds after which the app starts without the list. */
const loadWithinMs = 3_000

/** Resolves to none, and never rejects: without the list the app must still start. */
export async function loadIceServers(load = fetchBesidePage): Promise<readonly IceServer[]> {
  try {
    return iceServersFrom(await load())
  } catch {
    // Offline, or no such file: links within one network still open.
    return []
  }
}

async function fetchBesidePage(): Promise<unknown> {
  const answer = await fetch('./ice.json', { signal: AbortSignal.timeout(loadWithinMs) })
  return answer.json()
}

/** The well-formed entries of `{iceServers: […]}`; the rest is left out. */
export function iceServersFrom(value: unknown): readonly IceServer[] {
  if (typeof value !== 'object' || value === null || !('iceServers' in value)) return []
  return Array.isArray(value.iceServers) ? value.iceServers.flatMap(serverFrom) : []
}

function serverFrom(value: unknown): IceServer[] {
  if (typeof value !== 'object' || value === null || !('urls' in value)) return []
  const urls: readonly unknown[] = Array.isArray(value.urls) ? value.urls : [value.urls]
  const known = urls.filter((url) => typeof url === 'string' && /^(stun|turn)s?:/.test(url))
  if (known.length === 0) return []
  return [{ urls: known as string[], ...wordIn(value, 'username'), ...wordIn(value, 'credential') }]
}

function wordIn(value: object, name: 'username' | 'credential'): object {
  const word: unknown = Reflect.get(value, name)
  return typeof word === 'string' ? { [name]: word } : {}
}
