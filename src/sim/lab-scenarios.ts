/**
 * The scenarios of the lab: each a note, a few acts and what it is there to show
 * (PROTOCOL.md §LB, LB1). What they come to is found, not scripted: other
 * settings may well bring another rule to bear, and then that one is told.
 */

import type { Chorus } from '../chorus/chorus'
import { madeByHand, renames } from './lab-lies'
import type { LabClock, LabSettings } from './lab-model'
import {
  bodyOutcome,
  calcifiedOutcome,
  dissolvedOutcome,
  forkedOutcome,
  lastContest,
  settledOutcome,
  waitedOutcome,
} from './lab-outcomes'
import type { Act, Cast, Script } from './lab-script'
import { noMeddling } from './lab-wires'

const right: LabClock = { offMs: 0, isStopped: false }
const stopped: LabClock = { offMs: 0, isStopped: true }

const settingsOf = (weavers: number, change: Partial<LabSettings> = {}): LabSettings => ({
  seed: 1,
  weavers,
  latencyMs: 600,
  jitterMs: 0,
  loss: 0,
  clocks: Array.from({ length: weavers }, () => right),
  ...change,
})

const plain = {
  least: 2,
  liars: [],
  meddling: noMeddling,
  note: { title: 'Tea', hue: 30 },
} as const

const primacy: Script = {
  ...plain,
  id: 'primacy',
  title: 'Causal Primacy',
  text: 'Ada renames a note; Bea sees that, and renames it again. Bea’s change had seen everything before it, so it simply stands.',
  question:
    'Raise the latency above two seconds, so that Bea has not seen Ada’s change yet. Whose title stands then, and by which rule?',
  settings: settingsOf(2),
  acts: (cast) => [
    at(500, () => rename(cast, 0, 'Coffee')),
    at(2_500, () => rename(cast, 1, 'Cocoa')),
  ],
  outcome: (evidence) => settledOutcome(evidence, 'title'),
}

const authority: Script = {
  ...plain,
  id: 'authority',
  title: 'Temporal Authority',
  text: 'Ada and Bea rename one note, and neither has seen the other do it. The later stamp stands, and the other version is kept.',
  question: 'Set Bea’s clock five seconds back and begin again. Whose title stands now?',
  settings: settingsOf(2, { latencyMs: 1_200 }),
  acts: (cast) => [
    at(500, () => rename(cast, 0, 'Coffee')),
    at(900, () => rename(cast, 1, 'Cocoa')),
  ],
  outcome: (evidence) => settledOutcome(evidence, 'title'),
}

const amalgam: Script = {
  ...plain,
  id: 'amalgam',
  title: 'Amalgamation',
  text: 'All clocks stand still, so stamps can be exactly equal: two tie over the title, then three over the hue. No one wins a tie: FN_AMALGAMATE makes something new from all of them, and the same on every screen.',
  question: 'Let Bea’s clock run again. Which rule decides, and what becomes of the amalgam?',
  settings: settingsOf(3, { clocks: [stopped, stopped, stopped] }),
  acts: (cast) => [
    at(500, () => rename(cast, 0, 'Coffee')),
    at(500, () => rename(cast, 1, 'Cocoa')),
    ...cast.people.map(({ nth }) => at(4_000, () => colour(cast, nth, [0, 120, 200][nth] ?? 280))),
  ],
  outcome: (evidence) => settledOutcome(evidence, 'hue'),
}

const twoPens: Script = {
  ...plain,
  id: 'two-pens',
  title: 'One paragraph, two pens',
  text: 'Ada and Bea write into one sentence at once, at the same place. All that both wrote stays, each one’s words together, in an order that their stamps decide.',
  question: 'Stop both clocks and begin again. What decides the order of the words now?',
  note: { title: 'A sentence', hue: 190, body: 'The sun and the moon.' },
  settings: settingsOf(2, { latencyMs: 1_000 }),
  acts: (cast) => [
    at(500, () => insert(cast, 0, 'The sun', ' rises')),
    at(700, () => insert(cast, 1, 'The sun', ' sets')),
    at(1_000, () => insert(cast, 0, ' rises', ' in the east')),
    at(1_100, () => insert(cast, 1, ' sets', ' in the west')),
  ],
  outcome: bodyOutcome,
}

const delayedParent: Script = {
  ...plain,
  id: 'delayed-parent',
  title: 'The delayed parent',
  text: 'Ada and Cyd are cut off from each other, so Cyd gets Bea’s sigil before the one of Ada’s that it builds on. It waits in Cyd’s Aludel until its parent has come, and changes nothing before.',
  question: 'Raise the latency. How long does the child wait, and who is asked for the parent?',
  least: 3,
  settings: settingsOf(3),
  acts: (cast) => [
    at(200, () => cast.setCurrent(0, 2, false)),
    at(500, () => rename(cast, 0, 'Coffee')),
    // As soon as she has it, whatever the latency is.
    at(500, () => onceSeen(cast, 1, 'Coffee', () => rename(cast, 1, 'Cocoa'))),
  ],
  // Where the parent came first after all, the verdict is what there is to tell.
  outcome: (evidence) => waitedOutcome(evidence) ?? settledOutcome(evidence, 'title'),
}

