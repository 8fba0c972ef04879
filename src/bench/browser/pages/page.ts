/** What every bench page does alike: says what it was asked for, and when something is on the screen. */

/** Milliseconds since 1970, the same in every tab of a machine, to a tenth of a millisecond. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

/** What the address asks for, after its `#`. */
export const asked = (): URLSearchParams => new URLSearchParams(location.hash.slice(1))

/** Resolves with the time since navigation at which the frame after `isThere` has been painted. */
export function painted(isThere: () => boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isThere()) {
        requestAnimationFrame(look)
        return
      }
      // The next frame's callbacks run before its paint, and a task after them runs behind it.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    }
    requestAnimationFrame(look)
  })
}

/** Waits a turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** One edit, and when it was made or seen. */
export interface Seen {
  readonly title: string
  readonly atMs: number
}

export interface Pace {
  readonly count: number
  readonly gapMs: number
}

/** Round after round, a letter at the end of every text, or a new title for every card. */
export interface Burst {
  readonly of: 'letters' | 'titles'
  readonly glyphs: number
  readonly rounds: number
}

export const letterOf = (round: number): string => 'aetherlink'.charAt(round % 10)
export const textOf = (rounds: number): string =>
  Array.from({ length: rounds }, (_, round) => letterOf(round)).join('')
export const titleOf = (round: number): string => `burst ${round}`

/** What is asked of either page while people edit. */
export interface EditingBench {
  readonly isLinked: () => boolean
  readonly holds: (glyphs: number) => boolean
  readonly pace: (pace: Pace) => Promise<readonly Seen[]>
  readonly watch: () => void
  readonly seen: () => readonly Seen[]
  /** Makes so many edits of each card, each by itself, as fast as they are taken; answers when it began. */
  readonly burst: (burst: Burst) => Promise<number>
  /** From now on {@link burstSeen} has something to wait for. */
  readonly awaitBurst: (burst: Burst) => void
  /** The time at which the last edits of a burst were all here. */
  readonly burstSeen: () => Promise<number>
}

/** Calls `edit` so many times, as far apart. */
export async function paced(
  { count, gapMs }: Pace,
  edit: (nth: number, title: string) => void,
): Promise<readonly Seen[]> {
  const made: Seen[] = []
  for (let nth = 0; nth < count; nth += 1) {
    await new Promise((resolve) => setTimeout(resolve, gapMs))
    const title = `edit ${nth} of ${count}`
    made.push({ title, atMs: nowMs() })
    edit(nth, title)
  }
  return made
}
