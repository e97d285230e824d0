import { api, type CallName } from '@shared/api'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, ok } from '@shared/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDispatch } from '../../electron/ipc/dispatch'
import type { Handlers } from '../../electron/ipc/handlers'
import { makeDeployable } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const names = Object.keys(api) as readonly CallName[]

/** A door whose handlers all do the same. */
function doorTo(handler: (input: unknown) => Promise<unknown>) {
  const reports: string[] = []
  const handlers = Object.fromEntries(names.map(name => [name, handler])) as unknown as Handlers
  const report = (message: string) => {
    reports.push(message)
  }
  return { dispatch: createDispatch({ handlers, newReference: () => 'abcd1234', report }), reports }
}

describe('the door', () => {
  it('gives the handler the checked input with its defaults', async () => {
    const seen: unknown[] = []
    const { dispatch } = doorTo(async input => {
      seen.push(input)
      return ok(null)
    })
    await dispatch('environment.create', { name: '  Test ' })
    expect(seen).toEqual([{ name: 'Test', description: '', isProduction: false }])
  })

  it.each([
    ['toString'],
    ['__proto__'],
    ['constructor'],
    ['environment'],
    [''],
    [null],
    [undefined],
    [7],
    [['environment.list']],
    [{ toString: () => 'environment.list' }]
  ])('answers that there is no call %j', async name => {
    const { dispatch } = doorTo(async () => ok('reached'))
    expect(await dispatch(name, {})).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
  })

  it.each([
    ['an unknown field', { name: 'Test', colour: 'red' }, ['colour']],
    ['a field that is missing', {}, ['name']],
    ['a wrong type', { name: 7 }, ['name']],
    ['an own __proto__', JSON.parse('{"name":"Test","__proto__":{"isProduction":true}}'), ['__proto__']],
    ['nothing', undefined, ['']],
    ['a list', ['Test'], ['']],
    ['a text', 'Test', ['']]
  ])('refuses %s and names the field', async (_what, input, paths) => {
    const { dispatch } = doorTo(async () => ok('reached'))
    const answer = await dispatch('environment.create', input)
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
    expect(answer.ok ? [] : answer.failure.issues?.map(issue => issue.path)).toEqual(paths)
  })

  it('names fields inside of lists by their dotted path', async () => {
    const { dispatch } = doorTo(async () => ok('reached'))
    const steps = [
      { name: 'Install', location: 'here', roles: [], actions: [{ type: 'script', syntax: 'bash', body: ' ' }] },
      { name: 'install', location: 'targets', roles: [], actions: [{ type: 'script', syntax: 'bash', body: 'x' }] }
    ]
    const answer = await dispatch('process.save', { projectId: 'project-0000000000', version: 0, steps })
    const paths = answer.ok ? [] : answer.failure.issues?.map(issue => issue.path)
    expect(paths).toEqual(expect.arrayContaining(['steps.0.actions.0.body', 'steps.1.roles']))
  })

  it('passes failures on as they are', async () => {
    const failure: Failure = { kind: 'in-use', message: 'It is used.', remedy: 'Stop using it.' }
    expect(await doorTo(async () => fail(failure)).dispatch('environment.list', {})).toEqual({ ok: false, failure })
    const thrown = doorTo(async () => {
      throw new FailureError(failure)
    })
    expect(await thrown.dispatch('environment.list', {})).toEqual({ ok: false, failure })
    expect(thrown.reports).toEqual([])
  })

  it('turns a defect into a failure with a reference, and reports it without what came in', async () => {
    const { dispatch, reports } = doorTo(async input => {
      throw new Error(`cannot store ${JSON.stringify(input)}`)
    })
    const answer = await dispatch('account.create', {
      kind: 'password',
      name: 'Deploy',
      username: 'deploy',
      password: 'tangerine-lighthouse'
    })
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'internal', detail: { reference: 'abcd1234' } } })
    expect(reports).toHaveLength(1)
    expect(reports[0]).toContain('abcd1234: the call account.create broke off')
    expect(JSON.stringify([answer, reports])).not.toContain('tangerine')
  })
})

