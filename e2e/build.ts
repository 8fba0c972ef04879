/** Builds the app once before the tests, so that they meet what a person meets. */

import { build } from 'vite'

export default async function buildApp(): Promise<void> {
  await build({
    configLoader: 'runner',
    logLevel: 'warn',
    root: new URL('..', import.meta.url).pathname,
  })
}
