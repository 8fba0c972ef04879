/**
 * What a deed may hold, whoever made it (PROTOCOL.md §SG, [SG3]).
 *
 * Writers ask before they seal and readers after they have read, so the two
 * can't drift apart. Nothing here depends on time, order or platform [VA1].
 */

import { type Fault, fromHex } from './bytes'
import { compareFacets, facetCodes, firstUnknownCode, maxHue, partsOf } from './deed'
import type { SigilId } from './ids'
import {
  maxNameUnits,
  maxSigilBytes,
  maxSplices,
  maxTagUnits,
  maxTextUnits,
  maxTips,
  maxWeaverNameUnits,
  maxWrites,
} from './limits'
import { isPlainName } from './names'
import { keyForm, signatureForm } from './seal'
import type {
  Deed,
  FacetName,
  FacetValue,
  FacetWrite,
  Malformed,
  Place,
  Splice,
  Transmute,
} from './sigil'
import { isWellFormed } from './utf8'

export type SigilFault = Fault<Malformed>

const minPlace = -(2 ** 31)
const maxPlace = 2 ** 31 - 1
const maxGeneric = 2 ** 52 - 1

/** Why this deed may not be sealed, whoever made it; null where it may. Never throws. */
export function deedFault(deed: Deed): SigilFault | null {
  switch (deed.kind) {
    case 'found':
      return (
        integerFault(deed.orderRule, 0, Number.MAX_SAFE_INTEGER) ??
        nameFault(deed.name, 1, maxNameUnits) ??
        nameFault(deed.weaverName, 0, maxWeaverNameUnits)
      )
    case 'invite':
      return keyFault(deed.key)
    case 'join':
      return (
        keyFault(deed.sponsor) ??
        formFault(signatureForm(deed.coSeal), 'co-seal') ??
        nameFault(deed.name, 0, deed.via === 'kin' ? 0 : maxWeaverNameUnits)
      )
    case 'transmute':
      return transmuteFault(deed)
    case 'remove':
      return keyFault(deed.weaver) ?? tipsFault(deed.tips)
    case 'revoke':
      return keyFault(deed.key) ?? tipsFault(deed.tips)
    case 'unknown':
    default:
      return integerFault(deed.code, firstUnknownCode, 0xff)
  }
}

function tipsFault(tips: readonly SigilId[]): SigilFault | null {
  const crowded = integerFault(tips.length, 0, maxTips)
  if (crowded !== null) return crowded
  const unfit = tips.find((tip, at) => !isHexOf(tip, 32) || tip <= (tips[at - 1] ?? ''))
  return unfit === undefined ? null : { form: 'non-canonical', detail: `tip ${unfit}` }
}

function transmuteFault({ glyph, writes, splices }: Transmute): SigilFault | null {
  if (!isHexOf(glyph, 16)) return { form: 'bad-value', detail: `glyph ${glyph}` }
  const crowded =
    integerFault(writes.length, 0, maxWrites) ?? integerFault(splices.length, 0, maxSplices)
  if (crowded !== null) return crowded
  let previous: FacetName | null = null
  for (const write of writes) {
    const fault = writeFault(write)
    if (fault !== null) return fault
    if (previous !== null && compareFacets(previous, write.facet) >= 0) {
      return { form: 'non-canonical', detail: `${write.facet} after ${previous}` }
    }
    previous = write.facet
  }
  for (const splice of splices) {
    const fault = spliceFault(splice)
    if (fault !== null) return fault
  }
  return null
}

function spliceFault([at, deleted, inserted]: Splice): SigilFault | null {
  if (deleted === 0 && inserted === '') {
    return { form: 'non-canonical', detail: `splice at ${at} changes nothing` }
  }
  return (
    integerFault(at, 0, maxTextUnits) ??
    integerFault(deleted, 0, maxTextUnits) ??
    textFault(inserted, 0, maxTextUnits)
  )
}

function writeFault({ facet, value }: FacetWrite): SigilFault | null {
  const { code, key } = partsOf(facet)
  switch (code) {
    case facetCodes.title:
      return textFault(value, 0, maxNameUnits)
    case facetCodes.hue:
      return integerFault(value, 0, maxHue)
    case facetCodes.place:
      return placeFault(value)
    case facetCodes.bond:
      return isHexOf(key, 16) ? booleanFault(value) : { form: 'bad-value', detail: facet }
    case facetCodes.tag:
      return textFault(key, 1, maxTagUnits) ?? booleanFault(value)
    case facetCodes.x:
      return textFault(key, 1, maxNameUnits) ?? genericFault(value)
    default:
      return { form: 'bad-facet', detail: facet }
  }
}

function placeFault(value: FacetValue): SigilFault | null {
  if (!isPlace(value)) return { form: 'bad-value', detail: 'place' }
  return integerFault(value.x, minPlace, maxPlace) ?? integerFault(value.y, minPlace, maxPlace)
}

function genericFault(value: FacetValue): SigilFault | null {
  if (typeof value === 'string') return textFault(value, 0, maxSigilBytes)
  if (typeof value === 'number') return integerFault(value, -maxGeneric - 1, maxGeneric)
  return isPlace(value) ? { form: 'bad-value', detail: 'place in a named facet' } : null
}

const isPlace = (value: FacetValue): value is Place =>
  typeof value === 'object' && !(value instanceof Uint8Array)

const booleanFault = (value: FacetValue): SigilFault | null =>
  typeof value === 'boolean' ? null : { form: 'bad-value', detail: 'no boolean' }

function integerFault(value: FacetValue, least: number, most: number): SigilFault | null {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return null
  return { form: 'out-of-range', detail: `no integer from ${least} to ${most}` }
}

function textFault(value: FacetValue, least: number, most: number): SigilFault | null {
  if (typeof value !== 'string' || value.length < least || value.length > most) {
    return { form: 'bad-value', detail: `no text of ${least} to ${most} units` }
  }
  return isWellFormed(value) ? null : { form: 'lone-surrogate', detail: 'half a character' }
}

function nameFault(name: string, least: number, most: number): SigilFault | null {
  const plain = isPlainName(name) ? null : ({ form: 'bad-value', detail: 'unfit name' } as const)
  return textFault(name, least, most) ?? plain
}

function keyFault(hex: string): SigilFault | null {
  const key = fromHex(hex)
  return key === null ? { form: 'bad-value', detail: 'no key' } : formFault(keyForm(key), 'key')
}

const formFault = (form: Malformed | null, detail: string): SigilFault | null =>
  form === null ? null : { form, detail }

const isHexOf = (hex: string, bytes: number): boolean =>
  hex.length === bytes * 2 && /^[0-9a-f]*$/.test(hex)
