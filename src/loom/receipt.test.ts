import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'

import { createNaclVerifier } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import { createWebCryptoVerifier } from '../platform/webcrypto'
import { concatBytes, toHex } from '../protocol/bytes'
import type { SigilId } from '../protocol/ids'
import type { SealClaim, Verifier } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import type { Weaver } from '../protocol/weaver'
import { gatherReceipt, makeReceipt, type Receipt } from './receipt'
import { checkReceipt } from './receipt-check'
import { createSealedWorld, title } from './receipt.fixture'

/** The same few seals are asked about thousands of times. */
function remembering(verifier: Verifier): Verifier {
  const known = new Map<string, boolean>()
  const nameOf = ({ key, message, seal }: SealClaim) => toHex(concatBytes([key, seal, message]))
  return {
    verify: async (claims) => {
      const fresh = claims.filter((claim) => !known.has(nameOf(claim)))
      const verdicts = await verifier.verify(fresh)
      for (const [nth, claim] of fresh.entries()) known.set(nameOf(claim), verdicts[nth] === true)
      return claims.map((claim) => known.get(nameOf(claim)) === true)
    },
  }
}

const deps = { hash: sha256, verifier: remembering(createWebCryptoVerifier()) }
const check = (receipt: unknown) => checkReceipt(JSON.stringify(receipt), deps)

function receiptOf(weaver: Weaver, genesis: Sigil, of: SigilId, facet: Verdict['facet']): Receipt {
  const verdict = weaver.woven(of)?.verdicts.find((one) => one.facet === facet)
  if (verdict === undefined) throw new RangeError('no verdict')
  const parts = gatherReceipt(verdict, {
    genesis,
    get: weaver.get,
    admissionOf: (key) => weaver.admissionOf(key as never),
  })
  if (parts === null) throw new RangeError('no parts')
  return makeReceipt(parts, sha256)
}

interface Cases {
  readonly authority: Receipt
  readonly amalgam: Receipt
  readonly shattered: Receipt
  readonly body: Receipt
  readonly primacy: Receipt
  readonly detour: Receipt
}

let cases: Cases

/*
 * title      tea ──┬── a “green” 20 ── a2 types 21 ── a3 “mint” 30     (Ada)
 *                  ├── b “black” 25 ── (another glyph) 26               (Bea)
 *                  └── c “white” 25                                     (Cyd)
 */
beforeAll(async () => {
  const world = await createSealedWorld()
  const { weave, genesis } = world
  await weave('tea', { by: 'ada', at: 10, writes: title('tea'), splices: [[0, 0, 'leaves']] })
  await weave('a', { by: 'ada', at: 20, writes: title('green') })
  await weave('a2', { by: 'ada', at: 28, splices: [[6, 0, ' fresh']] })
  const a3 = await weave('a3', {
    by: 'ada',
    at: 30,
    writes: [
      { facet: 'title', value: 'mint' },
      { facet: 'hue', value: 90 },
    ],
  })
  const b = await weave('b', {
    by: 'bea',
    at: 25,
    after: ['tea'],
    writes: [
      { facet: 'title', value: 'black \u001B[31m\u202Etea' },
      { facet: 'hue', value: 20 },
    ],
  })
  await weave('other', { by: 'bea', at: 26, glyph: 8, writes: title('elsewhere') })
  const tied: Sigil[] = []
  for (const by of ['ada', 'bea', 'cyd'] as const) {
    const writes = [{ facet: 'place' as const, value: { x: tied.length * 10, y: -5 } }]
    tied.push(await weave(`tied ${by}`, { by, at: 40, after: ['tea'], glyph: 9, writes }))
  }
  const gone = await weave('gone', { by: 'cyd', at: 50, after: ['tea'], glyph: 9, shatters: true })
  await weave('kept', { by: 'kin', at: 49, after: ['tied ada'], glyph: 9, writes: title('kept') })
  const pen = await weave('pen', { by: 'bea', at: 60, after: ['a3'], splices: [[0, 0, 'dark ']] })
  await weave('pen 2', { by: 'cyd', at: 61, after: ['a3'], splices: [[0, 0, 'oolong ']] })
  const weaver = world.weaver()
  expect(weaver.waiting()).toEqual([])
  const of = (sigil: Sigil, facet: Verdict['facet']) => receiptOf(weaver, genesis, sigil.id, facet)
  const tea = weaver.history().find(({ verdicts }) => verdicts.some((one) => one.facet === 'title'))
  cases = {
    authority: of(a3, 'title'),
    amalgam: of(tied[1] ?? b, 'place'),
    shattered: of(gone, 'alive'),
    body: of(pen, 'body'),
    primacy: receiptOf(weaver, genesis, tea?.sigil ?? b.id, 'title'),
    detour: of(b, 'hue'),
  }
})

