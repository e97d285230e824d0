import type { AppEvent } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { PolicyInput } from '@shared/model/health'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { Connection, SshTransport } from '../../electron/engine/ports'
import { sendsNothing } from '../support/no-packages'
import { must, noSsh, openTestWorkspace } from '../support/workspace'

/** A machine that answers what it is asked; `missing` are the programs that it does not have. */
const machine = (missing: string): Connection => ({
  gone: new Promise(() => undefined),
  answers: async () => true,
  exec: (_command, output) => {
    const answers = [
      `clock ${Math.floor(Date.now() / 1000)}`,
      'shell GNU bash, version 5.2',
      'disk /dev/sda1 9000000 1000 8000000 1% /home',
      `missing ${missing}`
    ]
    void output('stdout', Buffer.from(answers.map(words => `slipway-doctor ${words}\n`).join('')))
    return { ended: Promise.resolve({ kind: 'exited', code: 0 }), abandon: () => undefined }
  },
  download: async () => ok({ bytes: 0 }),
  send: sendsNothing,
  close: () => undefined
})

const refused: Failure = { kind: 'connection-refused', message: 'It refused.', remedy: 'Start sshd.' }
const otherKey: Failure = { kind: 'host-key-changed', message: 'It showed another key.', remedy: 'Find out why.' }
const newKey: Failure = { kind: 'host-key-unknown', message: 'Nobody accepted its key.', remedy: 'Accept it.' }

/** A workspace with one target, whose host answers as the test says. */
async function withHost(policy: Partial<PolicyInput> = {}) {
  let answer: Failure | Connection = machine('')
  const ssh: SshTransport = {
    ...noSsh,
    probe: async ({ who: host }) => {
      const reached = { host, stage: 'tcp', ms: 1 } as const
      if ('exec' in answer)
        return {
          stages: [{ ...reached, outcome: 'ok', detail: 'connected' }],
          hostKeys: [],
          connection: answer
        }
      const stages = [{ ...reached, outcome: 'failed', detail: answer.message, failure: answer } as const]
      return { stages, hostKeys: [], connection: null }
    }
  }
  const workspace = await openTestWorkspace({ ports: { ssh } })
  const { call } = workspace
  const account = must(await call('account.create', { kind: 'agent', name: 'Deployer', username: 'deploy' }))
  const { id: policyId } = must(await call('policy.create', { name: 'Own', ...policy }))
  const { id } = must(
    await call('target.create', {
      kind: 'ssh',
      name: 'web-1',
      roles: ['web'],
      environmentIds: [],
      host: 'web-1.example',
      accountId: account.id,
      policyId
    })
  )
  return {
    ...workspace,
    host: (next: Failure | Connection) => {
      answer = next
    },
    test: async () => must(await call('target.test', { id })),
    check: async () => must(await call('health.check', { targetIds: [id] })),
    health: async () => {
      const [only] = must(await call('health.list', {}))
      if (only === undefined) throw new Error('There is no target')
      return only
    }
  }
}

describe('a connection test and the health of its target', () => {
  it('says the same as a health check that looks at the same', async () => {
    const { test, check, health, pushed } = await withHost()
    await test()
    const tested = await health()
    expect(tested).toMatchObject({
      status: 'healthy',
      checkedAt: expect.any(Number),
      summary: 'Everything that was looked at is in order.'
    })
    const told = pushed().filter(
      (event): event is Extract<AppEvent, { type: 'health.changed' }> => event.type === 'health.changed'
    )
    expect(told.map(event => event.health)).toEqual([tested])
    await check()
    expect({ ...(await health()), checkedAt: 0 }).toEqual({ ...tested, checkedAt: 0 })
  })

  it('looks for what the policy of the target asks for', async () => {
    const { host, test, health } = await withHost({ requiredTools: ['rsync'] })
    host(machine('rsync'))
    const { stages } = await test()
    expect(stages.find(({ stage }) => stage === 'tools')?.outcome).toBe('failed')
    expect((await health()).status).toBe('unhealthy')
  })

  it('leaves out what a policy for connections alone does not look at', async () => {
    const { host, test, check, health } = await withHost({ isConnectionOnly: true })
    host(machine('ps'))
    await test()
    const tested = await health()
    expect([tested.status, tested.stages.map(({ stage }) => stage)]).toEqual(['healthy', ['tcp']])
    await check()
    expect({ ...(await health()), checkedAt: 0 }).toEqual({ ...tested, checkedAt: 0 })
  })

  it('takes back that nobody got there, and that somebody did', async () => {
    const { host, test, check, health } = await withHost()
    host(refused)
    await check()
    expect((await health()).status).toBe('unavailable')
    host(machine(''))
    await test()
    expect((await health()).status).toBe('healthy')
    host(refused)
    await test()
    expect(await health()).toMatchObject({ status: 'unavailable', summary: 'It refused.' })
    host(otherKey)
    await test()
    expect(await health()).toMatchObject({ status: 'unhealthy', summary: 'It showed another key.' })
  })

  it('says nothing as long as a person has to accept a key, or gave up', async () => {
    const { host, test, health } = await withHost()
    for (const failure of [newKey, { ...newKey, kind: 'cancelled' } as const]) {
      host(failure)
      await test()
      expect(await health()).toMatchObject({ status: 'unknown', checkedAt: null })
    }
  })

  it('does not speak for the script of the policy', async () => {
    const { test, health } = await withHost({ script: 'exit 0' })
    await test()
    expect(await health()).toMatchObject({
      status: 'unknown',
      summary: 'It can be used, and the script of its policy did not run yet. Check its health.'
    })
  })

  it('is in the audit log when it changes the health', async () => {
    const { test, workspaces } = await withHost()
    await test()
    await test()
    const { entries } = await workspaces.use(({ store }) => store.audit.page({}, null, 2))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'The connection test of “web-1” found it healthy.',
      'Created the target “web-1”.'
    ])
  })
})
