/**
 * Bundles a program of this folder for Node: plain and fast JavaScript, in which the source
 * may be changed on its way. The only file here that knows `vite`.
 *
 * The bundle lies under node_modules/, so that packages resolve and git sees nothing.
 */

import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Changes the text of a module as it is loaded. `path` is as git names it: `src/protocol/stamp.ts`. */
export type Meddle = (source: string, path: string) => string

export const meddling = (meddle: Meddle): Plugin => ({
  name: 'meddle',
  enforce: 'pre',
  transform: (source, id) => meddle(source, relative(root, id).split(sep).join('/')),
})

/**
 * Answers the path of the bundled program. Two bundles at once need two names.
 *
 * @param entry Path from the repository's root.
 */
export async function bundle(
  entry: string,
  name: string,
  meddle: Meddle = (source) => source,
): Promise<string> {
  const outDir = `${root}node_modules/.cache/aetherlink/${name}`
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    plugins: [meddling(meddle)],
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  })
  return `${outDir}/program.mjs`
}
