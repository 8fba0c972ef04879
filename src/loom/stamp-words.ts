/** Stamps as clock readings, in UTC, so that two people who compare screens read the same. */

import type { Stamp } from '../protocol/stamp'

/**
 * `10:04:07.120`, told apart from the stamps it stands `among`: with its day
 * where theirs differ, with its tick where theirs decides or it has one [LM7].
 */
export function stampWords(stamp: Stamp, among: readonly Stamp[]): string {
  const [day, time] = dayAndTime(stamp.ms)
  const otherDay = among.some(({ ms }) => dayAndTime(ms)[0] !== day)
  const sameMs = among.filter(({ ms }) => ms === stamp.ms)
  const tickTells = stamp.tick > 0 || sameMs.some(({ tick }) => tick !== stamp.tick)
  return `${otherDay ? `${day} ` : ''}${time}${tickTells ? ` tick ${stamp.tick}` : ''}`
}

function dayAndTime(ms: number): readonly [day: string, time: string] {
  const iso = new Date(ms).toISOString()
  const at = iso.indexOf('T')
  return [iso.slice(0, at), iso.slice(at + 1, -1)]
}
