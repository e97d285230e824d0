import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import type { MailInput, MailReport } from '@shared/model/mail'
import type { NetworkPolicy } from '@shared/network'
import { describe, expect, it } from 'vitest'
import type { Mail, MailServer, MailTransport } from '../../electron/engine/ports'
import { createNetworkLedger } from '../../electron/network-ledger'
import { declaredRequests } from '../../electron/services/http-requests'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace, type WorkspaceOptions } from '../support/workspace'

const password = 'planted-mail-password'

const input: MailInput = {
  host: 'mail.example',
  port: 587,
  security: 'starttls',
  from: 'Slipway <slipway@example.com>',
  user: 'ada',
  password
}
const { password: _, ...withoutPassword } = input
const view = { ...withoutPassword, timeoutSeconds: 30, caFile: null, hasPassword: true }

/** A workspace whose mails end with the test, each with the password that would have been sent. */
async function open(options: WorkspaceOptions = {}, failure: Failure | null = null) {
  const sent: { server: MailServer; mail: Mail; password: string | undefined; policy: NetworkPolicy }[] = []
  const network = createNetworkLedger(Date.now)
  const mail: MailTransport = {
    deliver: async (server, one): Promise<MailReport> => {
      sent.push({ server, mail: one, password: server.login?.password.reveal(), policy: network.policy() })
      return { stages: [], failure }
    }
  }
  const workspace = await openTestWorkspace({ ...options, ports: { mail, network, ...options.ports } })
  return { ...workspace, sent, network }
}

const entriesOf = async ({ workspaces }: TestWorkspace) =>
  (await workspaces.use(({ store }) => store.audit.page({ subjects: ['settings'] }, null, 10))).entries

const vaultOf = ({ home }: TestWorkspace) => join(home, 'workspaces', 'main', 'vault')
const secretsIn = async (workspace: TestWorkspace) =>
  (await readdir(vaultOf(workspace))).filter(name => name.startsWith('secret-'))

describe('the mail server', () => {
  it('is set up, shown without its password, and outlives a restart', async () => {
    const workspace = await open()
    expect(must(await workspace.call('mail.get', {}))).toBeNull()
    expect(must(await workspace.call('mail.save', input))).toEqual(view)
    const again = await workspace.restart()
    expect(must(await again.call('mail.get', {}))).toEqual(view)
    expect(again.pushed()).not.toContainEqual(expect.objectContaining({ entity: 'settings' }))
    expect(workspace.pushed()).toContainEqual({ type: 'catalog.changed', entity: 'settings' })
  })

  it('keeps its password only for the same user at the same host, and one secret at most', async () => {
    const workspace = await open()
    const { call } = workspace
    expect(await call('mail.save', withoutPassword)).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'password', message: 'must be given' }] }
    })
    must(await call('mail.save', input))
    expect(must(await call('mail.save', { ...withoutPassword, port: 465, security: 'tls' })).hasPassword).toBe(true)
    for (const other of [{ host: 'evil.example' }, { user: 'eve' }])
      expect(await call('mail.save', { ...withoutPassword, ...other })).toMatchObject({
        failure: { issues: [{ path: 'password', message: expect.stringContaining('others than before') }] }
      })
    must(await call('mail.save', { ...input, password: 'another one' }))
    expect(await secretsIn(workspace)).toHaveLength(1)
    expect(must(await call('mail.save', { ...withoutPassword, user: null }))).toMatchObject({ hasPassword: false })
    expect(await secretsIn(workspace)).toEqual([])
  })

  it('never sends a password in the clear that was given for an encrypted connection', async () => {
    const { call } = await open()
    must(await call('mail.save', { ...input, security: 'starttls' }))
    const inClear = { ...withoutPassword, port: 25, security: 'none' } as const
    const refused = {
      issues: [{ path: 'password', message: 'must be given, because it would not be encrypted any more' }]
    }
    expect(await call('mail.save', inClear)).toMatchObject({ failure: refused })
    expect(await call('mail.test', { to: 'grace@example.com', settings: inClear })).toMatchObject({
      failure: { issues: [{ path: 'settings.password' }] }
    })
    must(await call('mail.save', { ...inClear, password: 'meant so' }))
    expect(must(await call('mail.save', { ...inClear, port: 2525 })).hasPassword).toBe(true)
  })

  it('is in the audit log without its password', async () => {
    const workspace = await open()
    const { call } = workspace
    must(await call('mail.save', input))
    must(await call('mail.save', { ...withoutPassword, port: 2525 }))
    must(await call('mail.save', { ...withoutPassword, port: 2525 }))
    must(await call('mail.test', { to: 'grace@example.com' }))
    must(await call('mail.remove', {}))
    const entries = await entriesOf(workspace)
    expect(entries.map(({ verb, summary }) => `${verb}: ${summary}`)).toEqual([
      'deleted: Removed the mail server.',
      'used: Sent a test mail from Slipway <slipway@example.com> to grace@example.com by mail.example:2525.',
      'changed: Changed the mail server: port.',
      'created: Set up the mail server.'
    ])
    expect(entries[3]?.changes).toContainEqual({ field: 'Password', before: null, after: 'set' })
    expect(JSON.stringify(entries)).not.toContain(password)
    expect(must(await call('mail.get', {}))).toBeNull()
    expect(await secretsIn(workspace)).toEqual([])
  })

  it.each([
    [{ from: 'nobody' }, 'from'],
    [{ host: 'mail example' }, 'host'],
    [{ port: 0 }, 'port'],
    [{ timeoutSeconds: 0 }, 'timeoutSeconds'],
    [{ user: 'a\nb' }, 'user']
  ])('is refused where it cannot be right: %j', async (more, path) => {
    const { call } = await open()
    expect(await call('mail.save', { ...input, ...more })).toMatchObject({ failure: { issues: [{ path }] } })
  })
})

