/**
 * A scene small enough for the tests: two traces of a few words, one by a single
 * author and one by two at once, and sizes cut down to what a moment allows.
 *
 *     0: 'solve'  ├── 1: 'et '  before it      (a)
 *                 └── 2: ' et coagula' after   (b)
 *     3 (a) on both: the first letter becomes a capital
 */

import type { EditingTrace } from '../protocol/text/traces.fixture'
import type { Scene } from './work'

const sequential: EditingTrace = {
  name: 'alone',
  isConcurrent: false,
  agents: 1,
  runs: Array.from('solve et coagula', (letter, at) => ({
    agent: 0,
    parents: at === 0 ? [] : [at - 1],
    splices: [
      [at, 0, `${letter}x`],
      [at + 1, 1, ''],
    ],
  })),
  endContent: 'solve et coagula',
}

const concurrent: EditingTrace = {
  name: 'together',
  isConcurrent: true,
  agents: 2,
  runs: [
    { agent: 0, parents: [], splices: [[0, 0, 'solve']] },
    { agent: 0, parents: [0], splices: [[0, 0, 'et ']] },
    { agent: 1, parents: [0], splices: [[5, 0, ' et coagula']] },
    {
      agent: 0,
      parents: [1, 2],
      splices: [
        [0, 1, ''],
        [0, 0, 'E'],
      ],
    },
  ],
  endContent: 'Et solve et coagula',
}

export const tinySceneIn = (scratch: string): Scene => ({
  traces: [sequential, concurrent].map((trace) => ({ ...trace, read: () => trace })),
  scale: 0.001,
  scratch,
})
