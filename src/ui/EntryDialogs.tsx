/** Beginning a chorus, and joining one: a form each, in a dialog. */

import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useStore } from 'zustand'

import { maxNameUnits, maxWeaverNameUnits } from '../protocol/limits'
import type { AppStore } from '../state/app-store'
import { Modal } from './Modal'

interface EntryProps {
  readonly store: AppStore
  readonly onClose: () => void
}

export function BeginDialog({ store, onClose }: EntryProps) {
  const { found } = useStore(store, (state) => state.actions)
  const [chorusName, setChorusName] = useState('')
  const [weaverName, setWeaverName] = useState(store.getState().weaverName)
  return (
    <Modal
      title="Begin a chorus"
      description="A board of your own, in this browser. Others join by its link."
      onClose={onClose}
    >
      <EntryForm
        submit="Begin"
        ready={chorusName.trim() !== '' && weaverName.trim() !== ''}
        run={() => found(chorusName.trim(), weaverName.trim())}
        onCancel={onClose}
      >
        <TextField
          label="Chorus name"
          value={chorusName}
          onChange={setChorusName}
          max={maxNameUnits}
          placeholder="Spring garden"
        />
        <NameField value={weaverName} onChange={setWeaverName} />
      </EntryForm>
    </Modal>
  )
}

export function JoinDialog({ store, onClose }: EntryProps) {
  const { join } = useStore(store, (state) => state.actions)
  const [link, setLink] = useState('')
  const [weaverName, setWeaverName] = useState(store.getState().weaverName)
  return (
    <Modal
      title="Join with a link"
      description="The link holds the keys of the chorus. It is read here, and sent to no server."
      onClose={onClose}
    >
      <EntryForm
        submit="Join"
        ready={link.trim() !== '' && weaverName.trim() !== ''}
        run={() => join(link.trim(), weaverName.trim())}
        onCancel={onClose}
      >
        <TextField
          label="Link"
          value={link}
          onChange={setLink}
          max={maxLinkUnits}
          placeholder="https://…#…"
        />
        <NameField value={weaverName} onChange={setWeaverName} />
      </EntryForm>
    </Modal>
  )
}

/** UTF-16 units: a link is 160 characters and its host's name. */
const maxLinkUnits = 2048

interface EntryFormProps {
  readonly submit: string
  readonly ready: boolean
  /** Rejects with an Error whose message a person can read. */
  readonly run: () => Promise<void>
  readonly onCancel?: () => void
  readonly children: ReactNode
}

export function EntryForm({ submit, ready, run, onCancel, children }: EntryFormProps) {
  const [mistake, setMistake] = useState('')
  const [busy, setBusy] = useState(false)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    setMistake('')
    run().catch((problem: unknown) => {
      setBusy(false)
      setMistake(problem instanceof Error ? problem.message : String(problem))
    })
  }
  return (
    <form className="entry" onSubmit={onSubmit} noValidate>
      {children}
      {mistake !== '' && (
        <p className="mistake" role="alert">
          {mistake}
        </p>
      )}
      <div className="dialog-foot">
        {onCancel !== undefined && (
          <button type="button" className="button plain" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" className="button primary" aria-disabled={!ready || busy}>
          {busy ? 'One moment…' : submit}
        </button>
      </div>
    </form>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** UTF-16 units. */
  readonly max: number
  readonly placeholder?: string
  readonly note?: string
}

function TextField({ label, value, onChange, max, placeholder, note }: TextFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        value={value}
        maxLength={max}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {note !== undefined && (
        <p className="quiet small" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  )
}

type NameFieldProps = Pick<TextFieldProps, 'value' | 'onChange'>

export const NameField = (props: NameFieldProps) => (
  <TextField
    {...props}
    label="Your name"
    max={maxWeaverNameUnits}
    placeholder="Ada"
    note="Shown beside what you write, to everyone in the chorus."
  />
)
