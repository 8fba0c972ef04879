/** Bounds of the currents, each with its unit and its reason. */

/** Bytes of a frame: what every browser's data channel takes whole, whoever is at the other end. */
export const maxFrameBytes = 16 * 1024

/** Bytes of one message over a link. Far above any of ours; it bounds what half a message can hold. */
export const maxLinkMessageBytes = 4 * 1024 * 1024

/** Queued bytes below which a link says that it has drained: a few frames, so that it never idles. */
export const lowWaterBytes = 64 * 1024

/** Milliseconds in which two ends must have greeted [CU14]. */
export const greetWithinMs = 10_000

/** Bytes of a GREET or a PROOF [CU14]. */
export const maxGreetBytes = 1024

/** Bytes and messages that may come while a proof is being checked [CU15]. */
export const maxEarlyBytes = 1024 * 1024
export const maxEarlyMessages = 256

/** Milliseconds between two looks at the other tabs of this browser. */
export const tabTickMs = 2_000

/** Ticks between two announcements of a tab: heals what a frozen tab missed [CU20]. */
export const announceEveryTicks = 5

/** Ticks of silence after which a tab is asked whether it lives, and after which it is given up [CU21]. */
export const probeAfterTicks = 2
export const deadAfterTicks = 5

/** Milliseconds before a tab whose link was closed on purpose is linked again [CU22]. */
export const tabRestMs = 30_000

/** Other tabs of one browser that are linked: more than a person opens, less than a flood. */
export const maxTabs = 64