test('[RC1] [RC2] each kind of receipt is sound as it was made, and as JSON spaces it', async () => {
  for (const receipt of Object.values(cases)) {
    for (const text of [JSON.stringify(receipt), JSON.stringify(receipt, null, 4)]) {
      expect(await checkReceipt(text, deps)).toMatchObject({ ok: true, receipt })
    }
  }
  const rules = Object.values(cases).map(({ verdict }: Receipt) => verdict.rule)
  expect(new Set(rules)).toEqual(new Set(['authority', 'amalgam', 'primacy']))
})

test('[RC2] names are those that admissions bear, of kin their sponsor’s', () => {
  const names = cases.shattered.contenders.map(({ name }) => name).toSorted()
  expect(names).toContain('Ada')
  expect(names).toContain('Cyd')
})

test('[RC3] the past holds what lies between the stamps, and nothing below', async () => {
  // a3 is above b: its links are there, and those of a2; what a links is below b’s stamp.
  const { past, concurrency, contenders } = cases.authority
  expect(concurrency).toBe('proven')
  const ids = new Set([...past, ...contenders].map(({ sigil }) => sigil))
  const a3 = contenders.find(({ value }) => value === 'mint')
  const a2 = past.find(({ sigil }) => a3?.links.includes(sigil))
  const a = past.find(({ sigil }) => a2?.links.includes(sigil))
  expect(a?.stamp.ms).toBe(20)
  expect(a?.links.some((link) => ids.has(link) && link !== contenders[0]?.links[0])).toBe(false)
})

test('[RC3] a receipt that names an ancestor as a contender is refused', async () => {
  const { authority } = cases
  const a3 = authority.contenders.find(({ value }) => value === 'mint')
  const a2 = authority.past.find(({ sigil }) => a3?.links.includes(sigil))
  const a = authority.past.find(({ sigil }) => a2?.links.includes(sigil))
  const lie = {
    ...authority,
    contenders: [a3, { ...a, name: 'Ada', value: 'green', stands: false }],
    past: authority.past.filter((one) => one !== a),
  }
  const found = await check(lie)
  expect(found.ok).toBe(false)
  if (!found.ok) expect(found.wrong.why).toMatch(/descends from/)
})

test('[RC1] [RC3] what is left out is missed, by name', async () => {
  for (const receipt of Object.values(cases) as Receipt[]) {
    for (const nth of receipt.past.keys()) {
      const found = await check({ ...receipt, past: receipt.past.toSpliced(nth, 1) })
      expect(found, `past[${nth}]`).toMatchObject({ ok: false, wrong: { path: 'past' } })
    }
    for (const nth of receipt.contenders.keys()) {
      const found = await check({ ...receipt, contenders: receipt.contenders.toSpliced(nth, 1) })
      expect(found, `contenders[${nth}]`).toMatchObject({
        ok: false,
        wrong: { path: 'contenders' },
      })
    }
  }
})

test('[RC3] where the past is too long, it is left out and concurrency is claimed', async () => {
  const { genesis, contenders, facet, roots } = await tooLong()
  const receipt = makeReceipt({ genesis, facet, contenders, past: roots, isProven: false }, sha256)
  expect(receipt.concurrency).toBe('claimed')
  expect(receipt.doesNotProve.join()).toMatch(/too long/)
  expect(await check(receipt)).toMatchObject({ ok: true })
  expect(await check({ ...receipt, concurrency: 'proven' })).toMatchObject({
    ok: false,
    wrong: { path: 'concurrency' },
  })
})

async function tooLong() {
  const read = await checkReceipt(JSON.stringify(cases.authority), deps)
  if (!read.ok) throw new RangeError(read.wrong.path)
  const { genesis, contenders, facet, past } = read.parts
  const roots = past.filter(({ deed }) => deed.kind === 'join')
  return { genesis, contenders, facet, roots }
}

/** Every leaf of a document, as a path and a way to put something else there. */
function leavesOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one, nth) => leavesOf(one, `${path}[${nth}]`))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, one]) =>
      leavesOf(one, path === '' ? key : `${path}.${key}`),
    )
  }
  return [path]
}

function replaced(document: unknown, path: string, change: (leaf: unknown) => unknown): unknown {
  const [, key = '', rest = ''] = /^\.?([^.[\]]+|\[\d+\])(.*)$/.exec(path) ?? []
  const name = key.replaceAll(/[[\]]/g, '')
  const holder = document as Record<string, unknown>
  const inner = rest === '' ? change(holder[name]) : replaced(holder[name], rest, change)
  if (!Array.isArray(document)) return { ...holder, [name]: inner }
  return (document as unknown[]).with(Number(name), inner)
}

/** Another value of the same kind, which stays as near as it can. */
function nudged(leaf: unknown, salt: number): unknown {
  if (typeof leaf === 'number') return leaf + 1 + (salt % 5)
  if (typeof leaf === 'boolean') return !leaf
  if (typeof leaf !== 'string') return 'something'
  if (leaf === '') return 'x'
  const at = salt % leaf.length
  const other = leaf[at] === 'a' ? 'b' : 'a'
  return leaf.slice(0, at) + other + leaf.slice(at + 1)
}

