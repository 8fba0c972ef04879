/**
 * Counts sockets per address, so that one machine cannot take every place.
 * Addresses are counted while their sockets are open, and kept nowhere else.
 */

import { maxSocketsFromLoopback, maxSocketsPerAddress } from './limits'

export interface Addresses {
  /** Takes a place for one socket; null where the address has too many. The result gives it back, once. */
  readonly take: (address: string) => (() => void) | null
}

export interface AddressLimits {
  readonly perAddress: number
  readonly fromLoopback: number
}

const defaultLimits: AddressLimits = {
  perAddress: maxSocketsPerAddress,
  fromLoopback: maxSocketsFromLoopback,
}

export function createAddresses(limits: AddressLimits = defaultLimits): Addresses {
  const socketsByNeighbourhood = new Map<string, number>()

  const add = (key: string, change: number): void => {
    const sockets = (socketsByNeighbourhood.get(key) ?? 0) + change
    if (sockets > 0) socketsByNeighbourhood.set(key, sockets)
    else socketsByNeighbourhood.delete(key)
  }

  return {
    take: (address) => {
      const key = neighbourhoodOf(address)
      const most = key === loopback ? limits.fromLoopback : limits.perAddress
      if ((socketsByNeighbourhood.get(key) ?? 0) >= most) return null
      add(key, 1)
      let isTaken = true
      return () => {
        if (isTaken) add(key, -1)
        isTaken = false
      }
    },
  }
}

const loopback = 'loopback'

/** An IPv4 address, or the /64 of an IPv6 one: a single subscriber is given at least that much. */
export function neighbourhoodOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  if (bare === '::1' || bare.startsWith('127.')) return loopback
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups.slice(0, 4).join(':')
}
