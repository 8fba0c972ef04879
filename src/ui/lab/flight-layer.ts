/**
 * Draws what is under way, straight into one SVG group: where a sigil is
 * follows from the time alone, so a frame moves what is there and React never
 * hears of it.
 */

import type { SigilId } from '../../protocol/ids'
import type { Flight, LabState } from '../../state/lab-store'
import { initial } from '../people'
import { between, laneOf, type Point, type Size, stationAt } from './geometry'
import { weaverPath } from './weaver-shapes'

export interface FlightScene {
  readonly state: Pick<LabState, 'flights' | 'weavers' | 'nowMs'>
  readonly size: Size
  readonly authors: ReadonlyMap<SigilId, number>
  /** For whom motion is too much: everything under way rests halfway until it is there. */
  readonly isStill: boolean
}

export interface FlightLayer {
  readonly draw: (scene: FlightScene) => void
}

/** One flight's elements, kept while it lasts. */
interface Token {
  readonly group: SVGGElement
  readonly trail: SVGLineElement | null
  readonly body: SVGGElement
  readonly shards: readonly SVGPathElement[]
}

/** CSS pixels from the middle to the corner. */
const tokenSize = 11
const talkRadius = 2.2
const trailShare = 0.09

/** Where on its way a lost one breaks, and where the last of it is gone, as shares of the way. */
const breaksAt = 0.5
const goneAt = 0.86

/** Where those rest that may not be seen moving. */
const restsAt = 0.3

const shardWays: readonly (readonly [turn: number, reach: number])[] = [
  [-0.9, 15],
  [0.7, 19],
  [2.4, 16],
  [3.9, 13],
]

export function createFlightLayer(root: SVGGElement): FlightLayer {
  const tokens = new Map<number, Token>()

  function draw(scene: FlightScene): void {
    const seen = new Set<number>()
    for (const flight of scene.state.flights) {
      const share = shareOf(flight, scene)
      if (share < 0 || share > 1) continue
      seen.add(flight.key)
      const token = tokens.get(flight.key) ?? add(flight, scene)
      place(token, flight, share, scene)
    }
    for (const [key, token] of tokens) {
      if (seen.has(key)) continue
      token.group.remove()
      tokens.delete(key)
    }
  }

  function add(flight: Flight, scene: FlightScene): Token {
    const token = flight.sigils.length === 0 ? talkToken() : sigilToken(flight, scene)
    token.group.dataset.lost = String(flight.isLost)
    root.append(token.group)
    tokens.set(flight.key, token)
    return token
  }

  return { draw }
}

function shareOf(flight: Flight, { state, isStill }: FlightScene): number {
  const lasts = flight.dueMs - flight.leftMs
  const share = lasts <= 0 ? 1 : (state.nowMs - flight.leftMs) / lasts
  if (share < 0 || share > 1) return share
  if (isStill) return flight.isLost ? breaksAt : restsAt
  return share
}

function place(token: Token, flight: Flight, share: number, scene: FlightScene): void {
  const { weavers } = scene.state
  const [start, end] = laneOf(
    stationAt(flight.from, weavers.length, scene.size),
    stationAt(flight.to, weavers.length, scene.size),
  )
  const broken = flight.isLost ? Math.max(0, (share - breaksAt) / (goneAt - breaksAt)) : 0
  const at = between(start, end, broken > 0 ? breaksAt : share)
  // As a style and not as an attribute: an attribute would have the whole drawing laid out anew.
  token.group.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`
  const isWhole = broken === 0
  change(token.group, 'opacity', Math.max(0, 1 - broken).toFixed(2))
  change(token.body, 'visibility', isWhole ? 'visible' : 'hidden')
  if (token.trail !== null) drawTrail(token.trail, start, end, isWhole ? share : 0)
  token.shards.forEach((shard, nth) => scatter(shard, nth, broken))
}

function drawTrail(trail: SVGLineElement, start: Point, end: Point, share: number): void {
  const back = Math.min(trailShare, share)
  change(trail, 'x1', ((start.x - end.x) * back).toFixed(1))
  change(trail, 'y1', ((start.y - end.y) * back).toFixed(1))
}

function scatter(shard: SVGPathElement, nth: number, broken: number): void {
  const [turn, reach] = shardWays[nth] ?? [0, 0]
  const far = broken * reach
  change(shard, 'visibility', broken > 0 ? 'visible' : 'hidden')
  if (broken === 0) return
  shard.setAttribute(
    'transform',
    `translate(${(Math.cos(turn) * far).toFixed(1)} ${(Math.sin(turn) * far + broken * broken * 10).toFixed(1)}) rotate(${(turn * 90 * broken).toFixed(0)})`,
  )
}

/** Most attributes stay as they are from frame to frame, and to set one anew costs as much as to change it. */
function change(element: SVGElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** Greetings and digests: there, but not what one looks at. */
function talkToken(): Token {
  const group = svg('g', { class: 'flight talk' })
  const body = svg('g', {})
  body.append(svg('circle', { r: String(talkRadius) }))
  group.append(body)
  return { group, trail: null, body, shards: [] }
}

function sigilToken(flight: Flight, { authors, state }: FlightScene): Token {
  const [first] = flight.sigils
  const author = (first === undefined ? undefined : authors.get(first)) ?? flight.from
  const weaver = state.weavers[author]
  const group = svg('g', { class: 'flight toned' })
  group.style.setProperty('--h', String(weaver?.hue ?? 0))
  const trail = svg('line', { class: 'flight-trail', x2: '0', y2: '0' })
  const body = svg('g', {})
  body.append(svg('path', { d: weaverPath(author, tokenSize) }))
  const letter = svg('text', { y: author === 2 ? '5' : '3.6' })
  letter.textContent = initial(weaver?.name ?? '')
  body.append(letter)
  if (flight.sigils.length > 1) body.append(...countBadge(flight.sigils.length))
  const shards = (flight.isLost ? shardWays : []).map((_, nth) =>
    svg('path', { class: 'flight-shard', d: weaverPath(2, 4 + (nth % 2)) }),
  )
  group.append(trail, body, ...shards)
  return { group, trail, body, shards }
}

function countBadge(amount: number): readonly SVGElement[] {
  const text = svg('text', { class: 'flight-count', x: '11', y: '-6.4' })
  text.textContent = String(amount)
  return [svg('circle', { class: 'flight-badge', cx: '11', cy: '-9.6', r: '7' }), text]
}

function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}
