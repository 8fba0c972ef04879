/** Gathers many changes into one drawing: the port behind which the browser's frames stand. */

/** Calls back once, before the next picture, or soon where no picture is due (a hidden tab). */
export type NextFrame = (callBack: () => void) => void

/** A call that does its work once a frame, however often it is made. */
export function oncePerFrame(nextFrame: NextFrame, work: () => void): () => void {
  let due = false
  return () => {
    if (due) return
    due = true
    nextFrame(() => {
      due = false
      work()
    })
  }
}
