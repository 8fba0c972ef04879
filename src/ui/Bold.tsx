/** A sentence whose deciding fact stands between `**`. Peers' words may be in it: text only. */
export function Bold({ text }: { readonly text: string }) {
  return text
    .split('**')
    .map((part, at) => (at % 2 === 1 ? <strong key={`${at} ${part}`}>{part}</strong> : part))
}
