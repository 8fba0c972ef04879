/**
 * [RL7] [RL8] What a browser may do with the app, in one place: the headers that
 * `npm start` sends, and what `npm run build` puts into the page itself, and
 * into `_headers`, for hosts that send none of their own.
 *
 * Inline style sheets are allowed because CodeMirror makes them. WebRTC is not
 * covered by any of this, so a script that got in could still get out: so none
 * may get in. The one policy of Trusted Types is platform/own-scripts.ts.
 */

const forDocument = [
  "default-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
  "style-src-attr 'none'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  // Not every browser takes 'self' to mean the sockets of the same host.
  "connect-src 'self' ws: wss:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types aetherlink',
]

/** For `<meta http-equiv>`, where `frame-ancestors` would be ignored. */
export const policyInPage = forDocument.join('; ')

/** `host` is what the request asked for, so that sockets go there and nowhere else. */
export function securityHeaders(host?: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': policyFor(host),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
}

/** The form of a host that may stand in a policy: anything else could add to it. */
const plainHost = /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i

function policyFor(host: string | undefined): string {
  const whole = [...forDocument, "frame-ancestors 'none'"].join('; ')
  if (host === undefined || !plainHost.test(host)) return whole
  return whole.replace('ws: wss:', `ws://${host} wss://${host}`)
}

/** The file that static hosts such as Netlify and Cloudflare Pages read. */
export function headersFile(): string {
  const lines = Object.entries(securityHeaders()).map(([name, value]) => `  ${name}: ${value}`)
  return `/*\n${lines.join('\n')}\n`
}
