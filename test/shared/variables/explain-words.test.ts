import type { Origin } from '@shared/variables/contest'
import type { ExpansionNode, ExplainedCandidate, Explanation } from '@shared/variables/explain'
import {
  elsewhereInOrder,
  explanationText,
  isApplying,
  loserWords,
  placeGroups,
  stateWords,
  sumWords,
  targetWords,
  winnerWords
} from '@shared/variables/explain-words'
import type { Labels } from '@shared/variables/scope-words'
import { expect, test } from 'vitest'
import { ids } from '../../support/plans'

const labels: Labels = {
  environments: new Map([
    [ids.environment(1), 'Test'],
    [ids.environment(2), 'Production']
  ]),
  targets: new Map([
    [ids.target(1), 'web-1'],
    [ids.target(2), 'web-2']
  ]),
  actions: new Map([[ids.action(1), 'Migrate']]),
  processes: new Map()
}

const project: Origin = { kind: 'project' }
const library = (name: string, position = 0): Origin => ({
  kind: 'library',
  id: `library-000000000${position}` as Extract<Origin, { kind: 'library' }>['id'],
  name,
  position
})

type Changes = Partial<ExplainedCandidate>

const candidate = (changes: Changes = {}): ExplainedCandidate => ({
  origin: project,
  rowId: ids.variable(1),
  scope: {},
  template: { text: 'value', holdsSecret: false },
  verdict: { kind: 'lost', weight: 0, parts: [] },
  ...changes
})

const forStep = candidate({
  scope: { environments: [ids.environment(1)], actions: [ids.action(1)] },
  verdict: { kind: 'won', weight: 10_000_100, parts: ['environments', 'actions'] }
})
const forEnvironment = candidate({
  scope: { environments: [ids.environment(1)] },
  verdict: { kind: 'lost', weight: 100, parts: ['environments'] }
})
const outOfPlace = candidate({
  scope: { environments: [ids.environment(2)] },
  verdict: { kind: 'out', dimension: 'environments' }
})

const applying = (item: ExplainedCandidate) => {
  if (!isApplying(item)) throw new Error('It does not apply')
  return item
}
const against = (best: ExplainedCandidate, loser: ExplainedCandidate) => loserWords(loser, applying(best), labels)

test('a weight is told as the sum of its parts, the heaviest first', () => {
  expect(sumWords(applying(forStep))).toBe('step 10,000,000 + environment 100 = 10,000,100')
  expect(sumWords(applying(forEnvironment))).toBe('environment 100')
  expect(sumWords(applying(candidate()))).toBeNull()
})

test('a winner says in words what makes it win', () => {
  const alone = candidate({ verdict: { kind: 'won', weight: 0, parts: [] } })
  expect(winnerWords(applying(forStep), [forStep, forEnvironment])).toBe(
    'It is the most specific value that applies here: it is meant for this step and this environment.'
  )
  expect(winnerWords(applying(alone), [alone])).toBe('It is the only value of this name.')
  expect(winnerWords(applying(alone), [alone, outOfPlace])).toBe('It is the only value that applies here.')
})

test('what was answered, and what Slipway says, win for what they are', () => {
  const answer = candidate({ origin: { kind: 'answer' }, verdict: { kind: 'won', weight: 100_000_000, parts: [] } })
  const system = candidate({ origin: { kind: 'system' }, verdict: { kind: 'won', weight: 1_000_000_000, parts: [] } })
  expect(winnerWords(applying(answer), [answer, forEnvironment])).toContain('answered when the deployment was started')
  expect(against(answer, forEnvironment)).toContain('goes before every row')
  expect(winnerWords(applying(system), [system])).toContain('Slipway says it itself')
  expect(against(system, forEnvironment)).toContain('goes before everything that is written')
})

test('a loser is told by how much it is less specific', () => {
  expect(against(forStep, forEnvironment)).toBe(
    'Less specific: environment (100) against step and environment (10,000,100).'
  )
  expect(against(forEnvironment, candidate())).toBe('Less specific: no scope (0) against environment (100).')
})

