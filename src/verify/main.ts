/**
 * `npm run verify -- FILE`: checks a merge receipt offline (PROTOCOL.md §RC).
 * Exit code 0 where it is sound, 1 where it is not or can't be read.
 */

import { readFile, stat } from 'node:fs/promises'

import { checkReceipt } from '../loom/receipt-check'
import { chooseCrypto } from '../platform/choose'
import { sha256 } from '../platform/sha256'
import { accountOf, printable } from './account'
import { maxReceiptFileBytes } from './limits'

async function verify(path: string): Promise<boolean> {
  const { size } = await stat(path)
  if (size > maxReceiptFileBytes) {
    say(`This file has ${size} bytes; a receipt has at most ${maxReceiptFileBytes}.`)
    return false
  }
  const { verifier } = await chooseCrypto()
  const check = await checkReceipt(await readFile(path, 'utf8'), { hash: sha256, verifier })
  for (const line of accountOf(check, sha256)) say(line)
  return check.ok
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const [path, ...more] = process.argv.slice(2)
if (path === undefined || more.length > 0) {
  say('Usage: npm run verify -- FILE')
  process.exitCode = 1
} else {
  process.exitCode = await verify(path).then(
    (isSound) => (isSound ? 0 : 1),
    (error: unknown) => {
      say(
        printable(
          `${path} can’t be read: ${error instanceof Error ? error.message : String(error)}`,
        ),
      )
      return 1
    },
  )
}
