/**
 * S11, in Node: memory once 100,000 facet changes on 1,000 glyphs have been opened
 * from what was kept of them, and every glyph was read.
 *
 * What was kept is made in another process, and each sample is taken in one that
 * did nothing before: nothing but the opened chorus is left to count. Resident
 * memory, since WebAssembly's counts nowhere else.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

import { openFromVault } from '../chorus/reopen'
import { sha256 } from '../platform/sha256'
import { systemClock, systemSchedule } from '../platform/system-clock'
import type { ChorusId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import { createWeaver } from '../protocol/weaver'
import { createMemoryVault } from '../storage/memory-vault'
import { packIn, packSigils, sigilsIn, type PackedSigils } from '../storage/packing'
import { inSlices } from '../storage/vault'
import type { PeerRef, Replica } from './peers/peer'
import { changesOf, type Change, hasEveryHue, write } from './registers'
import { createCrypto } from './verify-thread'
import { mustBe, ours, type Contender, type Work } from './work'

const changeCount = 100_000
const resident = 'resident'
const heap = 'JavaScript heap and buffers'

export const memory = (peers: readonly PeerRef[]): Work => ({
  id: 'S11',
  what: 'memory after opening, in Node',
  rows: [
    {
      name: resident,
      unit: 'MB',
      reach: [
        { atMost: 1, times: 'automerge' },
        { atMost: 3, times: 'yjs' },
      ],
    },
    { name: heap, unit: 'MB', reach: [] },
  ],
  cases: ({ scale, scratch }) => {
    const changes = changesOf(changeCount * scale)
    const contenders = [
      weaving(changes, scratch),
      ...peers.map((peer) => loading(peer, changes, scratch)),
    ]
    return [{ name: `${changes.length} sigils`, contenders }]
  },
})

interface Kept {
  readonly chorus: ChorusId
  readonly records: readonly PackedSigils[]
}

function weaving(changes: readonly Change[], scratch: string): Contender {
  return {
    who: ours,
    isFresh: true,
    prepare: async () => {
      const file = join(scratch, `ours-${changes.length}`)
      if (!existsSync(file)) {
        const { author } = await write(await createCrypto(), changes)
        const records = packSigils(author.weaver.sigils(), sha256)
        writeFileSync(file, serialize({ chorus: author.weaver.chorus, records } satisfies Kept))
      }
      const sample = async () => {
        const growth = startGrowth()
        const { chorus, opened } = openedFrom(file)
        const weaver = createWeaver({ chorus, clock: systemClock, hash: sha256 })
        // As IndexedDB: what it read out it does not keep.
        await openFromVault({
          weaver,
          vault: { ...createMemoryVault(), read: (take) => inSlices(opened.splice(0), take) },
          schedule: systemSchedule,
          isStopped: () => false,
          advanced: () => {},
        })
        mustBe(
          hasEveryHue(changes, (glyph) => weaver.glyph(glyph)?.hue),
          'hues as opened',
        )
        return growth(weaver)
      }
      return [{ how: 'opened from packs', sample }]
    },
  }
}

/** In a function of its own: one that waits, as what calls it does, keeps whatever it once named, and so the records. */
function openedFrom(file: string): { readonly chorus: ChorusId; readonly opened: Sigil[] } {
  const { chorus, records } = deserialize(readFileSync(file)) as Kept
  return { chorus, opened: records.flatMap((record) => sigilsOf(record, chorus)) }
}

function sigilsOf(record: PackedSigils, chorus: ChorusId): readonly Sigil[] {
  const pack = packIn(record, sha256)
  const sigils = pack && sigilsIn(pack, chorus, sha256)
  mustBe(sigils !== null, 'a record of the vault')
  return sigils ?? []
}

function loading({ name, load }: PeerRef, changes: readonly Change[], scratch: string): Contender {
  return {
    who: name,
    isFresh: true,
    prepare: async () => {
      const peer = await load()
      const file = join(scratch, `${name}-${changes.length}`)
      if (!existsSync(file)) {
        const replica = peer.open(1)
        for (const { glyph, hue } of changes) replica.set(glyph, 'hue', hue)
        writeFileSync(file, replica.whole())
        replica.free()
      }
      const sample = async () => {
        const growth = startGrowth()
        const replica = peer.open(2)
        loadFrom(file, replica)
        mustBe(
          hasEveryHue(changes, (glyph) => replica.get(glyph, 'hue')),
          'hues as loaded',
        )
        return growth(replica)
      }
      return [{ how: 'loaded from one update', sample }]
    },
  }
}

/** Like {@link openedFrom}: the file is let go of by everybody. */
function loadFrom(file: string, replica: Replica): void {
  replica.applyEach([readFileSync(file)])
}

/** Begins to count; what it returns tells by how much memory grew, with `opened` still in use. */
function startGrowth(): (opened: unknown) => Record<string, number> {
  const before = settled()
  return (opened) => {
    const after = settled()
    mustBe(opened !== null, 'still open')
    const megabytes = (bytes: number): number => Math.max(0, bytes) / 1e6
    return {
      [resident]: megabytes(after.rss - before.rss),
      [heap]: megabytes(after.heapUsed + after.external - before.heapUsed - before.external),
    }
  }
}

/** Twice, since what the first finds unreachable may have held buffers. */
function settled(): NodeJS.MemoryUsage {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage()
}
