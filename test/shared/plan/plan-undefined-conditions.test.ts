import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { planDeployment } from '@shared/plan/plan-deployment'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planInput, planVariables, scriptStep, sshTarget, textVariable } from '../../support/plans'

/** What a plan for web-1 and web-2 in Test says of names that have no value. */
const messages = (steps: readonly Step[], variables: readonly Variable[] = []) =>
  planDeployment(
    planInput({ targets: [sshTarget(1), sshTarget(2)], variables: planVariables(variables), steps })
  ).problems.map(({ failure }) => failure.message)

const elsewhere = { environments: [ids.environment(2)] }
const sends = (value: string) => [
  textVariable(1, 'SendsMail', value),
  textVariable(2, 'SendsMail', 'True', elsewhere),
  textVariable(3, 'MailTo', 'ops@shop.example', elsewhere)
]
const lacking = (where: string, step: string) =>
  `“MailTo” has no value ${where}. It stays as it is written in the script of “${step}”.`

describe('a step whose condition comes to False for certain', () => {
  const mail = (when: 'variable' | 'success-and', expression: string): Step =>
    scriptStep(2, { condition: { when, expression }, body: 'mail #{MailTo}' })

  it.each([
    ['variable', '#{SendsMail}'],
    ['success-and', '#{SendsMail}'],
    ['variable', '#{if SendsMail}True#{/if}'],
    ['variable', '#{Nope}'],
    ['variable', '#{if'],
    ['variable', 'no']
  ] as const)('has no text to warn of: %s %s', (when, expression) => {
    expect(messages([scriptStep(1), mail(when, expression)], sends('False'))).toEqual([])
  })

  it.each([
    ['True', '#{SendsMail}'],
    ['False', '#{Octopus.Action[Step 1].Output.SendsMail}'],
    ['False', '#{Octopus.Deployment.Error}'],
    ['False', '#{unless SendsMail}True#{/unless}'],
    ['#{Octopus.Deployment.Comments}', '#{SendsMail}']
  ])('is none that may hold: SendsMail is %s, and the condition %s', (value, expression) => {
    expect(messages([scriptStep(1), mail('variable', expression)], sends(value))).toEqual([
      lacking('in Test', 'Step 2')
    ])
  })

  it('is looked for on each target, with the first action of the step', () => {
    const variables = [
      ...sends('False'),
      textVariable(4, 'SendsMail', 'True', { targets: [ids.target(2)] }),
      textVariable(5, 'ByAction', 'True', { actions: [ids.action(201)] })
    ]
    expect(messages([scriptStep(1), mail('variable', '#{SendsMail}')], variables)).toEqual([
      lacking('in Test', 'Step 2')
    ])
    const condition = { when: 'variable', expression: '#{ByAction}' } as const
    const second = manyStep(2, [{}, { body: 'mail #{MailTo}' }], { condition })
    expect(messages([second], variables)).toEqual([lacking('in Test', 'Step 2: 2.2')])
    const first = manyStep(1, [{}, { body: 'mail #{MailTo}' }], { condition })
    expect(messages([first], variables)).toEqual([])
  })
})

it('an action whose own condition comes to False for certain has no text to warn of', () => {
  const condition = { when: 'variable', expression: '#{SendsMail}' } as const
  const step = manyStep(1, [{}, { body: 'mail #{MailTo}', condition }])
  expect(messages([step], sends('False'))).toEqual([])
  expect(messages([step], sends('True'))).toEqual([lacking('in Test', 'Step 1: 1.2')])
})

/** What comes of a loop over `Xs` that puts in what has no value. */
const looping = (...variables: readonly Variable[]) =>
  messages(
    [scriptStep(1, { body: '#{each x in Xs}#{MailTo}#{x}#{/each}' })],
    [...variables, textVariable(9, 'MailTo', 'p', elsewhere)]
  )

it.each([
  ['names in brackets for another environment', [textVariable(1, 'Xs[a]', '1', elsewhere)]],
  ['an empty list', [textVariable(1, 'Xs', '[]')]],
  ['an empty list that comes of another value', [textVariable(1, 'Xs', '#{Ys}'), textVariable(2, 'Ys', ' { } ')]]
] as const)('a loop over %s prints nothing', (_, variables) => {
  expect(looping(...variables)).toEqual([])
})

it.each([
  ['names in brackets', [textVariable(1, 'Xs[a]', '1', elsewhere), textVariable(2, 'Xs[b]', '1')]],
  ['a list', [textVariable(1, 'Xs', '[1]')]],
  ['an empty text, which is one piece', [textVariable(1, 'Xs', '')]],
  ['what only a run knows', [textVariable(1, 'Xs', '#{Octopus.Deployment.Comments}')]]
] as const)('a loop over %s prints something', (_, variables) => {
  expect(looping(...variables)).toEqual([lacking('in Test', 'Step 1')])
})
