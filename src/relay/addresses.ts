/**
 * Counts sockets per address, and how fast they come, so that one machine can
 * take neither every place nor all of our time. An address is forgotten once
 * its sockets are closed and its flow has filled up again, and kept nowhere else.
 */

import { type Bucket, createBucket, type Flow } from '../signaling/bucket'

export interface Addresses {
  /** Takes a place for one socket; null where the address has too many, or asks too often. The result gives it back, once. */
  readonly take: (address: string) => (() => void) | null
  /** Forgets addresses of which there is nothing left to know. */
  readonly tidy: () => void
  /** How many addresses are remembered. */
  readonly size: () => number
}

export interface AddressLimits {
  readonly perAddress: number
  /** From each address of this machine. */
  readonly fromLoopback: number
  /** Null where they may come as fast as they like. */
  readonly flow: Flow | null
  readonly flowFromLoopback: Flow | null
}

interface Neighbourhood {
  readonly key: string
  readonly flow: Bucket | null
  readonly burst: number
  sockets: number
}

export function createAddresses(limits: AddressLimits, now: () => number): Addresses {
  const neighbourhoods = new Map<string, Neighbourhood>()

  function known(key: string): Neighbourhood {
    const found = neighbourhoods.get(key)
    if (found !== undefined) return found
    const flow = isLoopback(key) ? limits.flowFromLoopback : limits.flow
    const bucket = flow === null ? null : createBucket(flow, now)
    const made = { key, flow: bucket, burst: flow?.burst ?? 0, sockets: 0 }
    neighbourhoods.set(key, made)
    return made
  }

  function forgetIdle({ key, sockets, flow, burst }: Neighbourhood): void {
    const isWhole = flow === null || flow.waitMs(burst) === 0
    if (sockets === 0 && isWhole) neighbourhoods.delete(key)
  }

  return {
    take: (address) => {
      const here = known(neighbourhoodOf(address))
      const most = isLoopback(here.key) ? limits.fromLoopback : limits.perAddress
      if (here.flow?.take(1) === false || here.sockets >= most) return null
      here.sockets++
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        here.sockets--
        forgetIdle(here)
      }
    },
    tidy: () => {
      for (const each of neighbourhoods.values()) forgetIdle(each)
    },
    size: () => neighbourhoods.size,
  }
}

const isLoopback = (key: string): boolean => key.startsWith('127.')

/** An IPv4 address, or the /64 of an IPv6 one: a single subscriber is given at least that much. */
export function neighbourhoodOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  if (bare === '::1') return '127.0.0.1'
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups.slice(0, 4).join(':')
}
