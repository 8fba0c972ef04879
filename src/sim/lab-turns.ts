/**
 * Lets all promises be kept that can be without time, and without leaving the
 * task: so a step of the lab does not have to stand in line with the page’s drawing.
 */

/** Promises in a row that one thing sets off: the longest, a sigil received and handed on, takes some thirty. */
const inARow = 200

export async function letPromisesBeKept(): Promise<void> {
  for (let left = inARow; left > 0; left -= 1) await Promise.resolve()
}
