import { toned } from './toned'
import type { WhoWrote } from './use-who-wrote'

interface AuthorsLegendProps {
  readonly wrote: WhoWrote
  /** Where the caret stands in the body. */
  readonly caret: number
}

/** Names behind the underlines, and who wrote what stands at the caret: for those who can't point. */
export function AuthorsLegend({ wrote, caret }: AuthorsLegendProps) {
  const here = wrote.at(caret)
  return (
    <div className="authors">
      {wrote.authors.length === 0 ? (
        <p className="quiet small">Nobody has written here yet.</p>
      ) : (
        <ul aria-label="Authors of this body">
          {wrote.authors.map(({ name, hue, pattern, share }) => (
            <li key={`${name} ${hue}`}>
              <span className={`author-sample toned by-${pattern}`} style={toned(hue)}>
                {name}
              </span>
              <span className="quiet small">{percent(share)}</span>
            </li>
          ))}
        </ul>
      )}
      {here !== '' && <p className="quiet small">At your caret: {here}</p>}
    </div>
  )
}

/** Never 0 % of somebody who wrote something. */
const percent = (share: number): string =>
  share < 0.01 ? 'under 1%' : `${Math.round(share * 100)}%`
