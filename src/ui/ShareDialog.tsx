import { Check, Copy, Lock, Share, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'

import { useActions, useChorus } from './chorus-context'
import { Modal } from './Modal'
import { QrCode } from './QrCode'
import { troubleSentence } from './status-words'
import { useCopy } from './use-copy'

/** The link that admits others: to copy, to point a camera at, to hand to another app. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const name = useChorus((state) => state.name)
  const trouble = useChorus((state) => state.status.trouble)
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
        <p className="mistake" role="alert">
          No link could be made. {mistake}
        </p>
      )}
      {trouble !== null && (
        <p className="share-trouble" role="status">
          <TriangleAlert aria-hidden="true" />
          {troubleSentence(trouble)} The link works while this tab is open.
        </p>
      )}
      {link !== '' && (
        <figure className="share-qr">
          <QrCode text={link} label={`QR code of the link to “${name}”`} />
          <figcaption className="quiet small">
            Point a phone’s camera here. The code is drawn in this tab.
          </figcaption>
        </figure>
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
      (problem: unknown) => open && setMistake(problem instanceof Error ? problem.message : ''),
    )
    return () => {
      open = false
    }
  }, [invite])
  return { link, mistake }
}

function LinkField({ link, name }: { readonly link: string; readonly name: string }) {
  const field = useRef<HTMLInputElement>(null)
  // Where the clipboard is not allowed, the selection stands ready for the keyboard.
  const toField = useCallback(() => field.current?.focus(), [])
  const { copied, copy } = useCopy(link, toField)
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
        <button
          type="button"
          className="button primary"
          disabled={link === ''}
          onClick={() => {
            field.current?.select()
            copy()
          }}
        >
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
            navigator.share({ title: name, url: link }).catch(toField)
          }}
        >
          <Share aria-hidden="true" />
          Share with an app
        </button>
      )}
    </div>
  )
}
