/** `npm run fire [-- --kills 100 --seed 1]`: kills browsers amid edits, and counts what is lost. */

import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
})

spawn('npx', ['playwright', 'test', '-c', 'e2e/playwright.config.ts', 'fire', '-g', 'kills'], {
  stdio: 'inherit',
  env: { ...process.env, FIRE_KILLS: values.kills, FIRE_SEED: values.seed },
}).on('exit', (code) => {
  process.exitCode = code ?? 1
})
