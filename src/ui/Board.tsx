/**
 * The board: glyphs as cards, bonds as lines, on a canvas that pans and zooms.
 *
 * Positions live here while a card is in someone's hand, and go to the store
 * once, when it is let go.
 */

import '@xyflow/react/dist/base.css'
import './board.css'
import {
  Background,
  type Connection,
  ConnectionLineType,
  ConnectionMode,
  Controls,
  type Edge,
  type NodeChange,
  type NodeMouseHandler,
  type OnBeforeDelete,
  type OnInit,
  ReactFlow,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react'
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import type { GlyphId } from '../protocol/ids'
import {
  changedNodes,
  type GlyphNode as BoardNode,
  heldAt,
  reconcileEdges,
  reconcileNodes,
  selectOnly,
} from './board-nodes'
import { BoardEmpty } from './BoardEmpty'
import { BoardMap } from './BoardMap'
import { BondEdge } from './BondEdge'
import { useActions, useChorus, useChorusStore, useDoors } from './chorus-context'
import { firstView, fitView, guessedView, isSizeGuessed } from './first-view'
import { Ghosts } from './Ghosts'
import { GlyphNode } from './GlyphNode'
import { useMayWrite } from './may-write'
import { Pointers } from './Pointers'
import { useCreateGlyph } from './use-create-glyph'
import { useHand, usePointer } from './use-hand'
import { useShatter } from './use-shatter'
import { useSizesLater } from './use-sizes'

const nodeTypes = { glyph: GlyphNode }
const edgeTypes = { bond: BondEdge }
const shatterKeys = ['Delete', 'Backspace']

/** Milliseconds after the last arrow key until a move by keyboard counts as done. */
const keyMoveSettlesMs = 300

/** Board units between dots. */
const dotGap = 24

export function Board({ openGlyph }: { readonly openGlyph: GlyphId | null }) {
  const doors = useDoors()
  const createGlyph = useCreateGlyph()
  const { nodes, edges, onNodesChange, commitMoves } = useBoard(openGlyph)
  const { onConnect, onBeforeDelete } = useBoardEdits()
  const bonds = useBonding()
  const held = useHeldNodes(nodes)
  const hand = useHand(commitMoves)
  const pointer = usePointer()
  const mayWrite = useMayWrite()
  useReveal(openGlyph)
  const noteMove = useFitOnceJoined()
  const [defaultViewport] = useState(() => guessedView(nodes))
  const flowStore = useStoreApi()

  const onNodeClick: NodeMouseHandler<BoardNode> = useCallback(
    (event, { id }) => {
      if (!event.shiftKey && !event.metaKey && !event.ctrlKey) doors.openGlyph(id as GlyphId)
    },
    [doors],
  )
  const onInit: OnInit<BoardNode> = useCallback(
    (flow) => {
      // Asked for here, since on its own React Flow waits for a card in view. On an empty board it comes with the first card.
      const canvas = flowStore.getState()
      const isFitted = canvas.nodes.length > 0 && isSizeGuessed(canvas)
      if (!isFitted) void flow.fitView(firstView)
    },
    [flowStore],
  )
  const onDoubleClick = (event: MouseEvent): void => {
    const onPane = event.target instanceof Element && event.target.matches('.react-flow__pane')
    if (onPane) createGlyph({ x: event.clientX, y: event.clientY })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const node = event.target instanceof Element ? event.target : null
    if (event.key !== 'Enter' || node?.matches('.react-flow__node') !== true) return
    event.preventDefault()
    doors.openGlyph(node.getAttribute('data-id') as GlyphId, 'title')
  }
  // Lists and handlers keep their identity from drawing to drawing: for each that is another one,
  // React Flow tells everything that it has drawn to look whether that concerns it.
  return (
    <ReactFlow<BoardNode>
      className={bonds.isBonding ? 'board bonding' : 'board'}
      nodes={held}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onNodeDrag={hand.drag}
      onSelectionDrag={hand.dragSelection}
      onNodeDragStop={hand.letGo}
      onSelectionDragStop={hand.letGo}
      onPointerMove={pointer.move}
      onPointerLeave={pointer.leave}
      onNodeClick={onNodeClick}
      onConnect={onConnect}
      onConnectStart={bonds.begin}
      onConnectEnd={bonds.end}
      onBeforeDelete={onBeforeDelete}
      onDoubleClick={onDoubleClick}
      onKeyDown={onKeyDown}
      connectionMode={ConnectionMode.Loose}
      connectionLineType={ConnectionLineType.Straight}
      connectionRadius={36}
      nodesDraggable={mayWrite}
      nodesConnectable={mayWrite}
      deleteKeyCode={mayWrite ? shatterKeys : null}
      zoomOnDoubleClick={false}
      onlyRenderVisibleElements
      defaultViewport={defaultViewport}
      onInit={onInit}
      onMoveStart={noteMove}
      minZoom={0.15}
      maxZoom={2}
      aria-label="Glyphs"
    >
      <Background gap={dotGap} size={1.4} color="var(--dots)" />
      <BoardMap nodes={held} />
      <Controls showInteractive={false} position="bottom-left" fitViewOptions={fitView} />
      {nodes.length === 0 && <BoardEmpty />}
      <Ghosts />
      <Pointers />
    </ReactFlow>
  )
}

/** Whether a bond is being drawn just now. */
function useBonding() {
  const [isBonding, setBonding] = useState(false)
  const begin = useCallback(() => setBonding(true), [])
  const end = useCallback(() => setBonding(false), [])
  return { isBonding, begin, end }
}

/** Cards that others drag, where they hold them just now [PR8]. */
function useHeldNodes(nodes: BoardNode[]): BoardNode[] {
  const onlookers = useChorus((state) => state.onlookers)
  return useMemo(() => {
    const places = new Map(
      onlookers.flatMap(({ drags }) => drags.map(({ glyph, place }) => [glyph, place] as const)),
    )
    return places.size === 0 ? nodes : heldAt(nodes, places)
  }, [nodes, onlookers])
}

/**
 * Nodes and edges as React Flow wants them, following the store object by object. Drawing a large
 * board takes longer than a key may wait, so it is done in pieces, behind whatever is more pressing.
 */
function useBoard(openGlyph: GlyphId | null) {
  const glyphs = useDeferredValue(useChorus((state) => state.glyphs))
  const { set } = useActions()
  const [nodes, setNodes] = useState(() => reconcileNodes([], glyphs))
  const [edges, setEdges] = useState<Edge[]>(() => reconcileEdges([], glyphs))
  const [seen, setSeen] = useState({ glyphs, openGlyph })
  // Adjusted while rendering, so that a card is drawn once, as it stands.
  if (seen.glyphs !== glyphs || seen.openGlyph !== openGlyph) {
    setSeen({ glyphs, openGlyph })
    setEdges((old) => reconcileEdges(old, glyphs))
    setNodes((old) => {
      const fresh = reconcileNodes(old, glyphs)
      const opened = openGlyph !== null && openGlyph !== seen.openGlyph
      return opened ? selectOnly(fresh, openGlyph) : fresh
    })
  }

  const latest = useRef({ nodes, glyphs })
  useEffect(() => {
    latest.current = { nodes, glyphs }
  })
  const commitMoves = useCallback(() => {
    for (const { id, position } of latest.current.nodes) {
      const card = latest.current.glyphs.get(id as GlyphId)
      const x = Math.round(position.x)
      const y = Math.round(position.y)
      if (card !== undefined && (card.place.x !== x || card.place.y !== y)) set(card.id, { x, y })
    }
  }, [set])
  const settle = useSettling(commitMoves)
  const take = useCallback(
    (changes: NodeChange<BoardNode>[]) => {
      setNodes((old) => changedNodes(old, changes))
      if (changes.some((change) => change.type === 'position' && change.dragging === false))
        settle()
    },
    [settle],
  )
  return { nodes, edges, onNodesChange: useSizesLater(take), commitMoves }
}

/** Calls back once nothing has been asked of it for a moment. */
function useSettling(callBack: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(callBack, keyMoveSettlesMs)
  }, [callBack])
}

