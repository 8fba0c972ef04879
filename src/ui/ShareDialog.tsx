import { Check, Copy, Lock, Share, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'

import { useActions, useChorus, useNameOf } from './chorus-context'
import { Modal } from './Modal'
import { QrCode } from './QrCode'
import { troubleSentence } from './status-words'
import { useCopy } from './use-copy'
import { count } from './words'

/** The link that admits others: to copy, to point a camera at, to hand to another app. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const name = useChorus((state) => state.name)
  const trouble = useChorus((state) => state.status.trouble)
  const [role, setRole] = useState<Role>('weave')
  const { link, mistake } = useInvite(role)
  return (
    <Modal
      title={`Share “${name}”`}
      description={`${roleWords[role].promise} Keep this tab open while they join, so that there is someone to copy from.`}
      onClose={onClose}
    >
      <RoleField role={role} onChange={setRole} />
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
      <OpenLinks />
    </Modal>
  )
}

type Role = 'weave' | 'witness'

const roleWords = {
  weave: { label: 'Can write', promise: 'Whoever opens this link can read and write.' },
  witness: {
    label: 'Can only look',
    promise: 'Whoever opens this link sees everything, live, and can change nothing.',
  },
} as const

function RoleField({
  role,
  onChange,
}: {
  readonly role: Role
  readonly onChange: (role: Role) => void
}) {
  return (
    <div className="share-roles" role="radiogroup" aria-label="What the link allows">
      {(['weave', 'witness'] as const).map((one) => (
        <label key={one} className="share-role">
          <input
            type="radio"
            name="share-role"
            checked={role === one}
            onChange={() => onChange(one)}
          />
          {roleWords[one].label}
        </label>
      ))}
    </div>
  )
}

/** Links that work, whoever made them, each with a way to close it. */
function OpenLinks() {
  const invites = useChorus((state) => state.invites)
  const { revoke } = useActions()
  const nameOf = useNameOf()
  const open = invites.filter((invite) => invite.isOpen)
  const [asked, setAsked] = useState('')
  if (open.length === 0) return null
  return (
    <section className="share-open" aria-label="Links that work">
      <h3>Links that work</h3>
      <ul>
        {open.map(({ key, role, by, admitted }) => (
          <li key={key}>
            <p>
              {roleWords[role].label}, made by {nameOf(by)}
              <span className="quiet small"> · {cameIn(admitted.length)}</span>
            </p>
            {asked === key ? (
              <button
                type="button"
                className="button slim primary"
                onClick={() => {
                  revoke(key)
                  setAsked('')
                }}
              >
                Close it{admitted.length > 0 && ', and remove who came by it'}
              </button>
            ) : (
              <button type="button" className="button slim" onClick={() => setAsked(key)}>
                Close…
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const cameIn = (tabs: number): string =>
  tabs === 0 ? 'nobody came in by it yet' : `${count(tabs, 'tab')} came in by it`

function useInvite(role: Role) {
  const { invite } = useActions()
  const [link, setLink] = useState('')
  const [mistake, setMistake] = useState('')
  const [asked, setAsked] = useState(role)
  if (asked !== role) {
    setAsked(role)
    setLink('')
    setMistake('')
  }
  useEffect(() => {
    let open = true
    invite(role).then(
      (made) => open && setLink(made),
      (problem: unknown) => open && setMistake(problem instanceof Error ? problem.message : ''),
    )
    return () => {
      open = false
    }
  }, [invite, role])
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
