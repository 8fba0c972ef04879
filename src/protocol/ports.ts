/**
 * Everything the protocol, and the folders around it, need from the outside world.
 *
 * These interfaces are the only doors. A browser, a test and the simulator each
 * hand in their own; nothing in a pure folder reaches out.
 */

import type { Examine } from './examination'
import type { SealChain } from './sealing'

export interface Clock {
  /** Milliseconds since the Unix epoch. May stutter or jump, in either direction. */
  readonly now: () => number
}

/** Time passing, for those who must wait. Virtual in the simulator. */
export interface Schedule {
  /** Calls back once, no sooner than `delayMs`; the returned function cancels. */
  readonly after: (delayMs: number, callBack: () => void) => () => void
}

export interface Entropy {
  /** Unpredictable bytes, fresh at every call. */
  readonly bytes: (length: number) => Uint8Array
}

/** SHA-256 (FIPS 180-4): any bytes to 32 bytes. */
export type Hash = (message: Uint8Array) => Uint8Array

/** One weaver's (or invite's) Ed25519 key pair, of which only the public half can be read. */
export interface Signer {
  /** Public key, 32 bytes. */
  readonly key: Uint8Array
  /** Ed25519 signature (RFC 8032), 64 bytes. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
  /** Where long chains are better sealed in another thread as well [SE7]. */
  readonly sealChain?: SealChain
}

/** One question put to a {@link Verifier}. */
export interface SealClaim {
  /** Public key, 32 bytes. */
  readonly key: Uint8Array
  readonly message: Uint8Array
  /** Signature, 64 bytes. */
  readonly seal: Uint8Array
}

/** Judges seals by the one rule [SE3], whichever library does the arithmetic. */
export interface Verifier {
  /** One verdict a claim, in the same order. Never throws for what a claim holds. */
  readonly verify: (claims: readonly SealClaim[]) => Promise<readonly boolean[]>
  /** Where packs are better read in another thread as well [SE5]. */
  readonly examine?: Examine
  /** Much will be asked soon, and until what this returns is called nothing is more urgent. */
  readonly hurry?: () => () => void
}

/** Makes signers, and the form in which they can be stored. Only it knows what that form is. */
export interface KeyMaker {
  /** A new key in its storable form, which structured cloning carries unharmed. */
  readonly mint: () => Promise<unknown>
  /** The signer of a stored form. Rejects where the form is not one of its own. */
  readonly revive: (stored: unknown) => Promise<Signer>
  /** The signer of a 32-byte Ed25519 seed (RFC 8032), as an invite carries it. */
  readonly fromSeed: (seed: Uint8Array) => Promise<Signer>
}
