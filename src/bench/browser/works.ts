/**
 * The browser half of the works, as data. What they share (built app, servers,
 * sealed boards, profiles) is made the first time one of them needs it.
 */

import type { Browser } from '@playwright/test'

import type { EditingTrace } from '../../protocol/text/traces.fixture'
import { ours, type Case, type Contender, type Scene, type Take, type Work } from '../work'
import type { Board } from './arriving'
import type { Timing } from './edits'
import type { BoardSize } from './script'
import type { Stage } from './stage'

/** Samples of these take long and begin cold, with fresh tabs: no round warms up, and few are taken. */
const rounds = 2

export interface BrowserWorks {
  readonly works: readonly Work[]
  readonly close: () => Promise<void>
}

/** Glyphs and sigils of a board at 10×; the other sizes are made of it. */
const board = { edits: 10_000, glyphs: 1_000 }
const bare = { edits: 6, glyphs: 3 }
const [burstGlyphs, burstRounds] = [1_000, 10]
const burstRow = 'burst'
const burstEachRow = 'burst, each edit a sigil'

export function browserWorks(): BrowserWorks {
  let opening: Promise<Stage> | null = null
  const boards = new Map<string, Promise<Board>>()

  const stage = (): Promise<Stage> =>
    (opening ??= import('./stage').then(({ openStage }) => openStage()))

  function boardOf(size: BoardSize): Promise<Board> {
    return once(`${size.edits} ${size.glyphs}`, async () =>
      (await import('./boards')).makeBoard(size),
    )
  }

  const typed = (trace: EditingTrace): Promise<Board> =>
    once(trace.name, async () => (await import('./boards')).makeTypedBoard(trace))

  function once(name: string, make: () => Promise<Board>): Promise<Board> {
    const made = boards.get(name) ?? make()
    boards.set(name, made)
    return made
  }

  /** A contender with a browser process of its own for all of its rounds. */
  function contender(
    who: string,
    prepare: (stage: Stage, browser: Browser) => Promise<readonly Take[]>,
  ): Contender {
    let browser: Browser | null = null
    return {
      who,
      isHere: true,
      prepare: async () => {
        const { launch } = await import('./stage')
        browser = await launch()
        return prepare(await stage(), browser)
      },
      leave: async () => {
        await browser?.close()
      },
    }
  }

  const edits = (scene: Scene): readonly Case[] => {
    const { glyphs } = scaled({ edits: burstRounds, glyphs: burstGlyphs }, scene)
    const inBurst = (row: string, of: 'letters' | 'titles') => async () =>
      (await import('./edits')).inBurst(row, { of, glyphs, rounds: burstRounds })
    const pair = (timing: () => Promise<Timing>, filled: number): readonly Contender[] => [
      contender(ours, async (where, browser) => {
        const { oursEdits } = await import('./edits')
        return oursEdits(await timing(), filled)(where, browser)
      }),
      contender('y-webrtc', async (where, browser) => {
        const { yjsEdits } = await import('./edits')
        return yjsEdits(await timing(), filled)(where, browser)
      }),
    ]
    const count = glyphs * burstRounds
    return [
      {
        name: '200 edits, 60 ms apart',
        contenders: pair(async () => (await import('./edits')).inPace, pacedGlyphs),
      },
      {
        name: `a burst of ${count} letters in ${glyphs} texts`,
        contenders: pair(inBurst(burstRow, 'letters'), glyphs),
      },
      {
        name: `a burst of ${count} titles of ${glyphs} cards`,
        contenders: pair(inBurst(burstEachRow, 'titles'), glyphs),
      },
    ]
  }

  const joining = (held: () => Promise<Board>): readonly Contender[] => [
    oursJoins(ours, held),
    contender('y-webrtc', async (where, browser) =>
      (await import('./arriving')).yjsJoining(where, browser, await held()),
    ),
  ]
  const oursJoins = (who: string, held: () => Promise<Board>): Contender =>
    contender(who, async (where, browser) =>
      (await import('./arriving')).oursJoining(where, browser, await held()),
    )
  const oursOpens = (who: string, held: () => Promise<Board>): Contender =>
    contender(who, async (where) => (await import('./arriving')).oursOpening(where, await held()))
  const yjsOpens = (held: () => Promise<Board>): Contender =>
    contender('y-indexeddb', async (where) =>
      (await import('./arriving')).yjsOpening(where, await held()),
    )

  const sizes = (scene: Scene): readonly (readonly [string, BoardSize])[] => [
    ['at 1×', scaled({ edits: 1_000, glyphs: 100 }, scene)],
    ['at 10×', scaled(board, scene)],
    ['at 100×', hundredfold(scene)],
  ]

  const works: readonly Work[] = [
    {
      id: 'S5',
      what: 'two Chromium contexts over WebRTC: an edit in one until it is observed in the other',
      rounds,
      rows: [
        { name: 'p50', unit: 'ms', reach: [{ atMost: 1.1, times: 'y-webrtc' }] },
        { name: 'p99', unit: 'ms', reach: [{ atMost: 1.1, times: 'y-webrtc' }] },
        { name: burstRow, unit: 'ms', reach: [{ atMost: 0.5, times: 'y-webrtc' }] },
        { name: burstEachRow, unit: 'ms', reach: [] },
      ],
      cases: edits,
    },
    {
      id: 'S6',
      what: 'a tab joins: page load until everything is on the screen',
      rounds,
      rows: [
        { name: 'screen', unit: 'ms', reach: [{ atMost: 1, times: 'y-webrtc' }] },
        { name: 'editable', unit: 'ms', reach: [] },
      ],
      cases: (scene) => [
        {
          name: nameOf(scaled(board, scene)),
          contenders: joining(() => boardOf(scaled(board, scene))),
        },
        ...scene.traces
          .filter(({ name }) => name === paper)
          .map(({ name, read }) => ({
            name: `${name}, whole`,
            contenders: joining(() => typed(read())),
          })),
      ],
    },
    {
      id: 'S7',
      what: 'cold open from IndexedDB, no network: until on the screen and editable',
      rounds,
      rows: [
        {
          name: 'screen',
          unit: 'ms',
          reach: [
            { atMost: 300, times: null },
            { atMost: 0.5, times: 'y-indexeddb' },
          ],
        },
      ],
      cases: (scene) => {
        const held = (): Promise<Board> => boardOf(hundredfold(scene))
        return [
          { name: nameOf(hundredfold(scene)), contenders: [oursOpens(ours, held), yjsOpens(held)] },
        ]
      },
    },
    {
      id: 'S9',
      what: 'bulk verification in Chromium',
      rounds,
      rows: [{ name: 'seals', unit: 'ms', reach: [{ atMost: 1 / 0.9, times: 'WebCrypto alone' }] }],
      cases: (scene) => {
        const held = (): Promise<Board> => boardOf(scaled(board, scene))
        const check = (who: string, whose: 'oursChecking' | 'bareChecking'): Contender =>
          contender(who, async (where, browser) =>
            (await import('./checking'))[whose](where, browser, (await held()).sealed),
          )
        const contenders = [check(ours, 'oursChecking'), check('WebCrypto alone', 'bareChecking')]
        return [{ name: `${scaled(board, scene).edits} seals, Chromium`, contenders }]
      },
    },
    {
      id: 'S10',
      what: 'the main thread while a history comes in over the link and a person types',
      rounds,
      rows: [
        { name: 'longest task, CPU', unit: 'ms', reach: [{ atMost: 50, times: null }] },
        { name: 'longest task, clock', unit: 'ms', reach: [{ atMost: 50, times: null }] },
        { name: 'tasks over 50 ms, CPU', unit: '', reach: [] },
        { name: 'keystroke to paint, p99', unit: 'frames', reach: [{ atMost: 2, times: null }] },
        { name: 'until all is there', unit: 'ms', reach: [] },
      ],
      cases: (scene) => {
        const size = hundredfold(scene)
        const prepare = async (where: Stage, browser: Browser): Promise<readonly Take[]> =>
          (await import('./typing')).oursTyping(where, browser, (await boardOf(size)).sealed)
        return [{ name: nameOf(size), contenders: [contender(ours, prepare)] }]
      },
    },
    {
      id: 'S11',
      what: 'memory of a tab after opening, Chromium: objects, buffers and WebAssembly',
      rounds,
      rows: [
        { name: 'page', unit: 'MB', reach: asMuch },
        { name: 'page, beyond the same one empty', unit: 'MB', reach: asMuch },
        { name: 'page, once history was asked for', unit: 'MB', reach: [] },
      ],
      cases: (scene) => {
        const held = (): Promise<Board> => boardOf(hundredfold(scene))
        return [
          {
            name: `${nameOf(hundredfold(scene))}, Chromium`,
            contenders: [
              contender(ours, async (where) =>
                (await import('./memory')).oursMemory(where, await held(), await boardOf(bare)),
              ),
              contender('yjs', async (where) =>
                (await import('./memory')).yjsMemory(where, await held()),
              ),
              contender('automerge', async (where) => {
                const { makeAutomerge } = await import('./boards')
                const whole = await held()
                const { automergeMemory } = await import('./memory')
                return automergeMemory(where, whole, await makeAutomerge(whole.sealed.script))
              }),
            ],
          },
        ]
      },
    },
    {
      id: 'S12',
      what: 'growth in Chromium: page load until on the screen, a sigil, at 1×, 10×, 100×',
      subject: 'at 100×',
      rounds,
      rows: [{ name: 'a sigil', unit: 'µs', reach: [{ atMost: 1.3, times: 'at 1×' }] }],
      cases: (scene) => [
        {
          name: 'joined, as S6',
          contenders: sizes(scene).map(([who, size]) =>
            aSigil(
              oursJoins(who, () => boardOf(size)),
              size,
            ),
          ),
        },
        {
          name: 'opened, as S7',
          contenders: sizes(scene).map(([who, size]) =>
            aSigil(
              oursOpens(who, () => boardOf(size)),
              size,
            ),
          ),
        },
      ],
    },
  ]

  return {
    works,
    close: async () => {
      if (opening !== null) await (await opening).close()
    },
  }
}

const pacedGlyphs = 10

/** The trace that is joined whole, where this machine has it. */
const paper = 'automerge-paper'

const asMuch = [
  { atMost: 1, times: 'automerge' },
  { atMost: 3, times: 'yjs' },
] as const

const nameOf = ({ edits, glyphs }: BoardSize): string => `${edits} sigils on ${glyphs} glyphs`

/** Never so small that nothing is left to write. */
const scaled = ({ edits, glyphs }: BoardSize, { scale }: Scene): BoardSize => ({
  edits: Math.max(20, Math.round(edits * scale)),
  glyphs: Math.max(10, Math.round(glyphs * scale)),
})

const hundredfold = (scene: Scene): BoardSize => {
  const { edits, glyphs } = scaled(board, scene)
  return { edits: 10 * edits, glyphs }
}

/** What a page load comes to for one sigil, with the time itself beside it. */
function aSigil(contender: Contender, { edits }: BoardSize): Contender {
  return {
    ...contender,
    prepare: async () =>
      (await contender.prepare()).map(({ how, sample }) => ({
        how,
        sample: async () => {
          const { screen = Number.NaN } = await sample()
          return { 'a sigil': (1000 * screen) / edits, screen }
        },
      })),
  }
}
