/** Bounds of the currents, each with its unit and its reason. */

/** Bytes of a frame: what every browser's data channel takes whole, whoever is at the other end. */
export const maxFrameBytes = 16 * 1024

/** Bytes of one message over a link. Far above any of ours; it bounds what half a message can hold. */
export const maxLinkMessageBytes = 4 * 1024 * 1024

/** Queued bytes below which a link says that it has drained: a few frames, so that it never idles. */
export const lowWaterBytes = 64 * 1024

/** Milliseconds in which two ends must have greeted [CU14]. */
export const greetWithinMs = 10_000

/** Bytes of any word of a greeting but PROOF, whose chain may take a whole message [CU14]. */
export const maxGreetBytes = 1024

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

/** Queued bytes in a data channel above which we hold frames back ourselves: a full pipe at 20 Mbit/s and 100 ms. */
export const highWaterBytes = 256 * 1024

/** Bytes that may wait for one link before it is closed: whoever asks us to hold more does not read. */
export const maxQueuedBytes = 64 * 1024 * 1024

/** Links a mesh looks for: every weaver of a small chorus. */
export const wantedLinks = 8

/** Connections alive at once, dialled and answered together: each costs its browser a thread's work. */
export const maxConnections = 12

/** Connections built a second, and at once: Chrome allows 500 in a tab and frees closed ones late. */
export const constructionFlow = { perSecond: 0.25, burst: 24 } as const

/** Milliseconds from the first signal to an open channel: a path not found by then is not there. */
export const connectWithinMs = 20_000

/** Milliseconds of ICE `disconnected`: then new candidates are tried, then the link is given up [CU9]. */
export const restartIceAfterMs = 3_000
export const giveUpAfterMs = 10_000

/** Milliseconds for which signals are gathered into one envelope: most candidates come within it. */
export const gatherMs = 20

/** Milliseconds after which one who waits for a call says that it is there. */
export const hailAfterMs = 3_000

/** Milliseconds that a connection must last before its failures are forgotten. */
export const steadyAfterMs = 10_000

/** Back-off, milliseconds: about the first for the first retry, then doubling from the second to the third. */
export const quickRetryMs = 250
export const firstRetryMs = 1_000
export const longestRetryMs = 30_000

/** Milliseconds in which the relay's socket must open, and in which it must answer. */
export const relayOpensWithinMs = 10_000
export const relayAnswersWithinMs = 10_000

/** Milliseconds between two questions whether the relay still hears us: under any proxy's idle cut. */
export const rollCallMs = 50_000

/** Signals in one envelope, and UTF-16 units of one description: a data channel's takes about a thousand. */
export const maxSignals = 16
export const maxDescriptionUnits = 8 * 1024

/** UTF-16 units of a candidate, and of a word on why a connection ended. */
export const maxCandidateUnits = 512
export const maxByeUnits = 64

/** Peers a mesh keeps in mind: four full topics. */
export const maxMembers = 256

/** Senders whose last sequence number is remembered [CU2]: a tab's life of comings and goings. */
export const maxCorrespondents = 4_096

/** Envelopes that one neighbour may ask us to pass on, a second and at once: as many as a relay takes. */
export const introductionFlow = { perSecond: 20, burst: 60 } as const

/** Names in a neighbour's roster: more links than any mesh keeps. */
export const maxRoster = 64
