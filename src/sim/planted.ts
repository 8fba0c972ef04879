/**
 * Planted bugs: each breaks one rule on purpose, so that the tests are tested. Standard term:
 * mutation testing, with the mutations chosen by hand.
 *
 * They are data, put into the source as it is loaded (`planted-run.ts`): the product knows
 * nothing of them. Each text is found in its file exactly once, which a test checks, so that
 * the list can't rot.
 */

export interface Planted {
  readonly id: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The rule that it breaks, and how. */
  readonly breaks: string
}

export const planted: readonly Planted[] = [
  // Validity
  {
    id: 'no-stamp-check',
    file: 'src/protocol/validity.ts',
    find: 'stampFault(sigil, links) ?? ',
    replace: '',
    breaks: 'VA3: a stamp below its links is taken',
  },
  {
    id: 'no-strand-check',
    file: 'src/protocol/validity.ts',
    find: ' ?? strandFault(sigil, past.prev)',
    replace: '',
    breaks: 'VA4: a strand may skip, repeat and change hands',
  },
  {
    id: 'witness-writes',
    file: 'src/protocol/validity.ts',
    find: 'const refusal = rightFault(sigil, standing)',
    replace: 'const refusal = null',
    breaks: 'CH7: a witness may write',
  },
  {
    id: 'any-invite-admits',
    file: 'src/protocol/covenant.ts',
    find: "deed.kind !== 'invite' || deed.key !== join.sponsor",
    replace: "deed.kind !== 'invite'",
    breaks: 'CH4: a join needs no invite of its own sponsor',
  },
  {
    id: 'first-admission-counts',
    file: 'src/protocol/covenant.ts',
    find: 'return compareSigils(a.sigil, b.sigil) <= 0 ? a : b',
    replace: 'return a',
    breaks: 'CH6: of two admissions, the first to arrive counts',
  },
  {
    id: 'last-invite-counts',
    file: 'src/protocol/covenant.ts',
    find: 'return known !== undefined && compareSigils(known, sigil) <= 0 ? known : sigil',
    replace: 'return sigil',
    breaks: 'CH3: of two invites of one key, the last to arrive counts',
  },
  {
    id: 'reject-on-arrival',
    file: 'src/protocol/integration.ts',
    find: "return { kind: 'is-held' }",
    replace:
      "return { kind: 'dissolves', refusal: { kind: 'not-admitted', author: sigil.author } }",
    breaks: 'ST5, VA1: a stamp ahead of our clock is refused instead of held',
  },
  {
    id: 'reject-orphans',
    file: 'src/protocol/integration.ts',
    find: "return { kind: 'waits', missing: [first, ...rest] }",
    replace:
      "return { kind: 'dissolves', refusal: { kind: 'builds-on-dissolved', link: rest[0] ?? first } }",
    breaks: 'VA2, VA5: what comes before its links is refused',
  },
  {
    id: 'no-spill',
    file: 'src/protocol/integration.ts',
    find: 'for (const spilled of aludel.spill(sigil.id)) queue.push(spilled)',
    replace: '',
    breaks: 'VA2: what builds on the dissolved waits for ever',
  },
  // Covenant
  {
    id: 'removal-takes-all',
    file: 'src/protocol/effect.ts',
    find: '!(isSeen && insideOf(removal).has(sigil.id))',
    replace: 'isSeen',
    breaks: 'CH10, CH11: a removal sets aside what its author had seen, too',
  },
  {
    id: 'tips-unread',
    file: 'src/protocol/effect.ts',
    find: 'const ahead = [...links, ...deed.tips]',
    replace: 'const ahead = [...links]',
    breaks: 'CH10: of what a remover held, only what it linked is spared',
  },
  {
    id: 'removal-on-arrival',
    file: 'src/protocol/weaver.ts',
    find: 'covenant.removals() === before ? [] : quintessence.reweave()',
    replace: 'covenant.removals() === before ? [] : []',
    breaks: 'CH14: whatever came before a removal keeps its say',
  },
  {
    id: 'revoke-spares-admitted',
    file: 'src/protocol/effect.ts',
    find: '!isStruck(doorTarget(key), vouched, isSeen) &&',
    replace: '',
    breaks: 'CH12: a revocation closes the door, and leaves in whom it had let in',
  },
  {
    id: 'founder-removable',
    file: 'src/protocol/effect.ts',
    find: 'if (standing.doors.some(({ invite }) => invite === null)) return true',
    replace: '',
    breaks: 'CH11: the founder can be removed',
  },
  {
    id: 'circle-by-stamp',
    file: 'src/protocol/effect.ts',
    find: 'if (next.length === most.length) return most',
    replace: `if (next.length === most.length) {
        return all
          .toSorted((a, b) => a.sigil.stamp.ms - b.sigil.stamp.ms)
          .reduce<readonly Removal[]>(
            (kept, one) => (under(kept).isEffective(one) ? [...kept, one] : kept),
            [],
          )
      }`,
    breaks: 'CH13: of those who remove each other, the first to say so stays',
  },
  {
    id: 'circle-annuls',
    file: 'src/protocol/effect.ts',
    find: 'if (next.length === most.length) return most',
    replace: 'if (next.length === most.length) return least',
    breaks: 'CH13: removals in a circle cancel each other',
  },
  {
    id: 'kin-stay',
    file: 'src/protocol/effect.ts',
    find: '!isStruck(person, vouched, isSeen)',
    replace: 'true',
    breaks: 'CH11: of a person removed, other tabs stay',
  },
  {
    id: 'removed-still-invites',
    file: 'src/protocol/effect.ts',
    find: '(invite === null || open.get(invite.sigil.id) === true) &&',
    replace: '',
    breaks: 'CH12: an invite that is set aside lets in all the same',
  },
  {
    id: 'aside-shut-out',
    file: 'src/protocol/credential.ts',
    find: 'if (weaver.admissionOf(greeter) !== undefined) return held',
    replace: `const admission = weaver.admissionOf(greeter)
  if (admission !== undefined) return weaver.hasSay(admission.id) ? held : { kind: 'shut' }`,
    breaks: 'CU26: whose admission was set aside is not linked any more, and never hears of it',
  },
  {
    id: 'aside-text-stays',
    file: 'src/protocol/glyph.ts',
    find: '{ isEffective: hasSay, asides: asidesOf(known) }',
    replace: '{ isEffective: true, asides: asidesOf(known) }',
    breaks: 'TX12: the text of what was set aside stays in the body',
  },
  {
    id: 'aside-text-unseen',
    file: 'src/protocol/glyph.ts',
    find: '{ isEffective: hasSay, asides: asidesOf(known) }',
    replace: '{ isEffective: hasSay, asides: [] }',
    breaks: 'TX13: positions are read as if their author had known of no removal',
  },
  {
    id: 'witness-removes',
    file: 'src/protocol/validity.ts',
    find: "remove: 'removes a weaver'",
    replace: 'remove: null',
    breaks: 'CH7: a witness may remove',
  },
  {
    id: 'removal-untold',
    file: 'src/protocol/weaver.ts',
    find: '[...grounds, ...banishing.unknownTo([end.tip, ...grounds])]',
    replace: 'grounds',
    breaks: 'WV8: what is written does not tell which removals its author knew',
  },
  {
    id: 'back-as-before',
    file: 'src/chorus/hall.ts',
    find: 'if (known.isRemoved === true) await keyring.forgetKeys(chorus)',
    replace: '',
    breaks: 'SS11: whoever comes back by a new link is the one who was removed',
  },
  {
    id: 'takes-over-half',
    file: 'src/chorus/doors.ts',
    find: 'deed.writes.map(({ facet, value }) => [facet, value])',
    replace: 'deed.writes.slice(1).map(({ facet, value }) => [facet, value])',
    breaks: 'SS13: who takes a change over leaves a facet out',
  },
  // Aludel
  {
    id: 'frees-one-child',
    file: 'src/protocol/integration.ts',
    find: 'for (const freed of aludel.draw(sigil.id)) queue.push(freed)',
    replace: 'queue.push(...aludel.draw(sigil.id).slice(0, 1))',
    breaks: 'AL2: of several that waited, one is freed and the rest are dropped',
  },
  {
    id: 'aludel-unbounded',
    file: 'src/protocol/integration.ts',
    find: 'aludel.trim()',
    replace: '',
    breaks: 'AL3: orphans pile up without bound',
  },
  {
    id: 'held-for-ever',
    file: 'src/protocol/aludel.ts',
    find: 'for (const entry of due) takeOut(entry)',
    replace: 'due.length = Math.min(due.length, 0)',
    breaks: 'ST5: what is held is not integrated when its time has come',
  },
  // Concordance and amalgam
  {
    id: 'pairwise-fold',
    file: 'src/protocol/glyph.ts',
    find: 'register.heads = displace(register.heads, node, lineage)',
    replace: `register.heads = displace(register.heads, node, lineage).reduce<number[]>(
      (best, head) => {
        const [other] = best
        if (other === undefined) return [head]
        return compareSigils(lineage.sigilAt(other), lineage.sigilAt(head)) > 0 ? best : [head]
      },
      [],
    )`,
    breaks: 'CO2, CO4: heads meet two by two as they arrive, and the loser is forgotten',
  },
  {
    id: 'least-stamp-stands',
    file: 'src/protocol/concordance.ts',
    find: 'if (order > 0) foremost = [sigil]',
    replace: 'if (order < 0) foremost = [sigil]',
    breaks: 'CO2: the earliest stands',
  },
  {
    id: 'tie-to-the-first',
    file: 'src/protocol/concordance.ts',
    find: 'else if (order === 0) foremost.push(sigil)',
    replace: '',
    breaks: 'CO3: of equal stamps, whichever came first stands',
  },
  {
    id: 'amalgam-by-arrival',
    file: 'src/protocol/amalgam.ts',
    find: `const [first = tied[0], ...rest] = [...byId.values()].toSorted((a, b) =>
    a.sigil.id < b.sigil.id ? -1 : 1,
  )`,
    replace: 'const [first = tied[0], ...rest] = [...byId.values()]',
    breaks: 'AM1: the seed depends on the order of arrival',
  },
  {
    id: 'edits-claim-no-life',
    file: 'src/protocol/glyph.ts',
    find: "write('alive', node)",
    replace: "if (deed.shatters || node === 0) write('alive', node)",
    breaks: 'CO6: an edit says nothing against a concurrent shattering',
  },
  // Lineage
  {
    id: 'covers-too-much',
    file: 'src/protocol/lineage.ts',
    find: 'covering.push(coversAll)',
    replace: 'covering.push(others.length < 2)',
    breaks: 'CO4: a sigil is taken to descend from one that it never saw',
  },
  {
    id: 'search-stops-early',
    file: 'src/protocol/lineage.ts',
    find: 'else stack.push(...parents(node))\n    }\n    for (const start of starts)',
    replace:
      'else stack.push(...parents(node).slice(0, 1))\n    }\n    for (const start of starts)',
    breaks: 'CO4: only the first link of each sigil is followed',
  },
  {
    id: 'chronicle-half-sorted',
    file: 'src/protocol/chronicle.ts',
    find: 'isSorted &&= last',
    replace: 'isSorted = last',
    breaks: 'TR3: history is told as it arrived, where the last two are in order',
  },
  // Text
  {
    id: 'rivals-by-arrival',
    file: 'src/protocol/text/placing.ts',
    find: 'return tracker.order(newcomer.run, rival.run) < 0',
    replace: 'return newcomer.run < rival.run',
    breaks: 'TX4: rivals for one place stand as they arrived',
  },
  {
    id: 'rivals-apart',
    file: 'src/protocol/text/ledger.ts',
    find: 'if (one === other) return',
    replace: 'if (one === other || (one.size > 1 && other.size > 1)) return',
    breaks: 'TX6: what two walks found of one meeting stays apart',
  },
  {
    id: 'forged-parent-forgotten',
    file: 'src/protocol/integration.ts',
    find: `      remember(id)
      for (const spilled of aludel.spill(id)) settleAll(spilled, clock.now(), ledger)`,
    replace: '',
    breaks: 'VA2: what builds on the forged waits for ever',
  },
  {
    id: 'infinite-placeholder',
    file: 'src/protocol/text/tracker.ts',
    find: `  tracker.nextId = length
  tracker.idStarts[0] = length
  tracker.targetCount = 0
  tracker.modes.reset()
  forgetCarets(tracker.carets)
  resetSpans(tracker.spans, length)`,
    replace: `  const endless = base < 0 ? length : 2 ** 28
  tracker.nextId = endless
  tracker.idStarts[0] = endless
  tracker.targetCount = 0
  tracker.modes.reset()
  forgetCarets(tracker.carets)
  resetSpans(tracker.spans, endless)`,
    breaks:
      'TX5, TX8: what lies before a critical version has no end, so replays differ on what is void',
  },
  {
    id: 'deletes-twice',
    file: 'src/protocol/text/placing.ts',
    find: 'if (sink !== null && counts && at(spans.cells, slot + goneCell) === 0) {',
    replace: 'if (sink !== null && counts) {',
    breaks: 'TX2: what two delete at once is deleted twice',
  },
  {
    id: 'gap-by-key-alone',
    file: 'src/protocol/text/fugue.ts',
    find: 'if (right === place.right) {',
    replace: 'if (true) {',
    breaks: 'TX4: the key decides before the right origins have',
  },
  // Seals and bytes
  {
    id: 'id-without-seal',
    file: 'src/protocol/seal.ts',
    find: 'hash(hashed.subarray(0, head + bytes.length))',
    replace: 'hash(hashed.subarray(0, head + bytes.length - sealBytes))',
    breaks: 'SG4: two seals over one body are one sigil',
  },
  {
    id: 'no-scalar-check',
    file: 'src/protocol/seal.ts',
    find: "if (!isReduced(bytes, start + keyBytes)) return 'seal-not-reduced'",
    replace: '',
    breaks: 'SE3: S + L passes where the library lets it',
  },
  {
    id: 'small-order-keys',
    file: 'src/protocol/seal.ts',
    find: "if (isSmallOrder(key)) return 'small-order-key'",
    replace: '',
    breaks: 'SE3: a key that fits every seal is a key',
  },
  {
    id: 'seal-unread',
    file: 'src/protocol/examination.ts',
    find: "verdicts[at] !== true) return 'not-sealed'",
    replace: "verdicts[at] === null) return 'not-sealed'",
    breaks: 'SS5: a forged seal is as good as any',
  },
  {
    id: 'co-seal-unread',
    file: 'src/protocol/examination.ts',
    find: 'const isSponsored = coClaims[at] === null || verdicts[join++] === true',
    replace: 'const isSponsored = true || verdicts[join++]',
    breaks: 'SE2: anyone joins on the word of a sponsor who gave none',
  },
  {
    id: 'facet-written-twice',
    file: 'src/protocol/deed-fault.ts',
    find: 'previous !== null && compareFacets(previous, write.facet) >= 0',
    replace: 'previous !== null && compareFacets(previous, write.facet) > 0',
    breaks: 'SG2, SG3: a facet may be written twice in one sigil',
  },
  // Sync
  {
    id: 'never-asks-again',
    file: 'src/protocol/asking.ts',
    find: 'else if (!isOpen(offered.askedMs)) due.add(tip)',
    replace: '',
    breaks: 'AE7, AE13, AE14: a lost WANT or answer is never asked for again',
  },
  {
    id: 'no-missing-parents',
    file: 'src/protocol/antientropy.ts',
    find: 'asking.seek(missing)',
    replace: '',
    breaks: 'AE10: missing parents are not asked for',
  },
  {
    id: 'tells-once',
    file: 'src/protocol/antientropy.ts',
    find: `    stalePulses = 0
    telling.forget()`,
    replace: '    stalePulses = 0',
    breaks: 'AE9: what was taken for told is never told anew',
  },
  {
    id: 'answers-off-by-one',
    file: 'src/protocol/answering.ts',
    find: 'if (common.size > 0 && common.has(prefixOf(sigil.id))) break',
    replace: 'if (common.size > 0 && common.has(prefixOf(sigil.prev ?? sigil.id))) break',
    breaks: 'AE4: the first sigil after the last in common is left out',
  },
  // Session and storage
  {
    id: 'kept-before-committed',
    file: 'src/chorus/session.ts',
    find: '      return kept\n    },',
    replace: '      void kept\n      return Promise.resolve()\n    },',
    breaks: 'SS4: said to be kept before it is committed',
  },
  {
    id: 'refused-is-kept',
    file: 'src/chorus/keeper.ts',
    find: '      await pause()\n',
    replace: '      return\n',
    breaks: 'SS4: what the vault refused is called kept',
  },
  {
    id: 'gone-not-refilled',
    file: 'src/chorus/keeper.ts',
    find: "if (told.kind === 'gone') void keepAllAnew()",
    replace: '',
    breaks: 'SS4: a deleted database is not filled again',
  },
  {
    id: 'strand-goes-on',
    file: 'src/chorus/session.ts',
    find: 'strand: { author: self, strand: strandIdFrom(entropy.bytes(8)), tip: null },',
    replace: `strand: ((lane) => ({
      author: self,
      strand: lane?.strand ?? strandIdFrom(entropy.bytes(8)),
      tip: (lane?.tips[0] && weaver.get(lane.tips[0].id)) ?? null,
    }))(weaver.lanes().find(({ author }) => author === self)),`,
    breaks: 'SG5: a strand is continued after a crash, and so forks',
  },
  {
    id: 'remote-under-the-pen',
    file: 'src/chorus/integration.ts',
    find: 'if (!deps.mayIntegrate()) return deps.hurry()',
    replace: '',
    breaks: 'SS2: what others did is integrated under positions that are being sealed',
  },
  {
    id: 'draft-links-own-only',
    file: 'src/protocol/weaver.ts',
    find: "(deed.kind === 'transmute' ? quintessence.get(deed.glyph)?.headSigils() : null) ?? [],",
    replace: '[],',
    breaks: 'WV3: a sigil does not say what its author had seen',
  },
  {
    id: 'fork-unflagged',
    file: 'src/protocol/strands.ts',
    find: 'if (!goesOn) noteFork(sigil, strand)',
    replace: '',
    breaks: 'WV7: a weaver that forks its strand is not told of',
  },
]

/** The source of a file with one bug in it. Throws where the place is not exactly one. */
export function plant(bug: Planted, source: string): string {
  const parts = source.split(bug.find)
  if (parts.length !== 2) throw new RangeError(`${bug.id}: found ${parts.length - 1} times`)
  return parts.join(bug.replace)
}
