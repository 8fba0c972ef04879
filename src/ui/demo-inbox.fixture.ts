/** A sample inbox and a sample proof for {@link ./demo.fixture.ts}. */

import type { ProofStep } from '../loom/proof'
import type { InboxEntry } from '../state/inbox'
import { demoNowMs, glyphId, sigilId, weaverId } from './demo-board.fixture'

export const demoProof: readonly ProofStep[] = [
  {
    question: 'Is the seal on Bea’s sigil 0f3a77c2d1 genuine?',
    found: 'Yes. Ed25519 verifies its 212 bytes under the key 8f3a77c2d1.',
    outcome: 'holds',
  },
  {
    question: 'Does the Loom say the same?',
    found: 'No. It says primacy of 1, with 0f3a77c2d1 standing, and the rules say otherwise.',
    outcome: 'fails',
  },
]

export const demoInbox: readonly InboxEntry[] = [
  {
    key: `${sigilId('s12')} title`,
    sigil: sigilId('s12'),
    glyph: glyphId('beds'),
    glyphTitle: 'Raised beds along the wall',
    isAlive: true,
    facet: 'title',
    rule: 'authority',
    stamp: { ms: demoNowMs - 240_000, tick: 0 },
    mine: 'Raised beds by the south wall',
    outcome: 'Raised beds along the wall',
    others: [weaverId('bea')],
    now: 'Raised beds along the wall',
    changedSince: false,
    isLooked: false,
  },
]
