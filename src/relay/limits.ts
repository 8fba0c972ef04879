/**
 * Every bound of the relay, each with its unit and its reason (PROTOCOL.md §RL).
 * What a letter may hold stands in signaling/limits.ts, since the client keeps
 * to it as well; it is named here again, so that one page shows them all.
 */

export { maxLetterBytes, maxPeersPerTopic, maxTopicsPerSocket } from '../signaling/limits'

/** Milliseconds for a request's head, and for all of it: an honest one takes one packet. */
export const headWithinMs = 5_000
export const requestWithinMs = 10_000

/** Milliseconds between two looks for requests that are late. */
export const lateCheckMs = 2_000

/** Bytes of a request's head: cookies we have none. */
export const maxHeadBytes = 8 * 1024

/** TCP connections in all: every socket, and some that load the page meanwhile. */
export const maxConnections = 12_000

/** TCP connections from one address: its sockets, and what its browsers keep open to load the page. */
export const maxConnectionsPerAddress = 256

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

/** Milliseconds for which nothing is read from a socket that sent too much: its flow fills up by a third. */
export const restMs = 1_000

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

/** Sockets from an address of this machine itself: tests with many tabs, and a reverse proxy in front of us. */
export const maxSocketsFromLoopback = 4_000

/** Handshakes a second from one address, and at once: that office, all of whose tabs come back together, twice. */
export const handshakeFlow = { perSecond: 5, burst: 128 } as const

/** The same from an address of this machine: a reverse proxy, all of whose tabs come back together. */
export const handshakeFlowFromLoopback = { perSecond: 500, burst: 4_000 } as const
