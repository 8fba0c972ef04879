/** Reads AETHERLINK_ICE_SERVERS: the STUN and TURN servers that browsers shall use. */

/**
 * The setting as `/ice.json` shall say it; null where it is not set. Takes the
 * list itself or an object with `iceServers` (W3C webrtc §4.2.1).
 * Throws with a sentence for the person who set it wrongly.
 */
export function iceSettingFrom(text: string | undefined): string | null {
  if (text === undefined || text.trim() === '') return null
  const value = parse(text)
  const servers = Array.isArray(value) ? value : listIn(value)
  if (servers === null || !servers.every(isServer)) {
    throw new Error(
      'AETHERLINK_ICE_SERVERS must be JSON such as [{"urls":"stun:stun.example.org:3478"}]',
    )
  }
  return JSON.stringify({ iceServers: servers })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function listIn(value: unknown): readonly unknown[] | null {
  if (typeof value !== 'object' || value === null || !('iceServers' in value)) return null
  return Array.isArray(value.iceServers) ? value.iceServers : null
}

function isServer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('urls' in value)) return false
  const urls: readonly unknown[] = Array.isArray(value.urls) ? value.urls : [value.urls]
  return (
    urls.length > 0 && urls.every((url) => typeof url === 'string' && /^(stun|turn)s?:/.test(url))
  )
}
