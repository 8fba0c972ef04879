/** Every bound on what client and relay say to each other, each with its unit and its reason. */

/** Hex digits of a topic: 32 bytes, so that finding one by guessing is hopeless. */
export const topicDigits = 64

/** Hex digits of a peer's name at the relay: 16 random bytes, so that two never meet by chance. */
export const peerDigits = 32

/** Characters of an envelope: a description for one data channel and its candidates take 2 to 4 thousand. */
export const maxEnvelopeChars = 16 * 1024

/** Bytes of one frame: an envelope, its address and room to spare. */
export const maxLetterBytes = 32 * 1024

/** Sockets in one topic. A mesh keeps 12 connections at most, so a larger crowd gains nothing here. */
export const maxPeersPerTopic = 64

/** Topics of one socket: a tab holds one chorus open, and a person moves between a few. */
export const maxTopicsPerSocket = 8
