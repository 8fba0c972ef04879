import type { CSSProperties } from 'react'

/** Hands a hue (degrees) to the colour tokens of `.toned`. */
export const toned = (hue: number): CSSProperties => ({ '--h': hue }) as CSSProperties
