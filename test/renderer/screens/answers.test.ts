import { invalid } from '@shared/failure'
import type { PromptControl } from '@shared/model/variable-set'
import type { PlanPrompt } from '@shared/plan/plan'
import { expect, test } from 'vitest'
import {
  answerIssue,
  answersFor,
  controlOf,
  offeredAnswer,
  refusedAnswers
} from '../../../renderer/screens/deploy/answers'
import { ids } from '../../support/plans'

interface Changes {
  readonly n?: number
  readonly value?: string
  readonly control?: PromptControl
  readonly isRequired?: boolean
}

const ask = ({ n = 1, control = { kind: 'single-line' }, isRequired = false }: Changes = {}) => ({
  id: ids.variable(n),
  name: `Name ${n}`,
  prompt: { label: '', description: '', isRequired, control }
})
const text = (changes: Changes = {}): PlanPrompt => ({
  type: 'text',
  ...ask(changes),
  value: changes.value ?? 'stored'
})
const secret = (changes: Changes = {}): PlanPrompt => ({ type: 'sensitive', ...ask(changes) })
const account = (changes: Changes = {}): PlanPrompt => ({ type: 'account', ...ask(changes), accountId: ids.account() })

const colours: PromptControl = {
  kind: 'select',
  options: [
    { value: 'blue', label: 'Blue' },
    { value: 'green', label: '' }
  ]
}

test('fields begin with what is stored, and a secret with nothing', () => {
  expect([text(), secret(), account()].map(offeredAnswer)).toEqual(['stored', '', ids.account()])
  expect(offeredAnswer(text({ control: { kind: 'checkbox' }, value: ' TRUE' }))).toBe('True')
  expect(offeredAnswer(text({ control: { kind: 'checkbox' }, value: 'yes' }))).toBe('False')
  expect(offeredAnswer(text({ control: colours, value: 'red' }))).toBe('')
})

test('each kind of prompt has its control, and options without a label show their value', () => {
  expect(controlOf(secret({ control: colours }))).toEqual({ kind: 'text', isLong: false, isSecret: true })
  expect(controlOf(account()).kind).toBe('account')
  expect(controlOf(text({ control: colours }))).toEqual({
    kind: 'choice',
    options: [
      { value: 'blue', label: 'Blue' },
      { value: 'green', label: 'green' }
    ]
  })
})

test('white space does not answer what is required, and a choice must be one of its options', () => {
  expect(answerIssue(text({ isRequired: true }), ' \n')).toBe('This must be answered.')
  expect(answerIssue(text(), '')).toBeNull()
  expect(answerIssue(text({ control: colours }), 'red')).toBe('Choose one of the options.')
})

test('what is offered is sent as well, an emptied text is sent as empty, and a blank secret stays as stored', () => {
  const prompts = [text({ n: 1 }), text({ n: 2 }), secret({ n: 3 }), text({ n: 4, value: '' })]
  expect(answersFor(prompts, { [ids.variable(2)]: '', [ids.variable(3)]: '' })).toEqual([
    { variableId: ids.variable(1), value: 'stored' },
    { variableId: ids.variable(2), value: '' }
  ])
})

test('a refusal is told beside the answers that it is about', () => {
  const failure = invalid(`answers.${ids.variable(1)}`, '“Name 1” must be answered.', '')
  expect(refusedAnswers(failure, [text()])).toEqual({
    issues: { [ids.variable(1)]: '“Name 1” must be answered.' },
    isAll: true
  })
  expect(refusedAnswers(failure, [text({ n: 2 })])).toEqual({ issues: {}, isAll: false })
})
