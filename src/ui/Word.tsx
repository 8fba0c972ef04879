import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'

import { plain, type SpecWord } from './words'

/** A word of the specification inside running text, with its plain meaning. */
export function Word({ of, children }: { readonly of: SpecWord; readonly children: ReactNode }) {
  return (
    <dfn className="word" title={plain[of]}>
      {children}
    </dfn>
  )
}

interface HintProps {
  /** What the control is or does, in plain words. */
  readonly text: string
  readonly keys?: string
  readonly side?: 'top' | 'bottom' | 'left'
  /** One element that takes a ref: the control itself. */
  readonly children: ReactNode
}

/** A tooltip on a control, for pointer and keyboard alike. */
export function Hint({ text, keys, side = 'bottom', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys !== undefined && <kbd>{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
