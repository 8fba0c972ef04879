/**
 * `npm run serve` and `npm run relay`: serves the app and the relay on one port.
 *
 * PORT (7373), HOST (every address), AETHERLINK_ICE_SERVERS (JSON),
 * AETHERLINK_ORIGINS (comma-separated; any where unset).
 */

import { fileURLToPath } from 'node:url'

import { iceSettingFrom } from './ice-setting'
import { serve, type Served } from './serve'

const usualPort = 7373

try {
  await run()
} catch (error) {
  console.error(sentenceFor(error))
  process.exit(1)
}

async function run(): Promise<void> {
  const port = portFrom(process.env['PORT'])
  const host = process.env['HOST']
  const isRelayOnly = process.argv.includes('--relay-only')
  const origins = process.env['AETHERLINK_ORIGINS']?.split(',').map((origin) => origin.trim())
  const served = await serve({
    port,
    host,
    dist: isRelayOnly ? null : fileURLToPath(new URL('../../dist', import.meta.url)),
    ice: iceSettingFrom(process.env['AETHERLINK_ICE_SERVERS']),
    relay: origins === undefined ? {} : { origins },
  })
  stopOnSignal(served)
  const at = `http://${nameOf(host)}:${served.port}`
  console.log(isRelayOnly ? `Aetherlink's relay is at ${at}/relay` : `Aetherlink is at ${at}`)
}

/** The first signal closes; the second does not wait for that. */
function stopOnSignal(served: Served): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    void served.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') return usualPort
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`PORT must be a number from 0 to 65535, and is "${text}"`)
}

/** A name that a browser on this machine can open. IPv6 addresses stand in brackets. */
function nameOf(host: string | undefined): string {
  if (host === undefined || host === '' || host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function sentenceFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const port = process.env['PORT'] ?? usualPort
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Choose another: PORT=${Number(port) + 1} npm start`
  }
  if (code === 'EACCES') return `This user may not listen on port ${port}. Choose one above 1023.`
  return error instanceof Error ? error.message : String(error)
}
