/** What runs in the worker: the same engines as in the page, chosen by the same self-test. An entry point. */

import { unpackClaims, type VerifyAnswer, type VerifyRequest } from './claims'
import { createInPageVerifier } from './in-page-verifier'
import { chooseEngine } from './self-test'

const verifier = chooseEngine().then(createInPageVerifier)

self.addEventListener('message', (event: MessageEvent<VerifyRequest>) => {
  const { batch, claims } = event.data
  const answer = (verdicts: VerifyAnswer['verdicts']): void => {
    const reply: VerifyAnswer = { batch, verdicts }
    // A worker posts to its page alone; the type is a window's, which would need an origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    self.postMessage(reply)
  }
  verifier
    .then(({ verify }) => verify(unpackClaims(claims)))
    // The page judges what it gets no verdicts for.
    .then(answer, () => answer(null))
})