test('[RC1] whichever field is changed is the one that is named', async () => {
  for (const [name, receipt] of Object.entries(cases)) {
    for (const path of leavesOf(receipt)) {
      for (const salt of [0, 101]) {
        const changed = replaced(receipt, path, (leaf) => nudged(leaf, salt))
        const found = await check(changed)
        expect(found.ok ? 'sound' : found.wrong.path, `${name}: ${path}`).toBe(path)
      }
    }
  }
})

test('[RC1] the facet is named where both facets were written by all', async () => {
  const found = await check({ ...cases.authority, facet: 'hue' })
  expect(found).toMatchObject({ ok: false, wrong: { path: 'facet' } })
})

test('[RC1] a field taken away is named, and so is one that was put in', async () => {
  for (const receipt of Object.values(cases) as Receipt[]) {
    for (const key of Object.keys(receipt)) {
      const { [key as 'facet']: _, ...rest } = receipt
      const found = await check(rest)
      expect(found.ok ? 'sound' : found.wrong.path.split('.')[0]).toBe(key)
    }
    const first = { ...receipt.contenders[0], note: 'trust me' }
    expect(
      await check({ ...receipt, contenders: [first, ...receipt.contenders.slice(1)] }),
    ).toMatchObject({
      wrong: { path: 'contenders[0].note' },
    })
  }
})

test('[RC1] [RC6] whatever byte of the file is changed, it is refused, unless it says the same', async () => {
  const receipts = Object.values(cases) as Receipt[]
  await fc.assert(
    fc.asyncProperty(
      fc.nat(receipts.length - 1),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (which, where, by) => {
        const text = JSON.stringify(receipts[which], null, 1)
        const bytes = new TextEncoder().encode(text)
        const at = where % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ by
        const changed = new TextDecoder().decode(bytes)
        const found = await checkReceipt(changed, deps)
        const same = saysTheSame(text, changed)
        expect(found.ok).toBe(same)
        if (!found.ok && isJson(changed)) {
          const touched = changedPaths(JSON.parse(text), JSON.parse(changed))
          expect(touched).toContain(found.wrong.path)
        }
      },
    ),
    { numRuns: 300 },
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const saysTheSame = (a: string, b: string): boolean =>
  isJson(b) && JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))

/** Where two documents differ: the leaves, and the names that one of them lacks. */
function changedPaths(a: unknown, b: unknown): readonly string[] {
  const [before, after] = [leafMap(a), leafMap(b)]
  const paths = new Set([...before.keys(), ...after.keys()])
  const differ = [...paths].filter((path) => before.get(path) !== after.get(path))
  // A list or an object that was renamed is missed as a whole.
  return differ.flatMap((path) => [path, ...wholes(path)])
}

const leafMap = (document: unknown): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    // An empty list has no leaf of its own.
    if (typeof value === 'object') found.set(path, typeof value)
    if (Array.isArray(value))
      for (const [nth, one] of value.entries()) visit(one, `${path}[${nth}]`)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, one] of Object.entries(value))
        visit(one, path === '' ? key : `${path}.${key}`)
    } else if (value !== null) found.set(path, JSON.stringify(value))
  }
  visit(document, '')
  return found
}

function wholes(path: string): readonly string[] {
  const cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))
  if (cut < 0) return []
  const whole = path.slice(0, cut)
  return [whole, `${whole}.bytes`, ...wholes(whole)]
}

test('[RC6] what is no receipt at all is refused, and nothing throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      expect((await checkReceipt(text, deps)).ok).toBe(false)
    }),
  )
  const head = { format: 'aetherlink receipt', version: 1 }
  const genesis = cases.authority.chorus
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (a, b, c) => {
      expect((await check({ ...head, chorus: a, contenders: b, past: c, facet: a })).ok).toBe(false)
      expect((await check({ ...head, chorus: genesis, contenders: b, past: c })).ok).toBe(false)
    }),
  )
})

test('[RC2] the reference verifier comes to the same', async () => {
  const text = JSON.stringify(cases.amalgam)
  expect(await checkReceipt(text, { hash: sha256, verifier: createNaclVerifier() })).toMatchObject({
    ok: true,
  })
})

test('[RC4] the sentences are part of the format, and pinned', () => {
  expect(cases.authority.proves).toEqual([
    'The holders of these keys sealed these values, stamps and links, for this chorus and glyph.',
    'The weavers called themselves by these names when they were admitted.',
    'None of the contenders descends from another.',
    'Of these contenders, the rules of AL-7.3 make this verdict.',
  ])
  expect(cases.body.doesNotProve).toEqual([
    'That no other sigil belongs among the contenders, and that none has written the facet since: whoever made this receipt says so, and no file can show it.',
    'That this chorus and these keys are those you know: compare them with your own.',
    'That the stamps tell the true time: each is what its author’s clock said.',
    'That the authors were admitted by the covenant, and the sigils below those in this file were valid: every weaver checks that, from the whole history.',
    'That they wrote in the same place: that follows from the whole text.',
  ])
})