describe('a test mail', () => {
  it('goes by what is stored, with the stored password', async () => {
    const { call, sent } = await open()
    expect(await call('mail.test', { to: 'grace@example.com' })).toMatchObject({ failure: { kind: 'mail-not-set-up' } })
    must(await call('mail.save', { ...input, timeoutSeconds: 7 }))
    expect(must(await call('mail.test', { to: 'grace@example.com' }))).toEqual({ stages: [], failure: null })
    expect(sent).toMatchObject([
      {
        server: {
          host: 'mail.example',
          port: 587,
          security: 'starttls',
          from: { name: 'Slipway', address: 'slipway@example.com' },
          login: { user: 'ada' },
          timeoutMs: 7000,
          caFile: null
        },
        mail: { to: [{ name: '', address: 'grace@example.com' }], subject: 'Test mail from Slipway' },
        password
      }
    ])
  })

  it('goes by what was typed, and takes the stored password to no other server', async () => {
    const { call, sent } = await open()
    must(await call('mail.save', input))
    const test = (settings: MailInput) => call('mail.test', { to: 'grace@example.com', settings })
    must(await test({ ...withoutPassword, port: 25 }))
    must(await test({ ...input, host: 'other.example', password: 'typed' }))
    must(await test({ ...withoutPassword, host: 'other.example', user: null }))
    expect(await test({ ...withoutPassword, host: 'other.example' })).toMatchObject({
      failure: { issues: [{ path: 'settings.password' }] }
    })
    expect(sent.map(({ server, password }) => [server.host, server.port, password])).toEqual([
      ['mail.example', 25, password],
      ['other.example', 587, 'typed'],
      ['other.example', 587, undefined]
    ])
    expect(must(await call('mail.get', {}))).toEqual(view)
  })

  it('that is not taken is an answer', async () => {
    const failure: Failure = { kind: 'mail-failed', message: 'No.', remedy: 'Ask.' }
    const { call } = await open({}, failure)
    must(await call('mail.save', input))
    expect(must(await call('mail.test', { to: 'grace@example.com' }))).toEqual({ stages: [], failure })
    expect(await call('mail.test', { to: 'nobody' })).toMatchObject({ failure: { issues: [{ path: 'to' }] } })
  })
})

