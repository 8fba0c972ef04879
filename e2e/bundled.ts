/** A module as one script, for a page to run by itself: said to the page by its driver, and not to its policy. */

import { build } from 'vite'

/** `name` is the global that holds what the module exports. */
export async function bundled(module: URL, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: { entry: module.pathname, name, formats: ['iife'] },
    },
  })
  const [first] = Array.isArray(result) ? result : [result]
  if (first === undefined || !('output' in first)) throw new Error('nothing was built')
  return first.output[0].code
}
