import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { enteredBy, inShort, key } from '../support/audit-entries'
import { makeDeployable, scriptStep } from '../support/deployable'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

describe('the audit log', () => {
  it('tells who created, changed and deleted a record, and what was different', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const entries = await enteredBy(workspace, async () => {
      const { id } = must(await call('environment.create', { name: 'Test', description: 'For trying' }))
      must(await call('environment.update', { id, value: { name: 'Staging', isProduction: true } }))
      must(await call('environment.delete', { id }))
    })
    expect(entries[0]).toMatchObject({ user: 'ada', door: 'window', environmentId: entries[0]?.subject.id })
    expect(inShort(entries)).toEqual([
      {
        verb: 'created',
        kind: 'environment',
        summary: 'Created the environment “Test”.',
        changes: [
          ['Name', null, 'Test'],
          ['Description', null, 'For trying'],
          ['Production', null, 'no']
        ]
      },
      {
        verb: 'changed',
        kind: 'environment',
        summary: 'Changed the environment “Test”: name, description and production.',
        changes: [
          ['Name', 'Test', 'Staging'],
          ['Description', 'For trying', null],
          ['Production', 'no', 'yes']
        ]
      },
      {
        verb: 'deleted',
        kind: 'environment',
        summary: 'Deleted the environment “Staging”.',
        changes: [
          ['Name', 'Staging', null],
          ['Production', 'yes', null]
        ]
      }
    ])
  })

  it('has no entry of a save that changes nothing, and none of one that is refused', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { environmentId, projectId, targetId } = await makeDeployable(call)
    const { steps, version } = must(await call('process.get', { projectId }))
    const entries = await enteredBy(workspace, async () => {
      must(await call('environment.update', { id: environmentId, value: { name: 'Test' } }))
      must(await call('project.update', { id: projectId, value: { name: 'Shop' } }))
      must(await call('process.save', { projectId, version, steps: [...steps] as never }))
      must(await call('variables.save', { projectId, version: 0, variables: [] }))
      const value = { kind: 'local', name: 'bench', roles: ['server'], environmentIds: [environmentId] } as const
      must(
        await call('target.update', {
          id: targetId,
          value: { ...value, environmentIds: [environmentId], roles: ['server'] }
        })
      )
      expect(await call('environment.create', { name: 'test' })).toMatchObject({ ok: false })
      expect(await call('environment.delete', { id: environmentId })).toMatchObject({ ok: false })
    })
    expect(inShort(entries)).toEqual([])
  })

  it('tells of secrets that they were set, replaced or removed', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const login = { kind: 'private-key', name: 'Deployer', username: 'deploy' } as const
    const entries = await enteredBy(workspace, async () => {
      const { id } = must(await call('account.create', { ...login, privateKey: 'the key', passphrase: 'the phrase' }))
      must(await call('account.update', { id, value: { ...login, privateKey: 'a new key', passphrase: null } }))
      must(
        await call('account.update', {
          id,
          value: { kind: 'password', name: 'Deployer', username: 'deploy', password: 'p' }
        })
      )
    })
    expect(inShort(entries).map(({ changes }) => changes)).toEqual([
      [
        ['Name', null, 'Deployer'],
        ['User name', null, 'deploy'],
        ['Logs in with', null, 'private key'],
        ['Private key', null, 'set'],
        ['Passphrase', null, 'set'],
        ['Becomes another user', null, 'never']
      ],
      [
        ['Private key', 'set', 'replaced'],
        ['Passphrase', 'set', 'removed']
      ],
      [
        ['Logs in with', 'private key', 'password'],
        ['Private key', 'set', 'removed'],
        ['Password', null, 'set']
      ]
    ])
  })

  it('tells which host key was accepted, and which one it replaced', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const account = must(await call('account.create', { kind: 'agent', name: 'Agent', username: 'ada' }))
    const ssh = {
      kind: 'ssh',
      name: 'web-1',
      roles: ['web'],
      environmentIds: [],
      host: 'web-1.example',
      accountId: account.id
    } as const
    const { id } = must(await call('target.create', { ...ssh, roles: ['web'], environmentIds: [] }))
    const entries = await enteredBy(workspace, async () => {
      must(await call('target.trust', { id, hostKey: key('A') }))
      must(await call('target.trust', { id, hostKey: key('A') }))
      expect(await call('target.trust', { id, hostKey: key('B') })).toMatchObject({ ok: false })
      must(await call('target.trust', { id, hostKey: key('B'), replace: true }))
      must(
        await call('target.update', {
          id,
          value: { ...ssh, roles: ['web'], environmentIds: [], host: 'web-2.example' }
        })
      )
    })
    const [a, b] = ['A', 'B'].map(letter => `ssh-ed25519 ${key(letter).fingerprint}`)
    expect(inShort(entries)).toEqual([
      {
        verb: 'host-key-accepted',
        kind: 'target',
        summary: 'Accepted the host key of the target “web-1”.',
        changes: [['Host key', null, a]]
      },
      {
        verb: 'host-key-replaced',
        kind: 'target',
        summary: 'Replaced the accepted host key of the target “web-1”.',
        changes: [['Host key', a, b]]
      },
      {
        verb: 'changed',
        kind: 'target',
        summary: 'Changed the target “web-1”: host and host key.',
        changes: [
          ['Host', 'web-1.example', 'web-2.example'],
          ['Host key', b, null]
        ]
      }
    ])
  })

  it('tells which steps and variables changed, without scripts and secrets', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const { projectId } = await makeDeployable(call)
    const { steps } = must(await call('process.get', { projectId }))
    const [install] = steps
    const entries = await enteredBy(workspace, async () => {
      const body = 'echo hello\necho again'
      const edited = { ...install!, isDisabled: true, actions: [{ ...install!.actions[0], body }] as never }
      must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Stop'), edited] as never }))
      must(
        await call('variables.save', {
          projectId,
          version: 0,
          variables: [
            { type: 'text', name: 'Url', value: 'http://a' },
            { type: 'sensitive', name: 'Token', value: 'the token' }
          ]
        })
      )
      const { variables } = must(await call('variables.get', { projectId }))
      const [url, token] = variables
      must(
        await call('variables.save', {
          projectId,
          version: 1,
          variables: [
            { type: 'sensitive', id: url!.id, name: 'Url', value: 'http://a' },
            { type: 'sensitive', id: token!.id, name: 'ApiToken', value: 'another' }
          ]
        })
      )
      must(await call('variables.save', { projectId, version: 2, variables: [] }))
    })
    expect(inShort(entries).map(({ summary, changes }) => [summary, changes])).toEqual([
      [
        'Changed the process of “Shop”: step “Stop”, step “Install”, disabled and step “Install”, script.',
        [
          ['Step “Stop”', null, 'bash script of 1 line, on targets'],
          ['Step “Install”, disabled', 'no', 'yes'],
          ['Step “Install”, script', '1 line', '2 lines (+1 −0)']
        ]
      ],
      [
        'Changed the variables of “Shop”: variable “Url” and variable “Token”.',
        [
          ['Variable “Url”', null, 'http://a'],
          ['Variable “Token”', null, 'set']
        ]
      ],
      [
        'Changed the variables of “Shop”: variable “Url”, variable “Token”, name and variable “Token”.',
        [
          ['Variable “Url”', 'text', 'secret'],
          ['Variable “Token”, name', 'Token', 'ApiToken'],
          ['Variable “Token”', 'set', 'replaced']
        ]
      ],
      [
        'Changed the variables of “Shop”: variable “Url” and variable “ApiToken”.',
        [
          ['Variable “Url”', 'set', 'removed'],
          ['Variable “ApiToken”', 'set', 'removed']
        ]
      ]
    ])
  })

  it('counts what went with a project', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { projectId, releaseId, environmentId } = await makeDeployable(call)
    await over(must(await call('deployment.start', { releaseId, environmentId })).id)
    const entries = await enteredBy(workspace, () => call('project.delete', { id: projectId, confirmName: 'Shop' }))
    expect(inShort(entries)).toEqual([
      {
        verb: 'deleted',
        kind: 'project',
        summary: 'Deleted the project “Shop”.',
        changes: [
          ['Name', 'Shop', null],
          ['Project group', 'Default Project Group', null],
          ['Releases', '1', null],
          ['Deployments', '1', null]
        ]
      }
    ])
  })

  it('tells windows that it grew', async () => {
    const workspace = await openTestWorkspace()
    must(await workspace.call('environment.create', { name: 'Test' }))
    const { head } = must(await workspace.call('audit.list', {}))
    expect(
      workspace
        .pushed()
        .filter(event => event.type === 'audit.added')
        .at(-1)
    ).toEqual({ type: 'audit.added', head })
  })
})

