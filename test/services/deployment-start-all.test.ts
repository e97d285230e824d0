import { FailureError } from '@shared/failure-error'
import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { Secret } from '@shared/secret'
import { describe, expect, it, vi } from 'vitest'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const minute = 60_000
const diskFull = { kind: 'storage-failed' as const, message: 'The disk is full.', remedy: 'Make room.' }
const day = 24 * 60 * minute

/** A release for two environments, each with a target, to both of which it may go. */
async function twoPlaces(steps: readonly StepInput[] = [scriptStep('Install')]) {
  const clock = testClock()
  const workspace = await openTestWorkspace({ ports: { now: clock.now, sleep: clock.sleep } })
  const { call } = workspace
  const anywhere = must(
    await call('lifecycle.create', {
      name: 'Anywhere',
      phases: [{ name: 'All', environments: [], minimum: 0, isOptional: false }]
    })
  )
  must(await call('lifecycle.setDefault', { id: anywhere.id }))
  const [shop] = await makeTasks(call, ['Shop'], steps)
  const second = must(await call('environment.create', { name: 'Second' }))
  const here = { kind: 'local' as const, roles: ['server'] }
  must(await call('target.create', { ...here, name: 'bench-2', environmentIds: [second.id] }))
  const places = [{ environmentId: shop!.environmentId }, { environmentId: second.id }]
  return { ...workspace, clock, shop: shop!, places }
}

