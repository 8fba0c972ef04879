/**
 * The body of one glyph, tied to the glyph's lineage (PROTOCOL.md §SN, §TX).
 *
 * The text knows runs; the lineage knows sigils. A sigil without splices has no
 * run and is passed through: its text version is that of its parents. Nothing is
 * walked before somebody reads, so a long history costs nothing until then, and
 * no more than a snapshot where one fits.
 */

import { compareSigils } from './concordance'
import type { SigilId } from './ids'
import type { Lineage } from './lineage'
import type { Splice } from './sigil'
import type { BodyText, CreateBodyText } from './text/body'
import type { TextSpan } from './text/provenance'

/** What a snapshot says of one body. */
export interface TextSnapshot {
  readonly text: string
  readonly version: readonly SigilId[]
}

/** Who counts: in everybody's eyes now, and in its author's then. */
export interface Say {
  readonly isEffective: boolean
  /** Nodes that the author knew to be set aside. */
  readonly asides: readonly number[]
}

export interface GlyphText {
  /** Notes the lineage's newest node, with the splices it brings. */
  readonly note: (node: number, splices: readonly Splice[], say: Say) => void
  /** Merges what was noted, where the body was read before. Returns what that changed. */
  readonly advance: () => readonly Splice[]
  readonly text: () => string
  /** The text as last told; null where nobody has read it yet. */
  readonly readText: () => string | null
  readonly offer: (snapshot: TextSnapshot) => void
  /** The version that this text can be opened from again; null where its version alone doesn't tell it [SN5]. */
  readonly restorable: () => readonly SigilId[] | null
  /** Ids of the sigils whose runs are the text's heads, ascending. */
  readonly version: () => readonly SigilId[]
  /** Where a position in the text at `version` stands now [TX10]; null where that version is not here. */
  readonly locate: (version: readonly SigilId[], position: number) => number | null
  /** Every unit ever inserted, in document order [TX11]; runs are told as nodes. */
  readonly spans: () => readonly TextSpan[]
  /** Nodes that `node` met at one place of the text; null where it has no run, or a void one. */
  readonly rivals: (node: number) => readonly number[] | null
}

const noRuns: readonly number[] = []

export function createGlyphText(lineage: Lineage, createBodyText: CreateBodyText): GlyphText {
  /** Node of each run, and run of each node that has one. */
  const nodes: number[] = []
  const runs = new Map<number, number>()
  /** Text version of each node, as runs, ascending; one array for all that share it. None before the first run. */
  const versions: (readonly number[])[] = []
  let heads = noRuns
  let body: BodyText | null = null
  let offered: TextSnapshot | null = null
  let isRead = false
  /** [SN5] Once anything is set aside, a version alone doesn't tell the text. */
  let isGuarded = false

  function note(node: number, splices: readonly Splice[], { isEffective, asides }: Say): void {
    const version = versionBelow(node)
    if (splices.length === 0 && nodes.length === 0) return
    while (versions.length < node) versions.push(noRuns)
    versions.push(splices.length === 0 ? version : [nodes.length])
    if (splices.length === 0) return
    nodes.push(node)
    body ??= createBodyText(compareRuns)
    const unheard = asides.flatMap((aside) => runs.get(aside) ?? [])
    const run = body.add({ parents: version, splices, isAside: !isEffective, asides: unheard })
    isGuarded ||= !isEffective || unheard.length > 0
    runs.set(node, run)
    heads = [...heads.filter((head) => !version.includes(head)), run]
  }

  /** The maximal runs among a node's ancestors. */
  function versionBelow(node: number): readonly number[] {
    if (lineage.coversAll(node)) return heads
    const [first = noRuns, ...rest] = lineage
      .parents(node)
      .map((parent) => versions[parent] ?? noRuns)
    if (rest.every((version) => version === first)) return first
    const union = [...new Set([...first, ...rest.flat()])].toSorted((a, b) => a - b)
    const maximal = new Set(lineage.maximal(union.map(nodeOf)))
    return union.filter((run) => maximal.has(nodeOf(run)))
  }

  /** [TX4] Between rivals for one place the stamp decides, then the id. */
  function compareRuns(a: number, b: number): number {
    return compareSigils(lineage.sigilAt(nodeOf(a)), lineage.sigilAt(nodeOf(b)))
  }

  function nodeOf(run: number): number {
    return nodes[run] ?? -1
  }

  /** The body as it stands; null where nothing was ever written. */
  function read(): BodyText | null {
    if (isRead) return body
    isRead = true
    const version = offered === null || isGuarded ? null : runsOf(offered.version)
    if (offered !== null && version !== null) body?.load(offered.text, version)
    offered = null
    body?.advance()
    return body
  }

  /** [SN2] A version fits where each of its ids is a run here and none is another's ancestor. */
  function runsOf(version: readonly SigilId[]): readonly number[] | null {
    const found: number[] = []
    for (const id of version) {
      const run = runs.get(lineage.nodeOf(id) ?? -1)
      if (run === undefined) return null
      found.push(run)
    }
    const isAntichain = lineage.maximal(found.map(nodeOf)).length === new Set(found).size
    return found.length > 0 && isAntichain ? found.toSorted((a, b) => a - b) : null
  }

  function version(): readonly SigilId[] {
    return heads.map((run) => lineage.sigilAt(nodeOf(run)).id).toSorted()
  }

  function locate(then: readonly SigilId[], position: number): number | null {
    const text = read()
    if (text === null) return then.length === 0 && position === 0 ? 0 : null
    const found = then.length === 0 ? [] : runsOf(then)
    if (found === null) return null
    // By far the commonest: both are in step.
    if (found.length === heads.length && found.every((run) => heads.includes(run))) {
      return position <= text.length() ? position : null
    }
    return text.locate(found, position)
  }

  function rivals(node: number): readonly number[] | null {
    const run = runs.get(node)
    const text = read()
    if (run === undefined || text === null || text.isVoid(run)) return null
    return text.rivals(run).map(nodeOf)
  }

  function spans(): readonly TextSpan[] {
    return (body?.spans() ?? []).map((span) => ({
      ...span,
      run: nodeOf(span.run),
      deletedBy: span.deletedBy.map(nodeOf),
    }))
  }

  return {
    note,
    spans,
    advance: () => (isRead && body !== null ? body.advance() : []),
    text: () => read()?.text() ?? '',
    readText: () => (isRead ? (body?.text() ?? '') : null),
    offer: (snapshot) => {
      if (!isRead) offered = snapshot
    },
    restorable: () => (isGuarded ? null : version()),
    version,
    locate,
    rivals,
  }
}
