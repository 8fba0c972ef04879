/**
 * One HTTP server for everything: the built app, `/ice.json`, `/healthz`, and
 * the relay at `/relay` (PROTOCOL.md §RL).
 *
 * Files whose name holds their hash may be kept for ever; everything else is
 * asked for anew each time, so that a new version is noticed on the next visit.
 */

import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import sirv from 'sirv'

import { createAddresses } from './addresses'
import { securityHeaders } from './headers'
import * as limits from './limits'
import { attachRelay, type Relay, type RelayOptions } from './relay'
import { monotonicNow, systemWaits } from './system-time'

export interface ServeOptions {
  /** 0 for one of the system's choice. */
  readonly port: number
  /** Address to listen at; undefined: every address of this machine. */
  readonly host: string | undefined
  /** Folder of the built app; null serves the relay alone. */
  readonly dist: string | null
  /** Answers `/ice.json` in place of the built file, where set: JSON text. */
  readonly ice?: string | null
  readonly relay?: Pick<RelayOptions, 'origins' | 'maxSockets' | 'addresses'>
}

export interface Served {
  readonly port: number
  readonly relay: Relay
  /** Cuts every connection, and resolves once the port is free. */
  readonly close: () => Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Listens, or rejects with Node's own error (`EADDRINUSE`, `EACCES`). */
export async function serve(options: ServeOptions): Promise<Served> {
  const server = createServer(httpLimits, handlerFor(options))
  server.maxConnections = limits.maxConnections
  limitConnections(server)
  const relay = attachRelay(server, {
    ...options.relay,
    path: '/relay',
    isAlone: true,
    schedule: systemWaits,
    now: monotonicNow,
  })
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  return { port, relay, close: () => close(server, relay) }
}

/** Slow or huge requests are cut before they cost anything. */
const httpLimits = {
  headersTimeout: limits.headWithinMs,
  requestTimeout: limits.requestWithinMs,
  connectionsCheckingInterval: limits.lateCheckMs,
  maxHeaderSize: limits.maxHeadBytes,
} as const

/** [RL4] One machine that opens connections and says nothing leaves room for all others. */
function limitConnections(server: Server): void {
  const connections = createAddresses(
    {
      perAddress: limits.maxConnectionsPerAddress,
      fromLoopback: limits.maxConnections,
      flow: null,
      flowFromLoopback: null,
    },
    monotonicNow,
  )
  server.on('connection', (socket) => {
    const giveBack = connections.take(socket.remoteAddress ?? '')
    if (giveBack === null) socket.destroy()
    else socket.once('close', giveBack)
  })
}

function listen(server: Server, { port, host }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server, relay: Relay): Promise<void> {
  return new Promise((resolve) => {
    relay.close()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function handlerFor({ dist, ice = null }: ServeOptions): Handler {
  const files = dist === null ? notFound : filesOf(dist)
  return (request, response) => {
    const headers = securityHeaders(request.headers.host)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const path = request.url?.split('?', 1)[0] ?? ''
    if (path === '/healthz') sayText(response, 200, 'ok')
    else if (path === '/ice.json' && ice !== null) sayIce(response, ice)
    else files(request, response)
  }
}

/** The app's files. Where it isn't built yet, a sentence that says what to do. */
function filesOf(dist: string): Handler {
  if (!existsSync(join(dist, 'index.html'))) {
    return (_, response) => sayText(response, 503, 'The app is not built yet: npm run build')
  }
  const files = sirv(dist, {
    etag: true,
    setHeaders: (response, path) => response.setHeader('Cache-Control', cacheRuleFor(path)),
  })
  return (request, response) => files(request, response, () => notFound(request, response))
}

/** Vite puts every file whose name holds its hash into `assets/`. */
const cacheRuleFor = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'

const notFound: Handler = (_, response) => sayText(response, 404, 'Nothing here')

function sayText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

function sayIce(response: ServerResponse, ice: string): void {
  response
    .writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(ice)
}
