import { expect, test } from 'vitest'
import { makeDeployable } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const tooShort = 'This has fewer than 4 characters, so logs show it as it is. Use a longer one.'
const aName =
  'This is a name that this workspace uses: every place in the logs that has the same text is masked. Use a longer, random one.'
const aWord = aName.replace('a name that this workspace uses', 'a common word')

test('saving variables says which sensitive values masking cannot serve, and saves them all the same', async () => {
  const { call } = await openTestWorkspace()
  const { projectId } = await makeDeployable(call)
  const saved = must(
    await call('variables.save', {
      projectId,
      version: 0,
      variables: [
        { type: 'text', name: 'Port', value: '80' },
        { type: 'sensitive', name: 'Pin', value: '123' },
        { type: 'sensitive', name: 'Good', value: 'correct horse battery' },
        { type: 'sensitive', name: 'Host', value: 'Bench' },
        { type: 'sensitive', name: 'Role', value: 'server' }
      ]
    })
  )
  expect(saved.warnings).toEqual([
    { path: 'variables.1.value', message: tooShort },
    { path: 'variables.3.value', message: aName },
    { path: 'variables.4.value', message: aWord }
  ])
  expect(saved.variables).toHaveLength(5)
  const unchanged = saved.variables.map(variable => variable)
  const again = must(await call('variables.save', { projectId, version: 1, variables: unchanged }))
  expect(again.warnings).toEqual([])
})

test('saving an account says so of its password, its passphrase and that of sudo', async () => {
  const { call } = await openTestWorkspace()
  const deploy = { kind: 'password', name: 'Deploy', username: 'deployer-7' } as const
  const created = must(await call('account.create', { ...deploy, password: 'admin' }))
  expect(created.warnings).toEqual([{ path: 'password', message: aWord }])
  const updated = must(await call('account.update', { id: created.id, value: { ...deploy, password: 'deployer-7' } }))
  expect(updated.warnings).toEqual([{ path: 'value.password', message: aName }])
  const kept = must(await call('account.update', { id: created.id, value: deploy }))
  expect(kept.warnings).toEqual([])
  const key = { kind: 'private-key', name: 'Key', username: 'deploy', privateKey: 'KEY', passphrase: 'abc' } as const
  expect(must(await call('account.create', key)).warnings).toEqual([{ path: 'passphrase', message: tooShort }])
  const sudo = { kind: 'password', password: 'root' } as const
  const agent = { kind: 'agent', name: 'Agent', username: 'deploy', sudo } as const
  expect(must(await call('account.create', agent)).warnings).toEqual([{ path: 'sudo.password', message: aWord }])
})