describe('for the network’s guards', () => {
  const place = { host: 'mail.example', port: 587, why: 'mail server' }

  it('the server of the settings is declared, and the one of a test while it lasts', async () => {
    const { call, network, sent } = await open()
    const settings = { ...withoutPassword, user: null }
    must(await call('mail.test', { to: 'grace@example.com', settings }))
    expect(sent[0]?.policy.destinations).toEqual([{ ...place, passesAirGap: true }])
    expect(network.policy().destinations).toEqual([])
    must(await call('mail.save', settings))
    expect(network.policy().destinations).toEqual([{ ...place, passesAirGap: true }])
    must(await call('mail.remove', {}))
    expect(network.policy().destinations).toEqual([{ ...place, passesAirGap: false }])
  })

  it('nothing is a reason once the workspace is closed, also not a test that was under way', async () => {
    let end: (() => void) | undefined
    const begun = new Promise<void>(resolve => {
      end = resolve
    })
    const mail: MailTransport = {
      deliver: async (_server, _mail, signal) => {
        end?.()
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        return { stages: [], failure: { kind: 'cancelled', message: 'Given up.', remedy: '' } }
      }
    }
    const { call, network, close, reports } = await open({ ports: { mail } })
    const test = call('mail.test', { to: 'grace@example.com', settings: { ...withoutPassword, user: null } })
    await begun
    await close()
    expect(await test).toMatchObject({ value: { failure: { kind: 'cancelled' } } })
    expect(network.policy()).toEqual({ isAirGapped: true, destinations: [], listener: null })
    expect(reports).toEqual([])
  })

  it('an HTTP step is a reason, and no way through the air gap', async () => {
    const asked: string[] = []
    const network = createNetworkLedger(Date.now)
    const http = {
      request: async ({ url }: { readonly url: string }) => {
        asked.push(`${url} ${JSON.stringify(network.policy().destinations.at(-1))}`)
        return { ok: true as const, value: { status: 200, location: null, body: '' } }
      },
      matches: async () => ({ ok: true as const, value: true })
    }
    const { workspaces } = await open({ ports: { network } })
    const why = 'HTTP step “Warm up” of Shop'
    const common = { why, method: 'GET', headers: [], body: null, timeoutMs: 1000, caFile: null }
    const ask = (url: string, proxy: string | null) =>
      workspaces.use(of =>
        declaredRequests(http, of.network).request({ ...common, url, proxy }, new AbortController().signal)
      )
    await ask('https://shop.example/health', null)
    await ask('https://shop.example/again', null)
    await ask('https://shop.example/', 'http://[::1]:3128')
    expect(asked).toEqual([
      `https://shop.example/health {"host":"shop.example","port":443,"why":"${why}","passesAirGap":false}`,
      `https://shop.example/again {"host":"shop.example","port":443,"why":"${why}","passesAirGap":false}`,
      `https://shop.example/ {"host":"::1","port":3128,"why":"${why}","passesAirGap":false}`
    ])
    expect(network.policy().destinations).toHaveLength(2)
  })
})

describe('the files of the workspace', () => {
  it('are sound with a mail server, and a password that is gone is a fault', async () => {
    const workspace = await open()
    const { call } = workspace
    must(await call('mail.save', input))
    expect(must(await call('data.verify', {}))).toMatchObject({ faults: [], warnings: [] })
    const [file = ''] = await secretsIn(workspace)
    await rm(join(vaultOf(workspace), file))
    expect(must(await call('data.verify', {})).faults).toMatchObject([
      { file: `vault/${file}`, what: 'The secret of the mail server is missing.' }
    ])
  })

  it('are backed up with its password', async () => {
    const file = join(await tempFolder(), 'backup.tar.gz')
    const choose = { chooseSavePath: async () => file, chooseOpenPath: async () => file }
    const { call, sent } = await open({ ports: choose })
    must(await call('mail.save', input))
    must(await call('data.backup', {}))
    must(await call('mail.remove', {}))
    const chosen = must(await call('data.chooseBackup', {}))
    must(await call('data.restore', { path: chosen?.path ?? '' }))
    must(await call('mail.test', { to: 'grace@example.com' }))
    expect(sent.at(-1)?.password).toBe(password)
  })
})
