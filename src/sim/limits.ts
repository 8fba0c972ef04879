/** Bounds of the worlds and of the conflict lab, each with its unit and its reason. */

/** Weavers side by side: one alone has nobody to differ from, and more than six fit on no screen. */
export const minLabWeavers = 2
export const maxLabWeavers = 6

/** Seeds are 32 bits wide, as the stream's state is. */
export const maxLabSeed = 0xffff_ffff

/** Milliseconds of latency and of jitter: longer than the longest that a scenario waits. */
export const maxLabDelayMs = 10_000

/** Share of messages lost: beyond it, nothing would get through within anyone's patience. */
export const maxLabLoss = 0.9

/** Milliseconds that a lab's clock may be off, either way. */
export const maxLabClockOffMs = 3_600_000

/** Virtual milliseconds within which everybody has joined, before a scenario begins. */
export const labPreludeMs = 20_000

/** Virtual milliseconds without anything to tell after which the lab is quiet, whatever still talks. */
export const labPatienceMs = 60_000

/** Milliseconds after a person's last key within which the pen may still gather: twice its own. */
export const labGatherMs = 100

/** Events that are remembered: what a person can scroll through. */
export const maxLabEvents = 5_000

/**
 * Orders in which a world's glyphs are woven anew by themselves: with three, every ninth world meets
 * a bug that takes four rivals at one place and a question in between. They are a twentieth of its time.
 */
export const glyphOrdersOfWorld = 3
