/**
 * Parts of the interface that no first picture needs: chunks of their own, fetched once
 * that picture stands, so that they are here before anybody asks for them.
 */

import { type ComponentType, lazy } from 'react'

const loads: (() => Promise<unknown>)[] = []

function part<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  loads.push(load)
  return lazy(async () => ({ default: await load() }))
}

export const BodyEditor = part(async () => (await import('./BodyEditor')).BodyEditor)
export const LoomPanel = part(async () => (await import('./LoomPanel')).LoomPanel)
export const InboxPanel = part(async () => (await import('./InboxPanel')).InboxPanel)
export const ShareDialog = part(async () => (await import('./ShareDialog')).ShareDialog)
export const TimeRoom = part(async () => (await import('./TimeRoom')).TimeRoom)
export const WhyDialog = part(async () => (await import('./WhyDialog')).WhyDialog)

/** One a call, so that it may be done in idle time; false once all are asked for. Whoever needs one that did not come asks again. */
export function fetchingParts(): () => boolean {
  const left = [...loads]
  return () => {
    left
      .shift()?.()
      .catch(() => undefined)
    return left.length > 0
  }
}