function useBoardEdits() {
  const store = useChorusStore()
  const shatter = useShatter()
  const onConnect = useCallback(
    ({ source, target }: Connection) => {
      const { glyphs, actions } = store.getState()
      const card = glyphs.get(source as GlyphId)
      if (card === undefined || source === target || card.bonds.includes(target as GlyphId)) return
      actions.set(card.id, { bonds: [...card.bonds, target as GlyphId] })
    },
    [store],
  )
  const unbond = useCallback(
    (from: GlyphId, to: GlyphId) => {
      const { glyphs, actions } = store.getState()
      const card = glyphs.get(from)
      if (card?.bonds.includes(to) !== true) return
      actions.set(from, { bonds: card.bonds.filter((bond) => bond !== to) })
    },
    [store],
  )
  /** Deletes nothing itself: the store does, and the board follows. */
  const onBeforeDelete: OnBeforeDelete<BoardNode> = useCallback(
    ({ nodes, edges }) => {
      for (const node of nodes) shatter(node.id as GlyphId)
      // The bonds of a shattered glyph go with it, and come back with it.
      for (const edge of nodes.length === 0 ? edges : []) {
        unbond(edge.source as GlyphId, edge.target as GlyphId)
        unbond(edge.target as GlyphId, edge.source as GlyphId)
      }
      return Promise.resolve(false)
    },
    [shatter, unbond],
  )
  return { onConnect, onBeforeDelete }
}

/** Milliseconds for the board to glide to a glyph that was opened elsewhere. */
const glideMs = 260

/** What had come when the board was first shown may have been a corner of it; who looks around meanwhile is left alone. */
function useFitOnceJoined(): (event: unknown) => void {
  const flow = useReactFlow()
  const isJoining = useChorus((state) => state.status.phase === 'joining')
  const waits = useRef(isJoining)
  useEffect(() => {
    if (isJoining || !waits.current) return
    waits.current = false
    void flow.fitView({ ...firstView, duration: calm() ? 0 : glideMs })
  }, [flow, isJoining])
  return useCallback((event) => {
    // Null where the app itself moves the view.
    if (event !== null) waits.current = false
  }, [])
}

/** Brings an opened glyph out from under the panel, or back into view. */
function useReveal(openGlyph: GlyphId | null): void {
  const flow = useReactFlow()
  useEffect(() => {
    if (openGlyph === null) return undefined
    const timer = setTimeout(() => {
      const card = document.querySelector(`.react-flow__node[data-id="${openGlyph}"]`)
      const board = document.querySelector('.room-board')?.getBoundingClientRect()
      const side = document.querySelector('.side')?.getBoundingClientRect()
      const node = flow.getNode(openGlyph)
      if (board === undefined || side === undefined || node === undefined) return
      const right = side.width < board.width * 0.7 ? side.left - 16 : board.right
      const box = card?.getBoundingClientRect()
      if (box !== undefined && box.left >= 0 && box.right <= right && box.bottom <= board.bottom)
        return
      const zoom = flow.getZoom()
      const shift = (board.right - right) / 2 / zoom
      const middle = { x: node.position.x + 116 + shift, y: node.position.y + 62 }
      void flow.setCenter(middle.x, middle.y, { zoom, duration: calm() ? 0 : glideMs })
    }, 0)
    return () => clearTimeout(timer)
  }, [flow, openGlyph])
}

const calm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches
