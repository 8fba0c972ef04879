/** What runs in a worker that judges or makes seals: the same engines as in the page, chosen by the same self-test. An entry point. */

import { createClerk } from './clerk'
import { createInPageVerifier } from './in-page-verifier'
import type { Asked } from './questions'
import { chooseEngine } from './self-test'
import { sha256 } from './sha256'

const clerk = createClerk({
  verifier: chooseEngine().then(createInPageVerifier),
  hash: sha256,
  // A worker posts to its page alone; the type is a window's, which would need an origin.
  post: (answered, handOver) => self.postMessage(answered, { transfer: [...handOver] }),
})

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => clerk(data))
