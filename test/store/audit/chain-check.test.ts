import type { AuditEntry, AuditHead, AuditVerdict } from '@shared/audit'
import type { Sha256 } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChainCheck } from '../../../electron/store/audit/chain-check'
import { noHash } from '../../../electron/store/audit/entry'
import { aChain, rehashed } from '../../support/audit'

const endOf = (chain: readonly AuditEntry[]): AuditHead => {
  const last = chain.at(-1)
  return last ? { seq: last.seq, hash: last.hash } : { seq: 0, hash: noHash }
}

function verdictOn(lines: readonly string[], known: AuditHead, noted: Sha256 | null = null): AuditVerdict {
  const check = new ChainCheck(known, noted)
  lines.forEach((text, index) => {
    check.add({ text, file: 'audit/000001.ndjson', line: index + 1 })
  })
  return check.end()
}

const linesOf = (chain: readonly AuditEntry[]): readonly string[] => chain.map(entry => JSON.stringify(entry))

/** What the check says of a chain that was tampered with; the store knows where the chain ended. */
const breakOf = (tampered: readonly AuditEntry[], original: readonly AuditEntry[]) => {
  const { broken } = verdictOn(linesOf(tampered), endOf(original))
  return broken && [broken.kind, broken.seq]
}

const length = 12
const chain = aChain(length)
const position = fc.integer({ min: 0, max: length - 1 })
const at = (index: number): AuditEntry => chain[index] as AuditEntry
const other = 'f'.repeat(64) as Sha256

describe('a sound chain', () => {
  test('is sound to its last entry, whatever its length', () => {
    for (const count of [0, 1, 2, 40]) {
      const sound = aChain(count)
      expect(verdictOn(linesOf(sound), endOf(sound))).toEqual({
        sound: count,
        head: endOf(sound),
        broken: null,
        noted: null
      })
    }
  })

  test('says which entry had a hash that was noted earlier', () => {
    expect(verdictOn(linesOf(chain), endOf(chain), at(4).hash).noted).toBe(5)
    expect(verdictOn(linesOf(chain), endOf(chain), other).noted).toBe('not-found')
  })
})

describe('any single mutation of a chain is named at the right number', () => {
  const edits = fc.oneof(
    fc.string().map(summary => ({ summary })),
    fc.integer().map(moment => ({ at: moment })),
    fc.string().map(user => ({ user })),
    fc.integer({ min: 1, max: 99 }).map(seq => ({ seq })),
    fc.constantFrom('window', 'command-line', 'slipway').map(door => ({ door })),
    fc.constantFrom('changed', 'deleted', 'launched').map(verb => ({ verb })),
    fc.constant({ prev: other }),
    fc.constant({ hash: other }),
    fc.constant({ changes: [{ field: 'Name', before: null, after: 'x' }] })
  )

  test('an edited entry, by its own number', () => {
    fc.assert(
      fc.property(position, edits, (index, edit) => {
        const edited = { ...at(index), ...edit } as AuditEntry
        fc.pre(JSON.stringify(edited) !== JSON.stringify(at(index)))
        expect(breakOf(chain.with(index, edited), chain)).toEqual(['edited', index + 1])
      })
    )
  })

  test('an edited entry that was given a fitting hash, by the entry that does not continue it', () => {
    fc.assert(
      fc.property(position, index => {
        const forged = rehashed({ ...at(index), summary: 'Nothing happened.' })
        const named = index === length - 1 ? ['replaced', length] : ['unlinked', index + 2]
        expect(breakOf(chain.with(index, forged), chain)).toEqual(named)
      })
    )
  })

  test('a chain that was rebuilt from an entry on, by the end that the store knows', () => {
    fc.assert(
      fc.property(position, start => {
        const rebuilt = [...chain]
        for (let index = start; index < length; index++) {
          const prev = rebuilt[index - 1]?.hash ?? noHash
          rebuilt[index] = rehashed({ ...at(index), user: 'mallory', prev })
        }
        expect(breakOf(rebuilt, chain)).toEqual(['replaced', length])
      })
    )
  })

  test('a removed entry, by its own number', () => {
    fc.assert(
      fc.property(position, index => {
        const kind = index === length - 1 ? 'cut-off' : 'missing'
        expect(breakOf(chain.toSpliced(index, 1), chain)).toEqual([kind, index + 1])
      })
    )
  })

  test('entries removed from the end, by the first that is missing', () => {
    fc.assert(
      fc.property(position, index => {
        expect(breakOf(chain.slice(0, index), chain)).toEqual(['cut-off', index + 1])
      })
    )
  })

  test('an entry that was repeated somewhere, by the number whose place it took', () => {
    fc.assert(
      fc.property(position, fc.integer({ min: 0, max: length }), (from, to) => {
        fc.pre(to !== from)
        const kind = from < to ? 'out-of-place' : 'missing'
        // Right behind itself it takes the place of the next one.
        expect(breakOf(chain.toSpliced(to, 0, at(from)), chain)).toEqual([kind, to + 1])
      })
    )
  })

  test('two entries that changed places, by the first of them', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a < b)
        expect(breakOf(chain.with(a, at(b)).with(b, at(a)), chain)).toEqual(['missing', a + 1])
      })
    )
  })

  test('a line that is no entry, by the number that should be there', () => {
    fc.assert(
      fc.property(position, fc.constantFrom('', '{', '[]', 'null', '7', '"x"'), (index, text) => {
        const { broken } = verdictOn(linesOf(chain).with(index, text), endOf(chain))
        expect(broken).toEqual({
          kind: 'unreadable',
          seq: index + 1,
          place: { file: 'audit/000001.ndjson', line: index + 1 },
          message: `Entry ${index + 1} cannot be read: its line is not an entry.`
        })
      })
    )
  })

  test('one changed character anywhere, by the number of its line', () => {
    const text = linesOf(chain).join('\n')
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'a', 'Z', '"', ' '), (index, character) => {
        fc.pre(text[index] !== character && text[index] !== '\n')
        const lines = (text.slice(0, index) + character + text.slice(index + 1)).split('\n')
        const line = text.slice(0, index).split('\n').length
        expect(verdictOn(lines, endOf(chain)).broken?.seq).toBe(line)
      })
    )
  })
})
