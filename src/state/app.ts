/**
 * Where the person is: threshold, a chorus, the lab; and the way between them.
 *
 * The address bar shows `#/` or `#/c/<chorus>`. A link's fragment holds
 * secrets: it is read once and wiped before anything else happens [CH9].
 */

import { createStore } from 'zustand/vanilla'

import type { Chorus } from '../chorus/chorus'
import type { Hall } from '../chorus/hall'
import type { ChorusId } from '../protocol/ids'
import type { AppState, AppStore, ChorusListing, Notice, Room } from './app-store'
import type { DrawingPorts } from './frames'
import type { OpenLab } from './lab-store'
import { mirrorChorus, type Mirror } from './mirror'

/** The address bar, as far as the app needs it. */
export interface Address {
  /** The fragment without `#`. */
  readonly fragment: () => string
  /** Replaces the fragment; `remember` makes a step that Back returns from. */
  readonly show: (fragment: string, remember: boolean) => void
  readonly watch: (onChange: () => void) => void
  /** The whole URL with this fragment. */
  readonly urlOf: (fragment: string) => string
}

export interface AppDeps extends DrawingPorts {
  readonly hall: Hall
  readonly address: Address
  readonly weaverName: { readonly get: () => string; readonly set: (name: string) => void }
  readonly isInvitation: (fragment: string) => boolean
  /** The lab is not loaded before somebody goes there. */
  readonly openLab: OpenLab
}

export interface App {
  readonly store: AppStore
  /** The chorus open in this tab. */
  readonly chorus: () => Chorus | null
  readonly found: (name: string, weaverName: string | null) => Promise<Chorus>
  readonly join: (link: string, weaverName: string | null) => Promise<Chorus>
  readonly leave: () => Promise<void>
  /** Follows the address bar from now on, beginning with what it shows. */
  readonly start: () => Promise<void>
}

const routeOf = (id: ChorusId): string => `/c/${id}`
const labRoute = '/lab'
/** The lab and all its scenarios; how they are written is the lab’s own business. */
const isLabRoute = (fragment: string): boolean => /^\/lab(?:[/?]|$)/.test(fragment)

