import { describe, expect, it } from 'vitest'
import { onlySpace, startTestApi } from '../support/http-api'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

/** A release 1.0.0 of “Shop” that can be deployed to “Test”. */
async function shop() {
  const { call } = await openTestWorkspace()
  await makeTasks(call, ['Shop'])
  const api = await startTestApi(onlySpace(call))
  const deploy = (body: object) =>
    api.send('POST', '/deployments/create/untenanted/v1', {
      ProjectName: 'Shop',
      ReleaseVersion: '1.0.0',
      EnvironmentNames: ['Test'],
      ...body
    })
  const priorities = async () =>
    (await api.get('/deployments')).json.Items.map(({ Priority }: Record<string, string>) => Priority)
  return { call, deploy, priorities }
}

const byRole = 'Slipway chooses targets by their names when it deploys, and not by their roles.'

describe('options of a deployment that Slipway does not have', () => {
  it.each([
    [{ SpecificTargetTagNames: ['web'] }, byRole],
    [{ ExcludedTargetTagNames: ['web'] }, byRole],
    [{ DebugMode: 'Debug' }, 'One deployment alone cannot be told to print its variables.'],
    [{ Priority: 'High' }, '“High” is no priority.']
  ])('are refused instead of left out: %j', async (body, message) => {
    const { call, deploy } = await shop()
    expect(await deploy(body)).toMatchObject({ status: 400, json: { ErrorMessage: message } })
    expect(must(await call('deployment.list', {}))).toEqual([])
  })

  it.each([
    ['on', 'On'],
    ['LifecycleDefault', 'LifecycleDefault']
  ])('are taken where they mean no more than leaving them out, with the priority %s', async (Priority, told) => {
    const { deploy, priorities } = await shop()
    const usual = { DebugMode: 'None', SpecificTargetTagNames: [], ExcludedTargetTagNames: [] }
    expect(await deploy({ Priority, ...usual })).toMatchObject({ status: 200 })
    expect(await priorities()).toEqual([told])
  })
})
