/**
 * The console: everything a driver can do, by the same path as the interface
 * (PROTOCOL.md §CN). `main.tsx` hangs it on `globalThis.aetherlink`.
 */

import { changeRefusal } from '../chorus/change'
import type { Chorus, Facets, Tides } from '../chorus/chorus'
import type { GlyphId } from '../protocol/ids'
import type { Verdict } from '../protocol/trace'

/** A glyph as the console shows it. */
export interface ConsoleGlyph {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly hue: number
  readonly x: number
  readonly y: number
  readonly tags: readonly string[]
  readonly bonds: readonly string[]
}

export interface ConsoleFacets extends Omit<ConsoleGlyph, 'id'> {}

export interface ConsoleWoven {
  readonly sigil: string
  readonly weaver: string
  readonly stamp: { readonly ms: number; readonly tick: number }
  readonly glyph: string | null
  readonly links: readonly string[]
  readonly verdicts: readonly Verdict[]
}

export interface AetherlinkConsole {
  readonly protocol: 'AL-7.3'
  /** Begins a chorus and opens it. The link admits others. */
  readonly found: (name: string) => Promise<{ readonly link: string }>
  /** Resolves when the first sync is complete. */
  readonly join: (link: string) => Promise<void>
  readonly leave: () => Promise<void>
  readonly link: (role?: 'weave' | 'witness') => Promise<string>
  /** This tab. */
  readonly weaver: () => { readonly id: string; readonly name: string }
  readonly weavers: () => readonly {
    readonly id: string
    readonly name: string
    readonly self: boolean
    readonly linked: boolean
  }[]
  /** Alive ones. */
  readonly glyphs: () => readonly ConsoleGlyph[]
  readonly glyph: (id: string) => ConsoleGlyph | undefined
  /** The glyph's id, once durable. */
  readonly create: (facets?: Partial<ConsoleFacets>) => Promise<string>
  /** The sigil's id, once durable; where nothing changes, that of the one by which the glyph stands [SS9]. */
  readonly set: (id: string, facets: Partial<ConsoleFacets>) => Promise<string>
  readonly splice: (id: string, at: number, deleteCount: number, insert: string) => Promise<string>
  readonly shatter: (id: string) => Promise<string>
  readonly history: (id?: string) => readonly ConsoleWoven[]
  readonly waiting: () => readonly {
    readonly sigil: string
    readonly missing: readonly string[]
    readonly heldMs?: number
  }[]
  readonly dissolved: () => readonly {
    readonly reason: string
    readonly detail: string
    readonly from: string
  }[]
  /** Hex; equal exactly when two weavers hold the same sigils. */
  readonly digest: () => string
  readonly weather: (tides: Partial<Tides>) => void
  /** Everything local is durable and handed to every open link. */
  readonly settled: () => Promise<void>
}

export interface ConsoleDeps {
  /** The chorus that is open in this tab; null on the threshold. */
  readonly chorus: () => Chorus | null
  readonly found: (name: string) => Promise<Chorus>
  readonly join: (link: string) => Promise<Chorus>
  readonly leave: () => Promise<void>
  /** The whole URL for a fragment. */
  readonly urlOf: (fragment: string) => string
}

