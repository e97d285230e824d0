import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PolicyInput } from '@shared/model/health'
import { afterEach, describe, expect, it } from 'vitest'
import { openBackend } from '../../support/backend'
import { startSshd, type TestSshd } from '../../support/sshd'
import { makeWorld, must } from '../../support/world'

let undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

async function server(): Promise<TestSshd> {
  const sshd = await startSshd()
  undo.push(() => sshd.stop())
  return sshd
}

/** Checks a target on this server by a policy like this. */
async function checked(sshd: TestSshd, policy: Partial<PolicyInput>, before = async () => {}) {
  const backend = await openBackend()
  undo.push(() => backend.close())
  const { targetId } = await makeWorld(backend, { server: sshd, bodies: ['true'] })
  const [first] = await must(backend, 'policy.list', {})
  if (!first) throw new Error('no policy')
  const { id, isDefault: _, ...value } = first
  await must(backend, 'policy.update', { id, value: { ...value, warnBelowMegabytes: 0, ...policy } })
  await before()
  const [view] = await must(backend, 'health.check', { targetIds: [targetId] })
  if (!view) throw new Error('nothing was checked')
  const bad = view.stages.filter(({ outcome }) => outcome === 'failed' || outcome === 'warning')
  return { status: view.status, bad: bad.map(({ stage, outcome, detail }) => [stage, outcome, detail]), view }
}

describe('the health check of a real host', () => {
  it('finds nothing wrong with one that is as the policy wants it, and leaves nothing there', async () => {
    const sshd = await server()
    const { status, bad, view } = await checked(sshd, { script: 'pwd >&2; hostname', requiredTools: ['tar'] })
    expect([status, bad, view.stages.at(-1)?.stage]).toEqual(['healthy', [], 'script'])
    expect(await readdir(join(sshd.home, '.slipway/work'))).toEqual([])
  })

  it('takes warnings and errors from the script, in its words', async () => {
    const sshd = await server()
    const warned = await checked(sshd, { script: 'echo_warning "old kernel"\nwrite_warning "old bash"' })
    expect([warned.status, warned.bad]).toEqual([
      'has-warnings',
      [
        ['script', 'warning', 'old kernel'],
        ['script', 'warning', 'old bash']
      ]
    ])
    const failed = await checked(sshd, { script: 'echo_error "no queue"; exit 0' })
    expect([failed.status, failed.bad]).toEqual(['unhealthy', [['script', 'failed', 'no queue']]])
    const ended = await checked(sshd, { script: 'fail_healthcheck "The queue is stuck."; echo never' })
    expect([ended.status, ended.bad]).toEqual(['unhealthy', [['script', 'failed', 'The queue is stuck.']]])
  })

  it('counts the lines of the script as they are written', async () => {
    const { view } = await checked(await server(), { script: 'true\necho_warning "line $LINENO"' })
    expect(view.summary).toBe('line 2')
  })

  it('is unhealthy without a required program, and looks at the connection only where the policy says so', async () => {
    const sshd = await server()
    const missing = await checked(sshd, { requiredTools: ['no-such-program'], script: 'echo still' })
    expect([missing.status, missing.bad[0]?.[0]]).toEqual(['unhealthy', 'tools'])
    const only = await checked(sshd, { isConnectionOnly: true, requiredTools: ['no-such-program'], script: 'exit 1' })
    expect([only.status, only.view.stages.map(item => item.stage)]).toEqual([
      'healthy',
      ['resolve', 'tcp', 'host-key', 'authentication']
    ])
  })

  it('is unavailable when nobody listens, and unhealthy when another key answers', async () => {
    const sshd = await server()
    const gone = await checked(sshd, {}, () => sshd.stopListening())
    expect([gone.status, gone.bad[0]?.[0]]).toEqual(['unavailable', 'tcp'])
    await sshd.startListening()
    const other = await checked(sshd, {}, () => sshd.replaceHostKey())
    expect([other.status, other.view.stages[0]?.stage]).toEqual(['unhealthy', 'host-key'])
  })
})
