import { Tooltip } from 'radix-ui'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

import type { GlyphId } from '../protocol/ids'
import type { Room } from '../state/app-store'
import type { ChorusStore } from '../state/chorus-store'
import { AludelPanel } from './AludelPanel'
import { App } from './App'
import { ChorusContext, DoorsContext, type Panel } from './chorus-context'
import { createDemoApp, createDemoChorus } from './demo.fixture'
import { DissolvedPanel } from './DissolvedPanel'
import { LoomPanel } from './LoomPanel'
import { VersionCard } from './VersionCard'

const drawn = (room: Room): string => renderToStaticMarkup(<App store={createDemoApp(room)} />)
const inside = (store: ChorusStore, element: React.ReactNode): string =>
  renderToStaticMarkup(
    <Tooltip.Provider>
      <ChorusContext value={store}>
        <DoorsContext
          value={{
            openGlyph: (_glyph: GlyphId) => {},
            openPanel: (_panel: Panel | null) => {},
            showWhy: () => {},
            toast: () => {},
          }}
        >
          {element}
        </DoorsContext>
      </ChorusContext>
    </Tooltip.Provider>,
  )

test('the threshold offers its three ways in, and the choruses kept here', () => {
  const html = drawn({ kind: 'threshold' })
  for (const name of ['Begin a chorus', 'Join with a link', 'Open the conflict lab']) {
    expect(html).toContain(`aria-label="${name}"`)
  }
  expect(html).toContain('Choir tour')
})

test('a weaver still joining sees neither an empty board nor anything to write with', () => {
  const { store } = createDemoChorus({ empty: true, status: { phase: 'joining', linked: 0 } })
  const html = drawn({ kind: 'chorus', id: 'c' as never, store })
  expect(html).toContain('Looking for weavers of this chorus…')
  expect(html).not.toContain('New glyph')
  expect(html).not.toContain('Nothing on the board yet')
})

test('a weaver still joining sees what has come so far, and may not write yet', () => {
  const { store } = createDemoChorus({ status: { phase: 'joining', linked: 1 } })
  const html = drawn({ kind: 'chorus', id: 'c' as never, store })
  expect(html).toContain('sigils so far')
  expect(html).toMatch(/<button[^>]*class="button primary dock-new"[^>]*disabled/)
})

test('a chorus has its tools under their names', () => {
  const { store } = createDemoChorus()
  const html = drawn({ kind: 'chorus', id: 'c' as never, store })
  for (const name of ['Loom', 'Aludel', 'Dissolved', 'Weather']) {
    expect(html).toContain(`aria-label="${name}"`)
  }
  expect(html).toContain('Live with 3')
})

test('the Aludel and the dissolved are told in sentences', () => {
  const { store } = createDemoChorus()
  expect(inside(store, <AludelPanel />)).toContain(
    '3 sigils waiting for 1 parent by Dov; asked Bea',
  )
  expect(inside(store, <DissolvedPanel />)).toContain('it claims to be by Bea')
})

test('text from peers is only ever text', () => {
  const { store } = createDemoChorus()
  const { history, why } = store.getState().actions
  const contested = history().find((row) => row.rule === 'authority')
  const card = contested && why(contested.sigil, 'title')
  const version = card?.versions[0]
  if (card === undefined || card === null || version === undefined) throw new Error('no version')
  const html = inside(
    store,
    <VersionCard
      version={{ ...version, value: '<img src=x onerror=alert(1)>' }}
      why={card}
      reference="plain"
      onRestore={null}
    />,
  )
  expect(html).toContain('&lt;img')
  expect(html).not.toContain('<img')
})

test('an empty Loom says so', () => {
  const { store } = createDemoChorus({ empty: true })
  expect(inside(store, <LoomPanel glyph={null} />)).toContain('Nothing woven here yet')
})