export function createApp(deps: AppDeps): App {
  const { hall, address, weaverName } = deps
  let here: { readonly chorus: Chorus; readonly mirror: Mirror } | null = null
  let closing: Promise<void> = Promise.resolve()
  /** One more with each step: whatever finishes opening late finds that the person has gone on. */
  let steps = 0
  let noticeKey = 0
  /** What the address bar last showed of the lab. */
  let labShown = ''
  // Two that opened the same chorus at once would take two seats in it.
  const inTurn = createTurns()

  const store: AppStore = createStore<AppState>(() => ({
    room: { kind: 'threshold' },
    choruses: [],
    notices: [],
    weaverName: weaverName.get(),
    actions: {
      found: (name, weaver) => found(name, weaver).then(ignore),
      join: (link, weaver) => join(link, weaver).then(ignore),
      open,
      leave,
      forget: async (id) => {
        if (here?.chorus.id === id) await leave()
        await hall.forget(id).catch(warn)
        await list()
      },
      goTo: (room) => void goTo(room),
      openLab: deps.openLab,
      showLab: (fragment) => {
        if (store.getState().room.kind !== 'lab') return
        labShown = fragment
        address.show(fragment, false)
      },
      dismiss: (key) =>
        store.setState(({ notices }) => ({ notices: notices.filter((one) => one.key !== key) })),
    },
  }))

  function notice(tone: 'info' | 'warning', text: string, words = ''): void {
    noticeKey += 1
    const key = noticeKey
    // Said again, not piled up.
    const others = withoutSaid(store.getState().notices, text, words)
    store.setState({ notices: [...others, { key, tone, text, words }].slice(-4) })
  }

  const warn = (error: unknown): void =>
    notice('warning', error instanceof Error ? error.message : String(error))

  async function list(): Promise<void> {
    const records = await hall.choruses().catch(warn)
    const choruses = (records ?? [])
      .toSorted((a, b) => b.openedMs - a.openedMs)
      .map(({ id, name, weaverName: as, openedMs, glyphs, weavers }): ChorusListing => {
        return { id, name, weaverName: as, openedMs, glyphs, weavers }
      })
    store.setState({ choruses })
  }

  function enter(room: Room, fragment: string): void {
    labShown = room.kind === 'lab' ? fragment : ''
    if (address.fragment() !== fragment) address.show(fragment, true)
    store.setState({ room })
  }

  async function settleIn(opening: () => Promise<Chorus>): Promise<Chorus> {
    steps += 1
    const step = steps
    const chorus = await inTurn(() => openNext(step, opening))
    const mirror = mirrorChorus({
      ...deps,
      chorus,
      urlOf: address.urlOf,
      refused: (message, words) => notice('warning', message, words),
    })
    here = { chorus, mirror }
    enter({ kind: 'chorus', id: chorus.id, store: mirror.store }, routeOf(chorus.id))
    return chorus
  }

  /** The one before is closed first: its weaver's seat may be the one to take again. */
  async function openNext(step: number, opening: () => Promise<Chorus>): Promise<Chorus> {
    if (step !== steps) throw new Error(leftMeanwhile)
    await closeHere()
    try {
      const chorus = await opening()
      if (step === steps) return chorus
      await chorus.close()
      throw new Error(leftMeanwhile)
    } catch (error) {
      // What the room showed is closed by now.
      if (step === steps && store.getState().room.kind === 'chorus') await goTo('threshold')
      throw error
    }
  }

  async function found(name: string, weaver: string | null): Promise<Chorus> {
    rememberName(weaver)
    const chorus = await settleIn(() => hall.found(name, weaver ?? weaverName.get()))
    await chorus.ready
    return chorus
  }

  function join(link: string, weaver: string | null): Promise<Chorus> {
    rememberName(weaver)
    return settleIn(() => hall.join(link, weaver ?? weaverName.get()))
  }

  /** Nobody waits for this, so what fails is told here. */
  async function open(id: ChorusId): Promise<void> {
    store.setState({ room: { kind: 'opening', id } })
    try {
      await settleIn(() => hall.open(id))
    } catch (error) {
      if (!isOpening(id)) return
      warn(error)
      await goTo('threshold')
    }
  }

  function isOpening(id: ChorusId): boolean {
    const { room } = store.getState()
    return room.kind === 'opening' && room.id === id
  }

  function rememberName(name: string | null): void {
    if (name === null || name.trim() === '') return
    weaverName.set(name)
    store.setState({ weaverName: name })
  }

  function closeHere(): Promise<void> {
    if (here !== null) {
      const { chorus, mirror } = here
      here = null
      mirror.dispose()
      closing = Promise.all([closing, chorus.close().catch(warn)]).then(ignore)
    }
    return closing
  }

  async function leave(): Promise<void> {
    await goTo('threshold')
  }

  async function goTo(kind: 'threshold' | 'lab', fragment = labRoute): Promise<void> {
    steps += 1
    if (kind === 'lab') enter({ kind, fragment }, fragment)
    else enter({ kind }, '/')
    await closeHere()
    await list()
  }

  /** What the address bar asks for. One step back may be told twice, as `popstate` and as `hashchange`. */
  async function follow(): Promise<void> {
    const fragment = address.fragment()
    const id = /^\/c\/([0-9a-f]{64})$/.exec(fragment)?.[1] as ChorusId | undefined
    if (deps.isInvitation(fragment)) {
      // Wiped before anything is awaited: the secret must not stay in the history.
      address.show('/', false)
      steps += 1
      await closeHere()
      await list()
      store.setState({ room: { kind: 'joining', fragment } })
    } else if (isLabRoute(fragment)) {
      if (labShown !== fragment) await goTo('lab', fragment)
    } else if (id === undefined) {
      await goTo('threshold')
    } else if (here?.chorus.id !== id && !isOpening(id)) {
      await open(id)
    }
  }

  return {
    store,
    chorus: () => here?.chorus ?? null,
    found,
    join,
    leave,
    start: async () => {
      address.watch(() => void follow())
      await follow()
    },
  }
}

const leftMeanwhile = 'You left before it had opened.'

/** Runs what it is given one after another, whatever became of the one before. */
function createTurns(): <T>(move: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (move) => {
    const turn = last.then(move)
    last = turn.catch(ignore)
    return turn
  }
}

const ignore = (): void => {}

const withoutSaid = (notices: readonly Notice[], text: string, words: string): readonly Notice[] =>
  notices.filter((one) => one.text !== text || one.words !== words)