test('between equal weights the rule is told that decides', () => {
  const own = candidate({ verdict: { kind: 'won', weight: 0, parts: [] } })
  const shared = candidate({ origin: library('Shared') })
  const later = candidate({ origin: library('Later', 1) })
  const output = candidate({ origin: { kind: 'output', step: 'Build', machine: null, position: 0 } })
  expect(against(own, shared)).toBe('Same weight, but the project’s own value goes before a library set.')
  expect(against(later, shared)).toBe(
    'Same weight, but “Later” is included after “Shared”, and a later library set wins.'
  )
  expect(against(output, own)).toBe('Same weight, but what a step passed on goes before what is written.')
})

test('a row for another place says which place it is for', () => {
  expect(against(forStep, outOfPlace)).toBe('Does not apply here: it is for environment Production.')
})

const node = (changes: Partial<ExpansionNode>): ExpansionNode => ({
  name: 'A',
  template: { text: 'a', holdsSecret: false },
  value: { text: 'a', holdsSecret: false },
  state: 'known',
  references: [],
  ...changes
})

test('each state without a value is told apart, and says what follows from it', () => {
  const unknown = { value: { text: null, holdsSecret: false } }
  const states = (['missing', 'tied', 'cycle', 'at-run-time'] as const).map(state =>
    stateWords(node({ ...unknown, state }))
  )
  expect(new Set(states).size).toBe(4)
  expect(stateWords(node({}))).toBeNull()
  expect(stateWords(node({ state: 'at-run-time', value: { text: null, holdsSecret: true } }))).toContain(
    'from a secret'
  )
})

test('places stand together by environment, and long lists of targets are counted', () => {
  const place = (environment: number, target: number | null) => ({
    environmentId: ids.environment(environment),
    targetId: target === null ? null : ids.target(target)
  })
  expect(placeGroups([place(1, 1), place(2, 2), place(1, null)], labels)).toEqual([
    { environment: 'Test', targets: ['web-1', null] },
    { environment: 'Production', targets: ['web-2'] }
  ])
  expect(targetWords(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more')
  expect(targetWords([null])).toBe('')
})

test('what is the same as here comes first, then what is most frequent', () => {
  const places = (count: number) =>
    Array.from({ length: count }, () => ({ environmentId: ids.environment(), targetId: null }))
  const group = (text: string, isSame: boolean, count: number) => ({
    value: { text, holdsSecret: false },
    isSame,
    places: places(count)
  })
  const ordered = elsewhereInOrder([group('b', false, 1), group('c', false, 3), group('a', true, 2)])
  expect(ordered.map(({ value }) => value.text)).toEqual(['a', 'c', 'b'])
})

test('an explanation is printed line by line, and every value stays on its line', () => {
  const explanation: Explanation = {
    name: 'Db.Host',
    candidates: [forStep, outOfPlace],
    expansion: node({
      name: 'Db.Host',
      template: { text: '#{A}\n', holdsSecret: false },
      value: { text: 'a', holdsSecret: false },
      references: [node({ value: { text: null, holdsSecret: false }, template: null, state: 'missing' })]
    }),
    elsewhere: [
      {
        value: { text: null, holdsSecret: false },
        isSame: false,
        places: [{ environmentId: ids.environment(2), targetId: ids.target(2) }]
      }
    ]
  }
  expect(explanationText(explanation, labels)).toEqual([
    'Db.Host = a',
    '',
    '2 candidates, the best first:',
    '* value',
    '    from the project, environment Test, step Migrate',
    '    It is the only value that applies here. [step 10,000,000 + environment 100 = 10,000,100]',
    '  value',
    '    from the project, environment Production',
    '    Does not apply here: it is for environment Production.',
    '',
    'How it is put together:',
    '  Db.Host: #{A}⏎  →  a',
    '    A: (not defined here)',
    '',
    'In other places:',
    '  other  (no value, or known at run time)  in Production (web-2)'
  ])
})
