import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { KnownHostOutcome } from '@shared/import/known-hosts'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

const run = promisify(execFile)

/** A key pair by ssh-keygen; its public line and what `ssh-keygen -l` calls it. */
async function makeKey(folder: string, name: string, type = 'ed25519') {
  const file = join(folder, name)
  await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file])
  const { stdout } = await run('ssh-keygen', ['-l', '-f', `${file}.pub`])
  const [algorithm = '', key = ''] = (await readFile(`${file}.pub`, 'utf8')).trim().split(' ')
  return { line: `${algorithm} ${key}`, pin: { algorithm, fingerprint: stdout.split(' ')[1] ?? '' } }
}

/** A workspace with SSH targets `a` to `c` on hosts of these names; `c` on port 2200. */
async function withTargets() {
  const folder = await tempFolder()
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const { id: environment } = must(await call('environment.create', { name: 'Test' }))
  const { id: accountId } = must(await call('account.create', { kind: 'agent', name: 'Agent', username: 'ada' }))
  const add = async (name: string, port: number) => {
    const common = { name, roles: ['web'], environmentIds: [environment] }
    return must(await call('target.create', { kind: 'ssh', ...common, host: `${name}.example`, port, accountId }))
  }
  const targets = { a: await add('a', 22), b: await add('b', 22), c: await add('c', 2200) }
  const outcomes = async (text: string): Promise<Record<string, KnownHostOutcome>> => {
    const { matches } = must(await call('import.knownHosts.preview', { text }))
    return Object.fromEntries(matches.map(({ name, outcome }) => [name, outcome]))
  }
  return { ...workspace, folder, targets, outcomes }
}

describe('importing known_hosts', () => {
  it('takes the keys of a file whose names ssh-keygen has hashed', async () => {
    const { call, folder, targets, pushed, workspaces } = await withTargets()
    const [one, two, weak] = [
      await makeKey(folder, 'one'),
      await makeKey(folder, 'two'),
      await makeKey(folder, 'w', 'ecdsa')
    ]
    const file = join(folder, 'known_hosts')
    await writeFile(file, `a.example ${weak.line}\na.example ${one.line}\n[c.example]:2200 ${two.line}\n`)
    await run('ssh-keygen', ['-H', '-f', file])
    const text = `${await readFile(file, 'utf8')}nonsense\n`
    expect(text).not.toContain('example')

    const preview = must(await call('import.knownHosts.preview', { text }))
    expect(preview).toMatchObject({
      read: 3,
      bad: [{ line: 4 }],
      matches: [
        { name: 'a', address: 'a.example:22', outcome: 'new', pin: one.pin, accepted: null, lines: [1, 2] },
        { name: 'b', outcome: 'absent', pin: null, lines: [] },
        { name: 'c', address: 'c.example:2200', outcome: 'new', pin: two.pin, lines: [3] }
      ]
    })
    const hosts = [{ kind: 'target', id: targets.a.id } as const]
    expect(must(await call('import.knownHosts.apply', { text, hosts }))).toEqual({ accepted: 1 })
    const keys = must(await call('target.list', {})).map(target => target.kind === 'ssh' && target.hostKey)
    expect(keys).toEqual([one.pin, null, null])
    expect(pushed()).toContainEqual({ type: 'catalog.changed', entity: 'target' })
    const { entries } = await workspaces.use(({ store }) => store.audit.page({}, null, 1))
    expect(entries).toMatchObject([
      {
        verb: 'host-key-accepted',
        subject: { kind: 'target', id: targets.a.id },
        changes: [{ before: null, after: `${one.pin.algorithm} ${one.pin.fingerprint}` }]
      }
    ])
  })

  it('never replaces an accepted key, nor accepts one that is revoked or in doubt', async () => {
    const { call, folder, targets, outcomes } = await withTargets()
    const [one, two, weak] = [
      await makeKey(folder, 'one'),
      await makeKey(folder, 'two'),
      await makeKey(folder, 'w', 'ecdsa')
    ]
    must(await call('target.trust', { id: targets.a.id, hostKey: one.pin }))

    expect(await outcomes(`*.example ${one.line}\n`)).toEqual({ a: 'agrees', b: 'new', c: 'absent' })
    expect(await outcomes(`a.example ${two.line}\n`)).toMatchObject({ a: 'conflict' })
    expect(await outcomes(`a.example ${weak.line}\n`)).toMatchObject({ a: 'other-algorithm' })
    expect(await outcomes(`b.example ${one.line}\nb.example ${two.line}\n`)).toMatchObject({ b: 'ambiguous' })
    expect(await outcomes(`a.example,b.example ${one.line}\n@revoked * ${one.line}\n`)).toMatchObject({
      a: 'revoked',
      b: 'revoked'
    })
    const text = `a.example ${two.line}\nb.example ${two.line}\n`
    const hosts = [targets.a, targets.b].map(({ id }) => ({ kind: 'target', id }) as const)
    const refused = await call('import.knownHosts.apply', { text, hosts })
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'conflict', message: expect.stringContaining('“a”') } })
    const keys = must(await call('target.list', {})).map(target => target.kind === 'ssh' && target.hostKey)
    expect(keys).toEqual([one.pin, null, null])
  })
})
