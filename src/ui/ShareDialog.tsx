import { Check, Copy, Lock, Share } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { useActions, useChorus } from './chorus-context'
import { Modal } from './Modal'

/** Milliseconds that the tick stands after copying. */
const tickForMs = 3000

/** The link that admits others. A place is kept beside it for a QR code. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const name = useChorus((state) => state.name)
  const { link, mistake } = useInvite()
  return (
    <Modal
      title={`Share “${name}”`}
      description="Whoever opens this link can read and write. Keep this tab open while they join, so that there is someone to copy from."
      onClose={onClose}
    >
      {mistake === '' ? (
        <LinkField link={link} name={name} />
      ) : (
        <p className="mistake">{mistake}</p>
      )}
      <p className="share-promise">
        <Lock aria-hidden="true" />
        The link’s keys stand after the #, which browsers never send to a server; the relay sees
        neither your glyphs nor your names.
      </p>
    </Modal>
  )
}

function useInvite() {
  const { invite } = useActions()
  const [link, setLink] = useState('')
  const [mistake, setMistake] = useState('')
  useEffect(() => {
    let open = true
    invite('weave').then(
      (made) => open && setLink(made),
      (problem: unknown) =>
        open && setMistake(problem instanceof Error ? problem.message : 'No link could be made.'),
    )
    return () => {
      open = false
    }
  }, [invite])
  return { link, mistake }
}

function LinkField({ link, name }: { readonly link: string; readonly name: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), tickForMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    field.current?.select()
    // Where the clipboard is not allowed, the selection stands ready for the keyboard.
    navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => field.current?.focus(),
    )
  }
  return (
    <div className="field">
      <label htmlFor="share-link">Link</label>
      <div className="share-row">
        <input
          id="share-link"
          ref={field}
          className="input mono"
          readOnly
          value={link}
          placeholder="Making a link…"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button primary" disabled={link === ''} onClick={copy}>
          {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          Copy link
        </button>
      </div>
      <p className="quiet small" role="status">
        {copied ? 'Copied.' : ''}
      </p>
      {'share' in navigator && (
        <button
          type="button"
          className="button"
          disabled={link === ''}
          onClick={() => {
            // Rejects when the person closes the sheet, which is an answer and no failure.
            navigator.share({ title: name, url: link }).catch(() => field.current?.focus())
          }}
        >
          <Share aria-hidden="true" />
          Share with an app
        </button>
      )}
    </div>
  )
}