export function createConsole(deps: ConsoleDeps): AetherlinkConsole {
  const { urlOf } = deps
  const here = (): Chorus => {
    const chorus = deps.chorus()
    if (chorus === null) throw new Error('No chorus is open here: call found, join, or open one.')
    return chorus
  }
  /** A driver may close the tab at once, so its invite is on the disk first [CN1]. */
  const linkTo = async (chorus: Chorus, role: 'weave' | 'witness'): Promise<string> => {
    const fragment = await chorus.invite(role)
    await chorus.settled()
    return urlOf(fragment)
  }
  return {
    protocol: 'AL-7.3',
    found: async (name) => {
      const chorus = await deps.found(spoken(name, 'A chorus’s name'))
      return { link: await linkTo(chorus, 'weave') }
    },
    join: async (link) => {
      const chorus = await deps.join(spoken(link, 'A link'))
      chorus.recall()
      await chorus.ready
    },
    leave: deps.leave,
    link: async (role = 'weave') => linkTo(here(), checkedRole(role)),
    weaver: () => {
      const chorus = here()
      const me = chorus.fellows().find(({ self }) => self)
      return { id: chorus.self, name: me?.name ?? '' }
    },
    weavers: () =>
      here()
        .fellows()
        .map(({ weaver, name, self, linked }) => ({ id: weaver, name, self, linked })),
    glyphs: () =>
      here()
        .glyphIds()
        .flatMap((id) => consoleGlyph(here(), id) ?? []),
    glyph: (id) => consoleGlyph(here(), id as GlyphId),
    create: async (facets = {}) => {
      const made = here().create(checkedFacets(facets))
      await made.kept
      return made.glyph
    },
    set: async (id, facets) => here().set(id as GlyphId, checkedFacets(facets)).kept,
    splice: async (id, at, deleteCount, insert) =>
      here().splice(id as GlyphId, [[at, deleteCount, insert]]).kept,
    shatter: async (id) => here().shatter(id as GlyphId).kept,
    history: (id) => here().history(id as GlyphId | undefined),
    waiting: () =>
      here()
        .waiting()
        .map(({ sigil, missing, heldMs }) =>
          heldMs === undefined ? { sigil, missing } : { sigil, missing, heldMs },
        ),
    dissolved: () =>
      here()
        .dissolved()
        .map(({ refusal, from }) => ({
          reason: refusal.kind === 'malformed' ? refusal.form : refusal.kind,
          detail: detailOf(refusal),
          from,
        })),
    digest: () => here().digest(),
    weather: (tides) => here().setTides(checkedTides(tides)),
    settled: () => here().settled(),
  }
}

/** Whoever types into a console has no compiler beside them. */
function spoken(text: string, what: string): string {
  if (typeof text !== 'string') throw changeRefusal('bad-value', `${what} is a string.`)
  return text
}

function checkedRole(role: 'weave' | 'witness'): 'weave' | 'witness' {
  if (role === 'weave' || role === 'witness') return role
  throw changeRefusal('bad-value', 'A link admits with the role “weave” or “witness”.')
}

/** Kinds alone; what a title or a hue may be is the chorus's to say. */
function checkedFacets(facets: Partial<ConsoleFacets>): Partial<Facets> {
  if (typeof facets !== 'object' || facets === null) {
    throw changeRefusal('bad-value', 'Facets are an object such as { title, body, hue }.')
  }
  const { x = 0, y = 0, tags = [], bonds = [] } = facets
  if (typeof x !== 'number' || typeof y !== 'number') {
    throw changeRefusal('bad-value', 'A place is two numbers, x and y.')
  }
  if (!Array.isArray(tags) || !Array.isArray(bonds)) {
    throw changeRefusal('bad-value', 'Tags and bonds are lists.')
  }
  return facets as Partial<Facets>
}

function checkedTides(tides: Partial<Tides>): Partial<Tides> {
  const { latencyMs = 0, jitterMs = 0, loss = 0, cut = false } = tides
  const isTime = (ms: number): boolean => Number.isFinite(ms) && ms >= 0
  const isShare = Number.isFinite(loss) && loss >= 0 && loss <= 1
  if (isTime(latencyMs) && isTime(jitterMs) && isShare && typeof cut === 'boolean') return tides
  throw changeRefusal(
    'bad-value',
    'Tides are latencyMs and jitterMs from 0, loss from 0 to 1, and cut, true or false.',
  )
}

function consoleGlyph(chorus: Chorus, id: GlyphId): ConsoleGlyph | undefined {
  const glyph = chorus.glyph(id)
  if (glyph === undefined || !glyph.alive) return undefined
  const { title, hue, place, tags, bonds } = glyph
  return { id, title, body: chorus.text(id), hue, x: place.x, y: place.y, tags, bonds }
}

/** All that a refusal says beyond its kind, in one line. */
function detailOf(refusal: object): string {
  return Object.entries(refusal)
    .filter(([field]) => field !== 'kind' && field !== 'form')
    .map(([field, value]) => (field === 'detail' ? String(value) : `${field} ${String(value)}`))
    .join(', ')
}
