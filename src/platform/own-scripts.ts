/**
 * Scripts that the page starts beside itself: workers for seals and the
 * service worker. Standard term: a Trusted Types policy.
 *
 * The page's Content-Security-Policy refuses every string where code is due,
 * save from this policy (relay/headers.ts), and it passes no address but files
 * built beside the page. Browsers without Trusted Types get the same check.
 */

import type { SpawnSealWorker } from './desk'
// oxlint-disable-next-line import/default -- Vite makes it: the address of the worker as it was built.
import sealWorkerUrl from './seal-worker?worker&url'

/** The name that the Content-Security-Policy allows, once. */
const policyName = 'aetherlink'

interface PolicyFactory {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => unknown }
}

export interface OwnScripts {
  /** Starts a worker by the address that it was built to. */
  readonly startWorker: (url: string) => Worker
  readonly spawnSealWorker: SpawnSealWorker
  /** Starts the worker that the next call of {@link spawnSealWorker} takes: much is about to come. */
  readonly wakeSealWorker: () => void
  /** Keeps the app's files in this browser, where it may: over `http:` from another machine it may not. */
  readonly registerServiceWorker: () => void
}

/** Call it once: a second policy of that name is refused. `page` is the page's address. */
export function createOwnScripts(page: string): OwnScripts {
  const rules = { createScriptURL: (url: string) => ownScriptUrl(url, page) }
  const factory = Reflect.get(globalThis, 'trustedTypes') as PolicyFactory | undefined
  const policy = factory?.createPolicy(policyName, rules) ?? rules
  // The types of the platform know of strings alone; at run time this is a TrustedScriptURL.
  const trusted = (url: string): string => policy.createScriptURL(url) as string

  const startWorker = (url: string): Worker => new Worker(trusted(url), { type: 'module' })

  let awake: Worker | null = null
  let isTaken = false

  return {
    startWorker,
    wakeSealWorker: () => {
      if (awake !== null || isTaken) return
      const worker = startWorker(sealWorkerUrl)
      awake = worker
      // Nobody has asked it for anything; whoever does finds out anew.
      worker.addEventListener('error', () => {
        if (awake === worker) awake = null
      })
    },
    spawnSealWorker: ({ answered, failed }) => {
      const worker = awake ?? startWorker(sealWorkerUrl)
      awake = null
      isTaken = true
      worker.addEventListener('message', ({ data }) => answered(data))
      worker.addEventListener('messageerror', failed)
      worker.addEventListener('error', () => {
        worker.terminate()
        failed()
      })
      return (asked, handOver) => worker.postMessage(asked, [...handOver])
    },
    registerServiceWorker: () => {
      const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer }
      // It only saves loading: a page without it works all the same, while its server can be reached.
      serviceWorker?.register(trusted('./sw.js')).catch(() => undefined)
    },
  }
}

/** The whole address, where it is of a script built beside the page. Throws for every other: a bug of ours. */
export function ownScriptUrl(url: string, page: string): string {
  const folder = new URL('.', page)
  const { origin, pathname, search, href } = new URL(url, folder)
  const name = pathname.slice(folder.pathname.length)
  const isBeside = origin === folder.origin && pathname.startsWith(folder.pathname)
  if (isBeside && search === '' && /^(?:sw|assets\/seal-worker-[\w-]+)\.js$/.test(name)) return href
  throw new TypeError(`No script of this app: ${url}`)
}
