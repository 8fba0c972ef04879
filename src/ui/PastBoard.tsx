/** The board as it was at a cut: to look at, and to point at one glyph of it. */

import {
  Background,
  type Edge,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { useCallback, useState } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import {
  changedNodes,
  type GlyphNode as BoardNode,
  reconcileEdges,
  reconcileNodes,
} from './board-nodes'
import { BondEdge } from './BondEdge'
import { CutCardsContext, GlyphNode } from './GlyphNode'
import { useSizesLater } from './use-sizes'

const nodeTypes = { glyph: GlyphNode }
const edgeTypes = { bond: BondEdge }

interface PastBoardProps {
  readonly cards: ReadonlyMap<GlyphId, GlyphCard>
  readonly onPoint: (glyph: GlyphId | null) => void
}

export function PastBoard(props: PastBoardProps) {
  // The live board's own view, taken along there and back.
  const live = useReactFlow()
  const [viewport] = useState(() => live.getViewport())
  return (
    <ReactFlowProvider>
      <CutCardsContext value={props.cards}>
        <PastCanvas {...props} viewport={viewport} onMove={(to) => void live.setViewport(to)} />
      </CutCardsContext>
    </ReactFlowProvider>
  )
}

interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

interface PastCanvasProps extends PastBoardProps {
  readonly viewport: Viewport
  readonly onMove: (viewport: Viewport) => void
}

function PastCanvas({ cards, onPoint, viewport, onMove }: PastCanvasProps) {
  const { nodes, edges, onNodesChange } = usePastNodes(cards)
  return (
    <ReactFlow<BoardNode>
      className="board past-board"
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onNodeClick={(_event, node) => onPoint(node.id as GlyphId)}
      onPaneClick={() => onPoint(null)}
      onKeyDown={(event) => {
        const node = event.target instanceof Element ? event.target : null
        if (event.key !== 'Enter' || node?.matches('.react-flow__node') !== true) return
        event.preventDefault()
        onPoint(node.getAttribute('data-id') as GlyphId)
      }}
      onMoveEnd={(_event, to) => onMove(to)}
      defaultViewport={viewport}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      zoomOnDoubleClick={false}
      onlyRenderVisibleElements
      minZoom={0.15}
      maxZoom={2}
      aria-label="Glyphs as they were"
    >
      <Background gap={24} size={1.4} color="var(--dots)" />
    </ReactFlow>
  )
}

function usePastNodes(cards: ReadonlyMap<GlyphId, GlyphCard>) {
  const [nodes, setNodes] = useState(() => reconcileNodes([], cards))
  const [edges, setEdges] = useState<Edge[]>(() => reconcileEdges([], cards))
  const [seen, setSeen] = useState(cards)
  if (seen !== cards) {
    setSeen(cards)
    setNodes((old) => reconcileNodes(old, cards))
    setEdges((old) => reconcileEdges(old, cards))
  }
  const take = useCallback(
    (changes: NodeChange<BoardNode>[]) => setNodes((old) => changedNodes(old, changes)),
    [],
  )
  return { nodes, edges, onNodesChange: useSizesLater(take) }
}
