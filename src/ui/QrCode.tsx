import { encodeQR } from 'qr'
import { useMemo } from 'react'

/** Light modules around the code, without which no reader finds it (ISO/IEC 18004: four). */
const quietZone = 4

interface QrCodeProps {
  readonly text: string
  readonly label: string
}

/** A QR code, drawn in the page: what it says reaches no server. Dark on light in every theme, as readers expect. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, path } = useMemo(() => drawn(text), [text])
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}

/** One square a dark module. Low correction: a screen gets no scratches, and larger squares read better. */
function drawn(text: string): { readonly size: number; readonly path: string } {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: quietZone })
  const path = modules
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return { size: modules.length, path }
}
