import { BaseEdge, type EdgeProps, type InternalNode, useInternalNode } from '@xyflow/react'
import { memo } from 'react'

import { cardSize } from './board-nodes'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A bond runs from border to border, wherever the two cards stand to each other. */
export const BondEdge = memo(function BondEdge({ id, source, target }: EdgeProps) {
  const from = useInternalNode(source)
  const to = useInternalNode(target)
  if (from === undefined || to === undefined) return null
  return (
    <BaseEdge
      id={id}
      path={bondPath(boxOf(from), boxOf(to))}
      className="bond"
      interactionWidth={18}
    />
  )
})

function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute
  return {
    x,
    y,
    width: node.measured.width ?? cardSize.width,
    height: node.measured.height ?? cardSize.height,
  }
}

/** A gentle curve between the points where the line of centres leaves the boxes. */
function bondPath(a: Box, b: Box): string {
  const start = exit(a, middle(b))
  const end = exit(b, middle(a))
  const dx = end.x - start.x
  const dy = end.y - start.y
  const bow = Math.abs(dx) > Math.abs(dy) ? { x: dx / 2, y: 0 } : { x: 0, y: dy / 2 }
  return `M${start.x},${start.y} C${start.x + bow.x},${start.y + bow.y} ${end.x - bow.x},${end.y - bow.y} ${end.x},${end.y}`
}

const middle = (box: Box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

function exit(box: Box, towards: { readonly x: number; readonly y: number }) {
  const from = middle(box)
  const dx = towards.x - from.x
  const dy = towards.y - from.y
  const reach = Math.min(
    dx === 0 ? Infinity : box.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.height / 2 / Math.abs(dy),
    1,
  )
  return { x: from.x + dx * reach, y: from.y + dy * reach }
}
