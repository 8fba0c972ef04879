/** The verifier of one engine, in whatever thread asks: the page, the worker, or Node. */

import type { Verifier } from '../protocol/ports'
import { createNaclVerifier } from './nacl'
import type { Engine } from './self-test'
import { createWebCryptoVerifier } from './webcrypto'

export function createInPageVerifier(engine: Engine): Verifier {
  return engine === 'webcrypto' ? createWebCryptoVerifier() : createNaclVerifier()
}
