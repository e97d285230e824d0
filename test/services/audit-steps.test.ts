import type { EnvironmentId, ProjectId, TargetId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { stepsChanges } from '../../electron/services/audit-steps'
import { testId } from '../support/process-arbitrary'

const names = {
  environment: (id: string) => `E(${id.at(-1)})`,
  target: (id: string) => `T(${id.at(-1)})`,
  project: () => 'P',
  channel: (id: string) => `C(${id.at(-1)})`,
  feed: (id: string) => `F(${id.at(-1)})`
}
const action = (number: number, more: object = {}): Action =>
  ({ type: 'script', id: testId('action', number), syntax: 'bash', body: 'echo', ...more }) as Action
const step = (number: number, name: string, actions: readonly Action[], more: Partial<Step> = {}): Step => ({
  id: testId('step', number),
  name,
  location: 'targets',
  roles: ['web'],
  isDisabled: false,
  actions: [...actions],
  ...more
})
const told = (before: readonly Step[], after: readonly Step[]) =>
  stepsChanges(before, after, names).map(change => [change.field, change.before, change.after])

const drain = action(1, { name: 'Drain' })
const deploy = action(2, { name: 'Deploy' })
const roll = step(1, 'Roll', [drain, deploy])

describe('what the audit log tells of steps', () => {
  it('is every setting that changed, in words', () => {
    const after = step(1, 'Roll', [drain, deploy], {
      window: { unit: 'percent', count: 20 },
      condition: { when: 'success-and', expression: '#{Go}' },
      startsWithPrevious: true,
      order: { by: 'list', targets: [testId<TargetId>('target', 3)] },
      canary: { targets: 1, holds: true, soakSeconds: 90 }
    })
    expect(told([roll], [after])).toEqual([
      [
        'Step “Roll”, condition',
        'only if everything before succeeded',
        'only if everything before succeeded and #{Go} is true'
      ],
      ['Step “Roll”, start', 'after the step before', 'with the step before'],
      ['Step “Roll”, rolling', null, '20 % of the targets at a time'],
      ['Step “Roll”, order of targets', 'by name', 'T(3) first'],
      ['Step “Roll”, canary', null, '1 target first, waits 1 min 30 s, asks before the rest']
    ])
  })

  it('is nothing where only the usual was made explicit', () => {
    expect(told([roll], [step(1, 'Roll', [{ ...drain, condition: { when: 'success' } }, deploy])])).toEqual([])
  })

  it('is where an action was moved from and to, and how the step that is left is called', () => {
    const after = [
      step(1, 'Deploy', [action(2)]),
      step(2, 'Drain', [action(1)], { window: { unit: 'targets', count: 1 } })
    ]
    expect(told([roll], after)).toEqual([
      ['Step “Roll”, name', 'Roll', 'Deploy'],
      ['Action “Drain”, moved', 'action 1 of “Roll”', 'step 2']
    ])
    expect(told(after, [roll])).toEqual([
      ['Step “Deploy”, name', 'Deploy', 'Roll'],
      ['Step “Drain”, moved', 'step 2', 'action 1 of “Roll”']
    ])
  })

  it('is another order of the actions, what was added and what was taken out', () => {
    const check = { type: 'http', id: testId('action', 3), name: 'Check', method: 'GET', url: 'x' } as Action
    expect(told([roll], [step(1, 'Roll', [deploy, drain, check])])).toEqual([
      ['Step “Roll”, order of actions', 'Drain, Deploy', 'Deploy, Drain'],
      ['Action “Check”', null, 'HTTP Request, action 3 of “Roll”']
    ])
    expect(told([step(1, 'Roll', [drain, deploy, check])], [roll])).toEqual([
      ['Action “Check”', 'HTTP Request, action 3 of “Roll”', null]
    ])
  })

  it('is steps that came and went, with what they did', () => {
    expect(told([], [roll])).toEqual([
      ['Step “Roll”', null, 'bash script of 1 line, bash script of 1 line, on targets']
    ])
    expect(told([roll], [])).toEqual([
      ['Step “Roll”', 'bash script of 1 line, bash script of 1 line, on targets', null]
    ])
  })

  it('is not the text of scripts, bodies, parameters and headers, nor the password in an address', () => {
    const http = (more: object) =>
      [{ type: 'http', id: testId('action', 1), method: 'GET', url: 'https://a/', ...more }] as unknown as Action[]
    const before = step(1, 'Ask', http({}), { location: 'here', roles: [] })
    const after = step(
      1,
      'Ask',
      http({
        url: 'https://ada:hunter2@b/?key=s3cret',
        headers: [{ name: 'Authorization', value: 'Bearer t0ken' }],
        body: 'secret=1\nmore',
        environments: [testId<EnvironmentId>('environment', 1)],
        retries: { count: 3, backoffSeconds: 15 },
        timeoutSeconds: 600
      }),
      { location: 'here', roles: [] }
    )
    const changes = told([before], [after])
    expect(changes).toEqual([
      ['Step “Ask”, only in added', null, 'E(1)'],
      ['Step “Ask”, retries', null, '3 retries, the first at once, then 15 s apart'],
      ['Step “Ask”, timeout', null, '10 min'],
      ['Step “Ask”, address', 'https://a/', 'https://••••••@b/?…'],
      ['Step “Ask”, query of the address', null, '1 line'],
      ['Step “Ask”, headers added', null, 'Authorization'],
      ['Step “Ask”, values of headers', null, '1 line'],
      ['Step “Ask”, body', null, '2 lines']
    ])
    expect(JSON.stringify(changes)).not.toMatch(/hunter2|s3cret|t0ken|secret=1/)
  })

  it('is which project is deployed, by its name', () => {
    const release = (projectId: string) =>
      step(1, 'Chain', [
        { type: 'deploy-release', id: testId('action', 1), projectId: projectId as ProjectId, when: 'always' } as Action
      ])
    expect(told([release('a')], [{ ...release('b'), isDisabled: true }])).toEqual([
      ['Step “Chain”, disabled', 'no', 'yes']
    ])
  })
})
