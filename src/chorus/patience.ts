/**
 * Patience with a link that opened before we can answer for ourselves (PROTOCOL.md §SN, [SN9]):
 * what its other end says first is heard once somebody listens.
 */

import type { Link, LinkListener } from '../network/link'

/** Before it is answered, whoever keeps to the handshake says one thing: its greeting [CU14]. */
const mostBeforeAnswer = 1

export function waitingLink(link: Link): Link {
  const said: Uint8Array[] = []
  let listener: LinkListener | null = null
  let ended: string | null = null
  link.listen({
    message: (message) => {
      if (listener !== null) listener.message(message)
      else if (said.length < mostBeforeAnswer) said.push(message)
      else link.close('It spoke at length before it was answered.')
    },
    drained: () => listener?.drained(),
    closed: (reason) => {
      ended = reason
      listener?.closed(reason)
    },
  })
  return {
    ...link,
    listen: (next) => {
      listener = next
      for (const message of said.splice(0)) next.message(message)
      if (ended !== null) next.closed(ended)
    },
  }
}
