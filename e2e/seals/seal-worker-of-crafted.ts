/** The crafted seals in a worker's thread, posted once. An entry point. */

import { judgeHere } from './judging'

void judgeHere().then((judging) => {
  // A worker posts to its page alone; the type is a window's, which would need an origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  self.postMessage(judging)
})
