/** Every bound of the relay's sockets, each with its unit and its reason (PROTOCOL.md §RL). */

/** Fragments of one frame: browsers send one; a peer that sends thousands is after our memory (CVE-2026-48779). */
export const maxFragments = 8

/** Chunks of one frame as TCP hands them over: 32 KiB in segments of any sane size. */
export const maxBufferedChunks = 256

/** Milliseconds until a new socket must have entered a topic. */
export const helloMs = 5_000

/** Letters a second, and at once: a dial takes 2 or 3, and a tab dials 12 others at most. */
export const letterFlow = { perSecond: 20, burst: 60 } as const

/** Bytes a second, and at once: 60 full descriptions fit in the burst. */
export const byteFlow = { perSecond: 64 * 1024, burst: 512 * 1024 } as const

/** Letters dropped from one socket before it is closed: it had time to notice. */
export const maxDropped = 100

/** Letters that are none, before the socket is closed: no honest client sends even one. */
export const maxGarbled = 5

/** Bytes that may wait for one socket: more means that it does not read. */
export const maxWaitingBytes = 256 * 1024

/** Milliseconds between pings. Browsers answer by themselves, even in a hidden tab. */
export const pingMs = 30_000

/** Pings in a row without an answer, after which a socket is taken for dead. */
export const maxMissedPings = 2

/** Milliseconds that a socket has to say goodbye before it is cut. */
export const farewellMs = 2_000

/** Sockets in all: some 50 KiB each, so half a GiB. */
export const maxSockets = 10_000

/** Sockets from one address (IPv6: from one /64): an office behind one router. */
export const maxSocketsPerAddress = 64

/** Sockets from this machine itself: tests with many tabs, and a reverse proxy in front of us. */
export const maxSocketsFromLoopback = 4_000