const forgedSeal: Script = {
  ...plain,
  id: 'forged-seal',
  title: 'A forged seal',
  text: 'Cyd makes a sigil that claims to be Ada’s, and hands it to everybody. The seal does not verify under Ada’s key, so each of them dissolves it, and notes who brought it.',
  question: 'Ada herself gets it too. How can she tell that she never made it?',
  least: 3,
  liars: [2],
  settings: settingsOf(3),
  acts: (cast) => [
    at(500, () => rename(cast, 1, 'Coffee')),
    at(2_500, () => {
      const forged = { author: 0, sealer: 2, deed: renames(cast.glyph, 'Poison'), afterMs: 2_000 }
      void madeByHand(cast, 2, forged).then((bytes) => {
        for (const { nth } of cast.people) if (nth !== 2) cast.hand(2, nth, [bytes])
      })
    }),
  ],
  outcome: dissolvedOutcome,
}

const forkedWeaver: Script = {
  ...plain,
  id: 'forked-weaver',
  title: 'The forked weaver',
  text: 'Cyd says one thing to Ada and another to Bea, sealed as the same number of one strand. Both are genuine, so both are kept and judged by the rules; and everybody sees that Cyd forked.',
  question: 'Who noticed first, and could Cyd still deny it?',
  least: 3,
  liars: [2],
  settings: settingsOf(3),
  acts: (cast) => [
    at(500, () => {
      cast.tell('immutation', 2, 'Cyd seals two different sigils, both as the next of one strand.')
      const claim = { author: 2, sealer: 2 }
      void Promise.all([
        madeByHand(cast, 2, { ...claim, deed: renames(cast.glyph, 'Coffee'), afterMs: 100 }),
        madeByHand(cast, 2, { ...claim, deed: renames(cast.glyph, 'Cocoa'), afterMs: 200 }),
      ]).then(([toAda, toBea]) => {
        cast.hand(2, 0, [toAda])
        cast.hand(2, 1, [toBea])
      })
    }),
  ],
  outcome: (evidence) => forkedOutcome(evidence, 2),
}

const stormMs = 8_000
const stormActs = 36

const storm: Script = {
  ...plain,
  id: 'storm',
  title: 'The storm',
  text: 'Six people change one note at random, while messages are lost, come twice and overtake each other, and currents break. Anti-entropy outlives it all: in the end everybody holds the same.',
  question:
    'Press “Try another seed”, or lose half of all messages. Does anybody end up with another digest?',
  least: 3,
  settings: settingsOf(6, { latencyMs: 150, jitterMs: 600, loss: 0.2 }),
  meddling: { doubles: 0.15, overtakes: true },
  acts: stormOf,
  outcome: calcifiedOutcome,
}

const free: Script = {
  ...plain,
  id: 'free',
  title: 'Free play',
  text: 'Three people share a note, and nothing happens by itself. Cut a current, change the note on both sides, and mend it again.',
  question: 'Can you make the same two changes end in each of the three rules?',
  settings: settingsOf(3),
  acts: () => [],
  outcome: lastContest,
}

/** In the order in which they are offered. */
export const labScripts: readonly Script[] = [
  primacy,
  authority,
  amalgam,
  twoPens,
  delayedParent,
  forgedSeal,
  forkedWeaver,
  storm,
  free,
]

const at = (atMs: number, play: () => void): Act => ({ atMs, play })

/** What a weaver may not do, it is told; the lab's own scripts do nothing of the kind. */
function rename(cast: Cast, nth: number, title: string): void {
  cast.chorus(nth).set(cast.glyph, { title })
}

function colour(cast: Cast, nth: number, hue: number): void {
  cast.chorus(nth).set(cast.glyph, { hue })
}

function insert(cast: Cast, nth: number, after: string, text: string): void {
  const chorus = cast.chorus(nth)
  const found = chorus.text(cast.glyph).indexOf(after)
  const place = found < 0 ? chorus.text(cast.glyph).length : found + after.length
  chorus.splice(cast.glyph, [[place, 0, text]])
}

function onceSeen(cast: Cast, nth: number, title: string, then: () => void): void {
  const chorus: Chorus = cast.chorus(nth)
  const stop = chorus.subscribe(() => {
    if (chorus.glyph(cast.glyph)?.title !== title) return
    stop()
    // Not within the integration that is telling of it.
    void Promise.resolve().then(then)
  })
}

function stormOf(cast: Cast): readonly Act[] {
  const { random, people } = cast
  const words = ['sol', 'luna', 'mercury', 'sulphur', 'salt', 'aqua', 'ignis', 'aer', 'terra']
  const anyone = (): number => random.int(people.length)
  const changes = Array.from({ length: stormActs }, () => {
    const nth = anyone()
    const word = random.pick(words) ?? ''
    const what = random.int(4)
    const value = random.int(360)
    return at(random.int(stormMs), () => {
      if (what === 0) rename(cast, nth, word)
      else if (what === 1) colour(cast, nth, value)
      else if (what === 2) cast.chorus(nth).set(cast.glyph, { x: value, y: value })
      else cast.chorus(nth).splice(cast.glyph, [[0, 0, `${word} `]])
    })
  })
  const breaks = Array.from({ length: 4 }, () => {
    const a = anyone()
    const b = (a + 1 + random.int(people.length - 1)) % people.length
    const fromMs = random.int(stormMs - 2_000)
    return [
      at(fromMs, () => cast.setCurrent(a, b, false)),
      at(fromMs + random.between(500, 2_000), () => cast.setCurrent(a, b, true)),
    ]
  })
  return [...changes, ...breaks.flat()].toSorted((one, other) => one.atMs - other.atMs)
}
