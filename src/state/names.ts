import type { Chorus } from '../chorus/chorus'
import type { WeaverId } from '../protocol/ids'

/** A person's tabs bear one name, so one's own are told apart. */
export function nameOf(chorus: Chorus, weaver: WeaverId): string {
  const fellows = chorus.fellows()
  const fellow = fellows.find((one) => one.weaver === weaver)
  if (fellow === undefined) return weaver.slice(0, 8)
  if (fellow.self) {
    const isOneOfMany = fellows.some((one) => one.person === fellow.person && !one.self)
    return isOneOfMany ? `${fellow.name} (this tab)` : fellow.name
  }
  const me = fellows.find(({ self }) => self)
  return me?.person === fellow.person ? `${fellow.name} (another tab)` : fellow.name
}
