/**
 * Attaches the relay to Vite's own server, so that `npm run dev` needs one
 * command and one port. Vite's hot-reload socket shares that server: the relay
 * answers upgrades of its own path and leaves all others alone.
 */

import type { Plugin } from 'vite'

import { headersFile, policyInPage } from './headers'
import { attachRelay, type UpgradingServer } from './relay'
import { monotonicNow, systemWaits } from './system-time'

export function relayPlugin(): Plugin {
  return {
    name: 'aetherlink-relay',
    configureServer: ({ httpServer }) => attachTo(httpServer),
    configurePreviewServer: ({ httpServer }) => attachTo(httpServer),
  }
}

/** What the page may do, written into it as it is built: a server in development adds scripts of its own. */
export function policyPlugin(): Plugin {
  return {
    name: 'aetherlink-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policyInPage },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() })
    },
  }
}

/** Vitest runs Vite without a server of its own; then there is nothing to attach to. */
function attachTo(server: (UpgradingServer & ClosingServer) | null): void {
  if (server === null) return
  const relay = attachRelay(server, { path: '/relay', schedule: systemWaits, now: monotonicNow })
  server.on('close', () => relay.close())
}

interface ClosingServer {
  readonly on: (event: 'close', listener: () => void) => unknown
}