describe('an export', () => {
  it('holds what the filter lets through, and is entered itself', async () => {
    const path = join(await tempFolder(), 'audit.json')
    const workspace = await openTestWorkspace({ ports: { chooseSavePath: async () => path } })
    const { call } = workspace
    const { projectId } = await makeDeployable(call)
    const filter = { projectId }
    const { entries } = must(await call('audit.list', { filter, limit: 200 }))
    const { head } = must(await call('audit.list', {}))
    expect(must(await call('audit.export', { filter, format: 'json' }))).toEqual({ path, entries: entries.length })
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ filter, head, entries: [...entries].reverse() })
    const [last] = must(await call('audit.list', { limit: 1 })).entries
    expect(last).toMatchObject({ verb: 'exported', summary: 'Exported 3 entries of the audit log as JSON.' })
  })

  it('that cannot be written is a failure, and leaves nothing behind', async () => {
    const path = join(await tempFolder(), 'missing', 'audit.csv')
    const workspace = await openTestWorkspace({ ports: { chooseSavePath: async () => path } })
    const entries = await enteredBy(workspace, async () => {
      expect(await workspace.call('audit.export', { format: 'csv' })).toMatchObject({
        ok: false,
        failure: { kind: 'storage-failed', detail: { file: path, code: 'ENOENT' } }
      })
    })
    expect(entries).toEqual([])
  })
})

describe('a log that was tampered with', () => {
  it('is verified from a noted end, and names the entry that was edited', async () => {
    const workspace = await openTestWorkspace()
    const { call, home } = workspace
    await makeDeployable(call)
    const { head } = must(await call('audit.list', {}))
    must(await call('environment.create', { name: 'Production' }))
    expect(must(await call('audit.verify', { head: head.hash }))).toMatchObject({ broken: null, noted: head.seq })
    await workspace.close()
    const file = join(home, 'workspaces', 'main', 'audit', '000001.ndjson')
    await writeFile(file, (await readFile(file, 'utf8')).replace('the target “bench”', 'the target “trench”'))
    const again = await openTestWorkspace({ home })
    expect(must(await again.call('audit.verify', {}))).toMatchObject({
      sound: 2,
      broken: { kind: 'edited', seq: 3, place: { file: 'audit/000001.ndjson', line: 3 } }
    })
  })
})
