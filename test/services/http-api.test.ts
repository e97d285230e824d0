import type { Failure } from '@shared/failure'
import type { HttpApiPlace } from '@shared/model/http-api'
import { fail, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { createNetworkLedger } from '../../electron/network-ledger'
import type { HttpApiParts } from '../../electron/services/http-api'
import type { Authenticate } from '../../electron/services/http-api-listener'
import { must, openTestWorkspace } from '../support/workspace'

const usual = { isOn: true, host: '127.0.0.1', port: 8065 }
const taken: Failure = { kind: 'in-use', message: 'The port 8065 is taken.', remedy: 'Choose another one.' }
const everywhere = { ...usual, host: '0.0.0.0' }

/** A workspace whose API listens nowhere in truth, and says where it would. */
async function world({ home, ...parts }: Partial<HttpApiParts> & { readonly home?: string } = {}) {
  const open: HttpApiPlace[] = []
  const ledger = createNetworkLedger(() => 0)
  let authenticate: Authenticate = async () => null
  let refusal: Failure | null = null
  const workspace = await openTestWorkspace({
    ...(home === undefined ? {} : { home }),
    ports: { network: ledger },
    httpApi: {
      listen: async (at, check) => {
        if (refusal) return fail(refusal)
        authenticate = check
        open.push(at)
        return ok({ close: async () => void open.splice(open.indexOf(at), 1) })
      },
      network: ledger,
      ...parts
    }
  })
  return {
    ...workspace,
    /** Where it listens. */
    open,
    /** What the network's guards were told. */
    declared: () => (ledger.policy().serves ?? []).map(({ host, port, why }) => `${why} ${host}:${port}`),
    ledger,
    enters: (key: string, isAgain?: boolean) => authenticate(key, isAgain),
    refuse: (failure: Failure | null) => {
      refusal = failure
    },
    status: async () => must(await workspace.call('httpApi.status', {})),
    told: () =>
      workspace.pushed().filter(event => event.type === 'catalog.changed' && event.entity === 'http-api').length
  }
}

describe('the switch of the HTTP API', () => {
  it('is off at first, at an address that only this machine reaches', async () => {
    const { httpApi, open, status } = await world()
    await httpApi.follow()
    expect(await status()).toEqual({
      settings: { ...usual, isOn: false },
      state: 'off',
      address: null,
      failure: null,
      requests: 0,
      refused: 0,
      lastRequestAt: null
    })
    expect(open).toEqual([])
  })

  it('listens while it is on, moves when the address does, and is in the audit log', async () => {
    const { call, open, declared } = await world()
    expect(must(await call('settings.setHttpApi', usual))).toMatchObject({
      state: 'listening',
      address: 'http://127.0.0.1:8065'
    })
    expect(declared()).toEqual(['the HTTP API 127.0.0.1:8065'])
    must(await call('settings.setHttpApi', { ...usual, host: '::1', port: 8066 }))
    expect(open).toEqual([{ host: '::1', port: 8066 }])
    expect(declared()).toEqual(['the HTTP API ::1:8066'])
    expect(must(await call('settings.setHttpApi', { ...usual, isOn: false }))).toMatchObject({ state: 'off' })
    expect([open, declared()]).toEqual([[], []])
    const { entries } = must(await call('audit.list', { filter: { subjects: ['settings'] } }))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Turned the HTTP API off, at http://127.0.0.1:8065.',
      'Turned the HTTP API on, at http://[::1]:8066.',
      'Turned the HTTP API on, at http://127.0.0.1:8065.'
    ])
  })

  it('does at the start what was set, and nothing beside a command', async () => {
    const first = await world()
    must(await first.call('settings.setHttpApi', usual))
    await first.close()
    expect(first.open).toEqual([])
    const command = await world({ home: first.home, followsSettings: false })
    await command.httpApi.follow()
    expect(await command.status()).toMatchObject({ settings: usual, state: 'off' })
    await command.close()
    const window = await world({ home: first.home })
    await window.httpApi.follow()
    expect(await window.status()).toMatchObject({ settings: usual, state: 'listening' })
  })

  it('tells a place that is taken as a failure, stays on, and tries again when asked to', async () => {
    const { call, refuse, declared, open } = await world()
    refuse(taken)
    expect(must(await call('settings.setHttpApi', usual))).toMatchObject({
      settings: usual,
      state: 'failed',
      failure: taken,
      address: null
    })
    expect(declared()).toEqual([])
    refuse(null)
    expect(must(await call('settings.setHttpApi', usual))).toMatchObject({ state: 'listening', failure: null })
    expect(open).toHaveLength(1)
  })

  it('lets other machines in only where that is said, and never refuses to be turned off', async () => {
    const { call, open } = await world()
    const refused = await call('settings.setHttpApi', everywhere)
    expect(refused).toMatchObject({ failure: { kind: 'invalid-input', issues: [{ path: 'host' }] } })
    expect(refused).toMatchObject({ failure: { remedy: expect.stringContaining('plain HTTP') } })
    must(await call('settings.setHttpApi', { ...everywhere, evenOnNetwork: true }))
    expect(open).toEqual([{ host: '0.0.0.0', port: 8065 }])
    must(await call('settings.setHttpApi', { ...everywhere, isOn: false }))
    expect(open).toEqual([])
    for (const host of ['example.com', '0x7f.1', '', '127.0.0.1:80'])
      expect(await call('settings.setHttpApi', { ...usual, host })).toMatchObject({
        failure: { kind: 'invalid-input' }
      })
  })

  it('gives way to the air gap where other machines could come, and comes back after it', async () => {
    const { call, open, status, until } = await world()
    must(await call('settings.setHttpApi', { ...everywhere, evenOnNetwork: true }))
    must(await call('settings.setAirGap', { isAirGapped: true }))
    const stopped = await until(async () => ((await status()).state === 'failed' ? status() : null))
    expect(stopped.failure).toMatchObject({ kind: 'air-gapped', message: expect.stringContaining('0.0.0.0:8065') })
    expect(open).toEqual([])
    must(await call('settings.setAirGap', { isAirGapped: false }))
    await until(async () => ((await status()).state === 'listening' ? true : null))
    expect(open).toHaveLength(1)
  })

  it('listens anew where the air gap held for a moment only, as while another workspace is opened', async () => {
    const { call, ledger, open, until, status } = await world()
    must(await call('settings.setHttpApi', { ...everywhere, evenOnNetwork: true }))
    const policy = ledger.policy()
    ledger.setPolicy({ ...policy, isAirGapped: true })
    const [first] = open
    ledger.setPolicy(policy)
    await until(async () => (open.length === 1 && open[0] !== first ? true : null))
    expect(await status()).toMatchObject({ state: 'listening' })
  })

  it('minds no air gap on this machine alone', async () => {
    const { call } = await world()
    must(await call('settings.setAirGap', { isAirGapped: true }))
    expect(must(await call('settings.setHttpApi', usual))).toMatchObject({ state: 'listening' })
  })

  it('counts who came, and tells of it once until somebody looks', async () => {
    const { call, enters, status, told } = await world()
    must(await call('settings.setHttpApi', usual))
    const { key } = must(await call('apiKey.create', { name: 'ci' }))
    const before = told()
    expect(await enters(key)).toEqual({ name: 'ci' })
    expect(await enters('API-WRONG')).toBeNull()
    await enters(key)
    expect(told()).toBe(before + 1)
    expect(await status()).toMatchObject({ requests: 2, refused: 1, lastRequestAt: expect.any(Number) })
    // One that is looked at again while it is under way is no other one.
    await enters(key, true)
    await enters('API-NOBODY', true)
    expect(await status()).toMatchObject({ requests: 2, refused: 1 })
    await enters(key)
    expect(told()).toBe(before + 2)
    must(await call('settings.setHttpApi', { ...usual, isOn: false }))
    expect(await status()).toMatchObject({ requests: 0, refused: 0, lastRequestAt: null })
  })

  it('listens for the agent whatever the settings say, and until the end', async () => {
    const { call, open, httpApi } = await world({ followsSettings: false })
    expect(must(await call('settings.setHttpApi', { ...usual, port: 8070 }))).toMatchObject({ state: 'off' })
    expect(must(await call('httpApi.listen', {}))).toMatchObject({ address: 'http://127.0.0.1:8070' })
    expect(must(await call('httpApi.listen', { port: 8071 }))).toMatchObject({ address: 'http://127.0.0.1:8071' })
    must(await call('settings.setHttpApi', { ...usual, isOn: false }))
    expect(open).toEqual([{ host: '127.0.0.1', port: 8071 }])
    expect(await call('httpApi.listen', { host: '0.0.0.0' })).toMatchObject({ failure: { kind: 'invalid-input' } })
    await httpApi.stop()
    expect(open).toEqual([])
    expect(must(await call('httpApi.listen', {}))).toMatchObject({ state: 'off' })
  })
})
