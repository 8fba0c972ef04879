/**
 * What the check of a receipt came to, as lines for a terminal (PROTOCOL.md §RC).
 *
 * Much of it was written by people one may not know: nothing of theirs may move
 * the cursor, change colours or turn the text around.
 */

import { descentBetween } from '../loom/descent'
import { maxReceiptPast } from '../loom/limits'
import { type ProofStep, proofOf, type Witnessed } from '../loom/proof'
import type { Receipt, ReceiptParts } from '../loom/receipt'
import type { ReceiptCheck } from '../loom/receipt-check'
import { type Contender, whySentence } from '../loom/why'
import { mapNonEmpty } from '../protocol/concordance'
import type { SigilId } from '../protocol/ids'
import type { Hash } from '../protocol/ports'

const marks = { holds: '✓', fails: '✗', claimed: '?' } as const

/** The whole account, a line each. */
export function accountOf(check: ReceiptCheck, hash: Hash): readonly string[] {
  const lines = check.ok
    ? soundAccount(check.receipt, check.parts, hash)
    : [
        'This receipt is NOT sound.',
        '',
        `  First wrong field: ${check.wrong.path}`,
        `  Why: ${check.wrong.why}`,
      ]
  return lines.map(printable)
}

function soundAccount(receipt: Receipt, parts: ReceiptParts, hash: Hash): readonly string[] {
  const { chorus, glyph, facet, verdict } = receipt
  const steps = stepsOf(receipt, parts, hash)
  return [
    `Chorus    “${chorus.name}”`,
    `          ${chorus.id}`,
    `Glyph     ${glyph}`,
    `Facet     ${facet}`,
    '',
    ...receipt.contenders.flatMap(({ name, weaver, sigil, stamp, value, stands }) => [
      `${stands ? '▸' : ' '} ${name}: ${JSON.stringify(value)}`,
      `    stamp ${stamp.utc} tick ${stamp.tick}`,
      `    sigil ${sigil}`,
      `    key   ${weaver}`,
    ]),
    '',
    'What was checked, from the sealed bytes alone:',
    ...steps.flatMap(({ outcome, question, found }) => [
      `  ${marks[outcome]} ${question}`,
      `      ${found}`,
    ]),
    `  ✓ Do all other fields say what the bytes say?`,
    `      Yes, every one.`,
    '',
    sentenceOf(receipt),
    ...(verdict.rule === 'amalgam' ? [`The amalgam: ${JSON.stringify(verdict.value)}`] : []),
    '',
    'This proves:',
    ...receipt.proves.map((line) => `  · ${line}`),
    'This does not prove:',
    ...receipt.doesNotProve.map((line) => `  · ${line}`),
    '',
    'This receipt is sound.',
  ]
}

/** The seals were verified before a receipt counts as read. */
function stepsOf(receipt: Receipt, parts: ReceiptParts, hash: Hash): readonly ProofStep[] {
  const names = new Map(receipt.contenders.map(({ sigil, name }) => [sigil, name]))
  const witnessed = mapNonEmpty(parts.contenders, (sigil): Witnessed => ({
    sigil,
    name: names.get(sigil.id) ?? '',
    isGenuine: true,
  }))
  const held = new Map([parts.genesis, ...parts.past].map((sigil) => [sigil.id, sigil]))
  const get = (id: SigilId) => held.get(id)
  const descent = descentBetween(parts.contenders, get, maxReceiptPast)
  return proofOf(parts.facet, witnessed, { descent, hash }).steps
}

function sentenceOf({ facet, verdict, contenders }: Receipt): string {
  const told = contenders.map(({ sigil, weaver, name, stamp, value }): Contender => ({
    sigil,
    weaver,
    name,
    stamp: { ms: stamp.ms, tick: stamp.tick },
    value: typeof value === 'boolean' ? value : '',
  }))
  return whySentence({ ...verdict, facet }, told).replaceAll('**', '')
}

/** [RC7] Controls, and whatever turns or hides text, become a mark that they were there. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}