describe('deploying to several environments at once', () => {
  it('makes a deployment of its own in each, with the same comment', async () => {
    const { call, over, shop, places } = await twoPlaces()
    const started = must(
      await call('deployment.startAll', { releaseId: shop.releaseId, places, comment: 'Both, please.' })
    )
    expect(started.map(({ environmentName, comment }) => [environmentName, comment])).toEqual([
      ['Test', 'Both, please.'],
      ['Second', 'Both, please.']
    ])
    for (const { id } of started) expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('begins none where something stands against one of them, and says which', async () => {
    const { call, shop, places } = await twoPlaces()
    const [, bench] = must(await call('target.list', {}))
    must(await call('target.delete', { id: bench!.id }))
    expect(await call('deployment.startAll', { releaseId: shop.releaseId, places })).toMatchObject({
      ok: false,
      failure: {
        kind: 'plan-has-problems',
        message: expect.stringMatching(/^Second: .* Nothing was started\.$/),
        detail: { environmentId: places[1]!.environmentId }
      }
    })
    expect(must(await call('deployment.list', {}))).toEqual([])
  })

  it('says which ones it began where the disk fails after that, so that nobody begins them twice', async () => {
    const { call, over, workspaces, shop, places } = await twoPlaces()
    const { logs } = await workspaces.use(async ({ store }) => store)
    const open = logs.open.bind(logs)
    let opened = 0
    const failing = vi.spyOn(logs, 'open').mockImplementation(async id => {
      opened += 1
      if (opened === 2) throw new FailureError(diskFull)
      return open(id)
    })
    const failed = await call('deployment.startAll', { releaseId: shop.releaseId, places })
    failing.mockRestore()
    const begun = must(await call('deployment.list', {}))
    expect(begun.map(item => item.environmentName)).toEqual(['Test'])
    expect(failed).toEqual({
      ok: false,
      failure: {
        ...diskFull,
        message: 'Second: The disk is full. Test was started before that, and nothing else.',
        remedy: 'Make room. Then start only what is missing.',
        detail: { started: begun[0]!.id, environmentId: places[1]!.environmentId }
      }
    })
    await over(begun[0]!.id)
  })

  it('takes each environment once, and at least one', async () => {
    const { call, shop, places } = await twoPlaces()
    const twice = [places[0]!, places[0]!]
    expect(await call('deployment.startAll', { releaseId: shop.releaseId, places: twice })).toMatchObject({
      failure: { issues: [{ path: 'places.1.environmentId' }] }
    })
    expect(await call('deployment.startAll', { releaseId: shop.releaseId, places: [] })).toMatchObject({
      failure: { kind: 'invalid-input' }
    })
  })

  it('has targets and answers of each environment, and refuses another plan than was looked at', async () => {
    const { call, shop, places } = await twoPlaces()
    const planHash = 'a'.repeat(64)
    expect(
      await call('deployment.startAll', {
        releaseId: shop.releaseId,
        places: [places[0]!, { ...places[1]!, planHash }]
      })
    ).toMatchObject({ failure: { kind: 'plan-changed' } })
  })
})

describe('the moment of a start', () => {
  it('that is past or less than a minute ahead is now', async () => {
    const { call, clock, over, shop } = await twoPlaces()
    for (const startAt of [clock.now() - day, clock.now() + 59_000]) {
      const started = must(await call('deployment.start', { ...shop, startAt }))
      expect(started.startAt).toBeNull()
      await over(started.id)
    }
    const later = must(await call('deployment.start', { ...shop, startAt: clock.now() + minute }))
    expect(later.startAt).toBe(clock.now() + minute)
  })

  it('is within thirty days, and five minutes before it expires', async () => {
    const { call, clock, shop } = await twoPlaces()
    const startAt = clock.now() + 30 * day
    expect(await call('deployment.start', { ...shop, startAt: startAt + minute })).toMatchObject({
      failure: { issues: [{ path: 'startAt' }] }
    })
    expect(await call('deployment.start', { ...shop, startAt, expiresAt: startAt + 4 * minute })).toMatchObject({
      failure: { issues: [{ path: 'expiresAt' }] }
    })
    expect(await call('deployment.start', { ...shop, startAt, expiresAt: startAt + 5 * minute })).toMatchObject({
      ok: true
    })
  })
})

describe('what is said about a deployment', () => {
  it('is recorded with it and in the audit log, and scripts read it', async () => {
    const { call, over, shop } = await twoPlaces([scriptStep('Tell', 'echo "#{Octopus.Deployment.Comments}"')])
    const { id } = must(await call('deployment.start', { ...shop, comment: 'Ticket 4711' }))
    const { plan } = await over(id)
    expect(must(await call('deployment.get', { id })).comment).toBe('Ticket 4711')
    const run = plan.stages[0]!.runs[0]!.id
    const shown = must(await call('plan.script', { source: { kind: 'deployment', id }, run }))
    expect(shown.text).toContain('echo "Ticket 4711"')
    const { entries } = must(await call('audit.list', { filter: { verbs: ['launched'] } }))
    expect(entries[0]!.changes).toContainEqual({ field: 'Comment', before: null, after: 'Ticket 4711' })
  })

  it('is nothing where nothing was said', async () => {
    const { call, over, shop } = await twoPlaces()
    const { id } = must(await call('deployment.start', { ...shop, comment: '  ' }))
    expect(await over(id)).not.toHaveProperty('comment')
  })
})

describe('deploying again', () => {
  it('answers what is not answered anew as before, also what nobody may read, with secrets of its own', async () => {
    const { call, over, workspaces, shop } = await asking()
    const { prompts } = must(await call('deployment.plan', shop))
    const answers = prompts.map(({ id, name }) => ({ variableId: id, value: name === 'Token' ? 's3cret!' : 'blue' }))
    const first = must(await call('deployment.start', { ...shop, answers }))
    const before = await over(first.id)

    expect(await call('deployment.start', shop)).toMatchObject({ failure: { kind: 'plan-has-problems' } })
    const again = must(await call('deployment.start', { ...shop, answersOf: first.id }))
    const after = await over(again.id)
    const secretOf = ({ plan }: typeof before) => plan.answers?.flatMap(item => ('secret' in item ? [item.secret] : []))
    const [[old], [own]] = [secretOf(before)!, secretOf(after)!]
    expect(own).not.toBe(old)
    const opened = await workspaces.use(async of => of.store.vault.open(own!))
    expect(must(opened)).toEqual(new Secret('s3cret!'))
    expect(after.plan.answers).toContainEqual(expect.objectContaining({ name: 'Color', value: 'blue' }))

    const changed = [{ variableId: prompts.find(({ name }) => name === 'Color')!.id, value: 'red' }]
    const third = must(await call('deployment.start', { ...shop, answersOf: first.id, answers: changed }))
    expect((await over(third.id)).plan.answers).toContainEqual(expect.objectContaining({ name: 'Color', value: 'red' }))
  })

  it('is refused for a deployment of another project, or a run of a runbook', async () => {
    const { call, over, shop } = await asking()
    const { prompts } = must(await call('deployment.plan', shop))
    const answers = prompts.map(({ id }) => ({ variableId: id, value: 's3cret!' }))
    const { id: answersOf } = must(await call('deployment.start', { ...shop, answers }))
    await over(answersOf)
    const refused = {
      ok: false,
      failure: {
        kind: 'invalid-input',
        issues: [
          { path: 'answersOf', message: 'must be of the same project, and of the same runbook where it is a run' }
        ]
      }
    }
    const [blog] = await makeTasks(call, ['Blog'])
    expect(await call('deployment.start', { ...blog!, answersOf })).toMatchObject(refused)
    const { id: projectId } = must(await call('project.list', {})).find(({ name }) => name === 'Shop')!
    const runbook = must(await call('runbook.create', { projectId, value: { name: 'Restart' } }))
    must(await call('runbook.save', { id: runbook.id, version: 0, steps: [scriptStep('Restart')] }))
    const { id: releaseId } = must(await call('runbook.publish', { id: runbook.id }))
    expect(await call('deployment.start', { ...shop, releaseId, answers, answersOf })).toMatchObject(refused)
  })

  it('is refused for a deployment that there is not', async () => {
    const { call, shop } = await asking()
    const answersOf = 'deployment-0000000000' as DeploymentId
    expect(await call('deployment.start', { ...shop, answersOf })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})

/** A release that asks for a color and a token. */
async function asking() {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const [shop] = await makeTasks(call, ['Shop'])
  const [project] = must(await call('project.list', {}))
  const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' as const } }
  must(
    await call('variables.save', {
      projectId: project!.id,
      version: 0,
      variables: [
        { type: 'text', name: 'Color', value: '', prompt },
        { type: 'sensitive', name: 'Token', value: 'stored', prompt }
      ]
    })
  )
  const release = must(await call('release.create', { projectId: project!.id, version: '2.0.0' }))
  return { ...workspace, shop: { ...shop!, releaseId: release.id } }
}