/** JSON with a taste for what is dangerous, and with ids and words that calls know. */
const anything = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, '', ' ', 'Test', 'ssh', 'local', 'main', 'demo'),
    fc.string(),
    fc.integer(),
    fc.constantFrom('environment', 'target', 'project', 'release', 'deployment').map(kind => `${kind}-0000000000`),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object')
  ),
  object: fc.dictionary(
    fc.oneof(
      fc.constantFrom('id', 'name', 'value', 'projectId', 'version', 'steps', 'variables', 'kind', 'filter', 'from'),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'count', 'limit', 'deploymentId', 'hostKey', 'replace'),
      fc.string()
    ),
    tie('value'),
    { maxKeys: 6 }
  )
}))

describe('any input to any call', () => {
  it('is answered with a result, never breaks off, and leaves a workspace that opens again', async () => {
    const workspace = await openTestWorkspace()
    await makeDeployable(workspace.call)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.oneof(anything.object, anything.value, fc.constantFrom({}, { kind: 'main' }, { kind: 'demo' })),
        async (name, input) => {
          const answer = await workspace.dispatch(name, input)
          if (answer.ok) return
          expect(answer.failure.kind).not.toBe('internal')
          if (answer.failure.kind === 'invalid-input') expect(answer.failure.issues?.length).toBeGreaterThan(0)
        }
      ),
      { numRuns: 3000 }
    )
    expect(workspace.reports).toEqual([])
    const listsOf = async (call: typeof workspace.call) => [
      must(await call('environment.list', {})),
      must(await call('target.list', {})),
      must(await call('project.list', {})),
      must(await call('group.list', {}))
    ]
    must(await workspace.call('workspace.open', { kind: 'main' }))
    const before = await listsOf(workspace.call)
    const again = await workspace.restart()
    expect(await listsOf(again.call)).toEqual(before)
  })

  it('that nearly fits is answered, too', async () => {
    const workspace = await openTestWorkspace()
    const { projectId } = await makeDeployable(workspace.call)
    const name = fc.oneof(fc.string(), fc.constantFrom('Test', 'Shop', '__proto__', 'constructor', 'x'.repeat(201)))
    const step = fc.record({
      name,
      location: fc.constantFrom('here', 'targets', 'nowhere'),
      roles: fc.array(fc.string(), { maxLength: 3 }),
      actions: fc.array(
        fc.record({ type: fc.constant('script'), syntax: fc.constantFrom('bash', 'perl'), body: fc.string() }),
        { maxLength: 2 }
      )
    })
    const calls = fc.oneof(
      fc.record({ call: fc.constant('environment.create'), input: fc.record({ name }) }),
      fc.record({ call: fc.constant('project.create'), input: fc.record({ name }) }),
      fc.record({
        call: fc.constant('process.save'),
        input: fc.record({
          projectId: fc.constant(projectId),
          version: fc.integer({ min: 0, max: 3 }),
          steps: fc.array(step, { maxLength: 3 })
        })
      }),
      fc.record({
        call: fc.constant('variables.save'),
        input: fc.record({
          projectId: fc.constant(projectId),
          version: fc.integer({ min: 0, max: 3 }),
          variables: fc.array(fc.record({ type: fc.constantFrom('text', 'sensitive'), name, value: fc.string() }), {
            maxLength: 3
          })
        })
      }),
      fc.record({
        call: fc.constant('release.create'),
        input: fc.record({ projectId: fc.constant(projectId), version: fc.string() })
      }),
      fc.record({
        call: fc.constant('deployment.list'),
        input: fc.record({ limit: fc.integer({ min: -1, max: 600 }) })
      })
    )
    await fc.assert(
      fc.asyncProperty(calls, async ({ call, input }) => {
        const answer = await workspace.dispatch(call, input)
        expect(answer.ok ? 'ok' : answer.failure.kind).toMatch(/^(ok|invalid-input|conflict|variables-tied)$/)
      }),
      { numRuns: 500 }
    )
    expect(workspace.reports).toEqual([])
    const before = must(await workspace.call('process.get', { projectId }))
    const again = await workspace.restart()
    expect(must(await again.call('process.get', { projectId }))).toEqual(before)
  })
})
