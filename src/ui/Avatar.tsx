import type { Person } from './people'
import { initial } from './people'
import { toned } from './toned'

interface AvatarProps {
  readonly person: Pick<Person, 'name' | 'hue' | 'here'>
  readonly tiny?: boolean
}

/** Decoration beside a name, so it has none of its own. */
export function Avatar({ person, tiny = false }: AvatarProps) {
  return (
    <span
      className={tiny ? 'avatar tiny toned' : 'avatar toned'}
      style={toned(person.hue)}
      data-here={person.here}
      aria-hidden="true"
    >
      {initial(person.name)}
    </span>
  )
}
