import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { createNetworkLedger } from '../../electron/network-ledger'
import { createHttpTransport } from '../../electron/transports/http/http-transport'
import { connectHere } from '../../electron/transports/local/connect-here'
import { createMailTransport } from '../../electron/transports/mail/mail-transport'
import { guardSockets } from '../../electron/transports/socket-guard'
import { startSmtp } from '../support/smtp'
import { startWeb } from '../support/web'
import { must, openTestWorkspace } from '../support/workspace'

const token = 'planted-token-of-the-shop'

/** A workspace under the guard of the network, with the real engine, a real mail server and a real web server. */
async function world() {
  const smtp = await startSmtp()
  const web = await startWeb((request, response) => {
    const isKnown = request.headers['x-token'] === token
    response.statusCode = isKnown ? 200 : 403
    response.end(isKnown ? `{"status":"up","echo":"${token}"}` : 'who are you?')
  })
  onTestFinished(smtp.close)
  onTestFinished(web.close)
  const network = createNetworkLedger(Date.now)
  const guard = guardSockets({
    thread: 'app',
    name: 't',
    policy: network.policy(),
    now: Date.now,
    report: network.record
  })
  network.follow(guard.apply)
  onTestFinished(guard.release)
  const ports = {
    ...{ network, runDeployment, here: connectHere },
    ...{ mail: createMailTransport(Date.now), http: createHttpTransport() }
  }
  const workspace = await openTestWorkspace({ ports })
  const { call } = workspace
  const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
  const local = { kind: 'local' as const, name: 'here', roles: ['web'], environmentIds: [environmentId] }
  must(await call('target.create', local))
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const variables = [
    { type: 'sensitive' as const, name: 'Token', value: token },
    { type: 'text' as const, name: 'Team', value: 'grace@example.com; Ada <ada@example.com>' }
  ]
  must(await call('variables.save', { projectId, version: 0, variables }))
  const from = 'Slipway <slipway@example.com>'
  must(await call('mail.save', { host: '127.0.0.1', port: smtp.port, security: 'none', from }))

  const deploy = async (...steps: StepInput[]) => {
    const { version } = must(await call('process.get', { projectId }))
    must(await call('process.save', { projectId, version, steps }))
    const release = must(await call('release.create', { projectId, version: `1.0.${version}` }))
    const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId }))
    return workspace.over(id)
  }
  const log = async (deploymentId: DeploymentId) =>
    must(await call('log.page', { deploymentId, from: 0, count: 500 }))
      .lines.map(({ text }) => text)
      .join('\n')
  return { ...workspace, smtp, web, deploy, log }
}

const look: StepInput = {
  name: 'Look',
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'health-check', check: 'connection', unavailable: 'fail' }]
}
const warmUp = (url: string): StepInput => ({
  name: 'Warm up',
  location: 'here',
  roles: [],
  actions: [
    {
      type: 'http',
      method: 'GET',
      url,
      headers: [{ name: 'X-Token', value: '#{Token}' }],
      expectBody: { kind: 'matches', text: '"status":\\s*"up"' }
    }
  ]
})
const tell: StepInput = {
  name: 'Tell',
  location: 'here',
  roles: [],
  actions: [
    {
      type: 'email',
      to: '#{Team}',
      subject: 'Shop #{Octopus.Release.Number}',
      body: 'It answered #{Octopus.Action[Warm up].Output.Http.Status}.'
    }
  ]
}

describe('steps that check, ask and tell', () => {
  it('do so in a deployment, with what names stand for by then, and no secret gets into its log', async () => {
    const { deploy, log, smtp, web, call } = await world()
    const deployment = await deploy(look, warmUp(`${web.origin}/health?key=#{Token}`), tell)
    const text = await log(deployment.id)
    expect(deployment, text).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect(web.requests).toEqual([`GET /health?key=${token}`])
    expect(smtp.mails.map(({ to }) => to)).toEqual([['grace@example.com', 'ada@example.com']])
    expect(smtp.mails[0]?.source).toMatch(/Subject: Shop 1\.0\.0\r\n[\s\S]*It answered 200\./)
    expect(text).toContain('here is healthy.')
    expect(text).toContain(`GET ${web.origin}/… answered 200, and its body is as expected`)
    expect(text).toContain('to 2 addresses: grace@example.com, ada@example.com.')
    expect(text).not.toContain('It answered')
    const outputs = Object.values(deployment.runs).flatMap(run => run.outputs)
    expect(outputs).toMatchObject([
      { name: 'Http.Status', value: '200' },
      { name: 'Http.Body', secret: expect.stringMatching(/^secret-/) }
    ])
    expect(`${text}${JSON.stringify(deployment)}`).not.toContain(token)
    const { entries, undeclared } = must(await call('network.get', {}))
    expect(undeclared).toBe(0)
    expect(entries.map(({ why }) => why)).toEqual(['mail server', 'HTTP step “Warm up” of Shop'])
  })

  it('are held back by the air gap, but for the mail server', async () => {
    const { deploy, log, smtp, web, call } = await world()
    must(await call('settings.setAirGap', { isAirGapped: true }))
    const asking = await deploy(warmUp(web.origin))
    expect(asking).toMatchObject({ outcome: 'failed' })
    expect(await log(asking.id)).toContain(`The air gap is on, and nothing may connect to 127.0.0.1:${web.port}.`)
    expect(web.requests).toEqual([])
    expect(await deploy(tell)).toMatchObject({ outcome: 'succeeded' })
    expect(smtp.mails).toHaveLength(1)
  })
})
