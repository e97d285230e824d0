import { stepInputs } from '@shared/model/process'
import { nextVersion, releaseVersion } from '@shared/model/release'
import { hasAnyRole, targetInput } from '@shared/model/target'
import { variableInputs } from '@shared/model/variable-set'
import { describe, expect, it } from 'vitest'

const script = { type: 'script', syntax: 'bash', body: 'echo hi' }
const step = (over: object = {}) => ({
  name: 'Say Hello',
  location: 'targets',
  roles: ['server'],
  actions: [script],
  ...over
})
const issues = (schema: typeof stepInputs | typeof targetInput | typeof variableInputs, value: unknown) =>
  (schema.safeParse(value).error?.issues ?? []).map(issue => `${issue.path.join('.')}: ${issue.message}`)

describe('steps as typed', () => {
  it('need no ids', () => expect(issues(stepInputs, [step()])).toEqual([]))

  it('must name a role when they run for targets', () =>
    expect(issues(stepInputs, [step({ roles: [] })])).toEqual([
      '0.roles: must name at least one role, because the step runs for targets'
    ]))

  it('need no role when they run once on this machine', () =>
    expect(issues(stepInputs, [step({ roles: [], location: 'here' })])).toEqual([]))

  it('must have different names, whatever the case', () =>
    expect(issues(stepInputs, [step(), step({ name: 'say hello' })])).toEqual([
      '1.name: must differ from the names of the other steps'
    ]))

  it('and their actions must have different names, because outputs are addressed by them; each is told once', () => {
    const child = (name: string) => ({ ...script, name })
    const parent = (name: string, ...names: string[]) => step({ name, actions: names.map(child) })
    expect(issues(stepInputs, [parent('Roll', 'Drain', 'drain')])).toEqual([
      '0.actions.1.name: must differ from the names of the other actions'
    ])
    expect(issues(stepInputs, [parent('Roll', 'Drain', 'Deploy'), step({ name: 'Drain' })])).toEqual([
      '1.name: must differ from the names of the other steps and actions'
    ])
    expect(issues(stepInputs, [parent('Roll', 'Drain', 'Deploy'), parent('Roll back', 'DRAIN', 'Undo')])).toEqual([
      '1.actions.0.name: must differ from the names of the other steps and actions'
    ])
    expect(issues(stepInputs, [parent('Drain', 'Drain', 'Deploy')])).toEqual([])
  })

  it('must have a script', () =>
    expect(issues(stepInputs, [step({ actions: [{ ...script, body: ' \n' }] })])).toEqual([
      '0.actions.0.body: must not be empty'
    ]))

  it('refuse members that nobody knows', () =>
    expect(issues(stepInputs, [step({ wheels: 4 })])).toEqual(['0: Unrecognized key: "wheels"']))
})

describe('a target as typed', () => {
  const ssh = {
    kind: 'ssh',
    name: 'web-1',
    roles: ['server'],
    environmentIds: [],
    host: 'web-1.example',
    accountId: 'account-0123456789'
  }

  it('has port 22 unless another is given', () =>
    expect(targetInput.parse(ssh)).toMatchObject({ port: 22, platform: 'posix' }))
  it.each(['user@host', 'ssh://host', 'a b', '-oProxyCommand=x', ''])('refuses %j as a host', host =>
    expect(issues(targetInput, { ...ssh, host })[0]).toMatch(/^host: must/)
  )
  it.each([0, 65_536, 2.5])('refuses port %d', port =>
    expect(issues(targetInput, { ...ssh, port })[0]).toMatch(/^port: must/)
  )
  it('takes part when one role is in common, whatever the case', () => {
    expect(hasAnyRole({ roles: ['Web', 'db'] }, ['web'])).toBe(true)
    expect(hasAnyRole({ roles: ['Web', 'db'] }, ['cache'])).toBe(false)
  })
})

describe('variables as typed', () => {
  it('may share a name, because scopes decide which row applies where', () =>
    expect(
      issues(variableInputs, [
        { type: 'text', name: 'Db.Host', value: 'a' },
        { type: 'sensitive', name: 'db.host', value: 'b' }
      ])
    ).toEqual([]))
  it('have scopes in one spelling: sorted, without repeats, and without what is empty', () => {
    const scope = { roles: ['web', 'Db', 'WEB'], environments: [] }
    expect(variableInputs.parse([{ type: 'text', name: 'A', value: '', scope }])[0]?.scope).toEqual({
      roles: ['Db', 'WEB']
    })
  })
  it('may not name a tenant tag without its set', () =>
    expect(issues(variableInputs, [{ type: 'text', name: 'A', value: '', scope: { tenantTags: ['North'] } }])).toEqual([
      '0.scope.tenantTags.0: must be a tag set and a tag, such as Region/North'
    ]))
  it('may not contain what the template language uses', () =>
    expect(issues(variableInputs, [{ type: 'text', name: '#{x}', value: '' }])).toEqual([
      '0.name: must not contain #, braces or line breaks'
    ]))
})

describe('the suggested version', () => {
  it.each([
    [undefined, '0.0.1'],
    ['1.4.2', '1.4.3'],
    ['1.9', '1.10'],
    ['2.0-rc.9', '2.0-rc.10'],
    ['1.0.7-beta', '1.0.8-beta'],
    ['next', '0.0.1'],
    ['99999999999999999999', '100000000000000000000']
  ])('after %s is %s', (latest, expected) => expect(nextVersion(latest)).toBe(expected))

  it('is always a version that can be saved', () =>
    expect(releaseVersion.safeParse(nextVersion('2.0-rc.9')).success).toBe(true))
})
