/** “Your choruses”: what this browser keeps, newest first. Each opens without a network. */

import { MoreHorizontal, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useStore } from 'zustand'

import type { AppStore, ChorusListing } from '../state/app-store'
import { Crystal } from './Crystal'
import { Modal } from './Modal'
import { ago } from './time-words'
import { useNow } from './use-now'
import { count } from './words'

export function ChorusList({ store }: { readonly store: AppStore }) {
  const choruses = useStore(store, (state) => state.choruses)
  const actions = useStore(store, (state) => state.actions)
  const [forgetting, setForgetting] = useState<ChorusListing | null>(null)
  const newestFirst = choruses.toSorted((a, b) => b.openedMs - a.openedMs)
  return (
    <section className="choruses" aria-labelledby="choruses-title">
      <h2 id="choruses-title">Your choruses</h2>
      {choruses.length === 0 ? (
        <p className="choruses-none">
          None in this browser yet. The ones you begin or join are kept here, and open without a
          network.
        </p>
      ) : (
        <ul>
          {newestFirst.map((chorus) => (
            <ChorusEntry
              key={chorus.id}
              chorus={chorus}
              onOpen={() => void actions.open(chorus.id)}
              onForget={() => setForgetting(chorus)}
            />
          ))}
        </ul>
      )}
      {forgetting !== null && (
        <ForgetDialog
          chorus={forgetting}
          onClose={() => setForgetting(null)}
          onForget={() => {
            setForgetting(null)
            void actions.forget(forgetting.id)
          }}
        />
      )}
    </section>
  )
}

interface ChorusEntryProps {
  readonly chorus: ChorusListing
  readonly onOpen: () => void
  readonly onForget: () => void
}

function ChorusEntry({ chorus, onOpen, onForget }: ChorusEntryProps) {
  const name = nameOf(chorus)
  return (
    <li className="chorus-entry">
      <button type="button" className="chorus-open" onClick={onOpen}>
        <Crystal
          id={chorus.id}
          hue={Number.parseInt(chorus.id.slice(0, 4), 16) % 360 || 285}
          size={34}
          bodyLength={chorus.glyphs * 40}
        />
        <span className="chorus-name">{name}</span>
        <span className="chorus-facts">
          {count(chorus.glyphs, 'glyph')} · {count(chorus.weavers, 'weaver')} · as{' '}
          {chorus.weaverName} · {ago(chorus.openedMs, useNow())}
        </span>
      </button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="button plain icon" aria-label={`More for ${name}`}>
          <MoreHorizontal aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
            <DropdownMenu.Item className="menu-item" onSelect={onForget}>
              <Trash2 aria-hidden="true" />
              Forget…
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </li>
  )
}

interface ForgetDialogProps {
  readonly chorus: ChorusListing
  readonly onForget: () => void
  readonly onClose: () => void
}

function ForgetDialog({ chorus, onForget, onClose }: ForgetDialogProps) {
  return (
    <Modal
      title={`Forget “${nameOf(chorus)}”?`}
      description="This browser’s copy and its keys are deleted. Whoever else holds the chorus keeps theirs; if nobody does, its glyphs are gone."
      onClose={onClose}
    >
      <div className="dialog-foot">
        <button type="button" className="button plain" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button grave" onClick={onForget}>
          Forget it here
        </button>
      </div>
    </Modal>
  )
}

const nameOf = (chorus: ChorusListing): string =>
  chorus.name === '' ? 'A chorus not yet reached' : chorus.name
