import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import { Client } from 'ssh2'
import { afterEach, describe, expect, test } from 'vitest'
import { newPrivateKey } from '../../electron/demo/key-files'
import { type DemoServers, startDemoServers } from '../../electron/demo/ssh-server'
import type { SshEndpoint } from '../../electron/engine/ports'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { listProcesses } from '../support/processes'
import { canMakeDisks } from '../support/small-disk'
import { command, connectTo, never, runOn, testHost } from '../support/ssh'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-demo-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  return folder
}

async function start(folder: string, isolate: boolean, names = ['web-1']): Promise<DemoServers> {
  const demo = await startDemoServers({ folder, hosts: names.map(name => ({ name })), isolate })
  cleanups.push(() => demo.close())
  return demo
}

function endpointAt(demo: DemoServers, index = 0, privateKey = demo.account.privateKey): SshEndpoint {
  const server = demo.servers[index]
  if (!server) throw new Error('No such server')
  return {
    who: testHost,
    hops: [],
    host: '127.0.0.1',
    port: server.port,
    username: demo.account.username,
    platform: 'posix',
    login: { kind: 'private-key', privateKey: new Secret(privateKey), passphrase: null },
    hostKey: server.hostKey
  }
}

/** A client that may ask for what our transport never does. */
async function rawClient(demo: DemoServers): Promise<Client> {
  const { host, port, username } = endpointAt(demo)
  const client = new Client()
  client.connect({ host, port, username, privateKey: demo.account.privateKey })
  await once(client, 'ready')
  // The server may hang up on it at the end.
  client.on('error', () => undefined)
  return client
}

function transport() {
  const made = createSshTransport()
  cleanups.push(() => made.dispose())
  return made
}

// With namespaces where this machine has them, and in any case without.
describe.each([{ isolate: true }, { isolate: false }])(
  'a demo server, isolated if possible: $isolate',
  ({ isolate }) => {
    test('runs commands in a bash that takes its folder for home and its name for the host’s', async () => {
      const folder = await temporaryFolder()
      const demo = await start(folder, isolate, ['web-1', 'db-1'])
      const ssh = transport()
      const outputs = []
      for (const index of [0, 1]) {
        const connection = await connectTo(ssh, endpointAt(demo, index))
        outputs.push((await runOn(connection, 'hostname; pwd; echo "$HOME $TMPDIR $USER"; umask')).stdout)
      }
      const expected = (name: string) => {
        const home = join(folder, 'hosts', name)
        return `${name}\n${home}\n${home} ${home}/tmp ${demo.account.username}\n0077\n`
      }
      expect(outputs).toEqual([expected('web-1'), expected('db-1')])
    })

    test('passes on input, both outputs, exit codes and signals', async () => {
      const demo = await start(await temporaryFolder(), isolate)
      const connection = await connectTo(transport(), endpointAt(demo))
      expect(await runOn(connection, 'cat; echo aside >&2; exit 7', 'hello')).toEqual({
        end: { kind: 'exited', code: 7 },
        stdout: 'hello',
        stderr: 'aside\n'
      })
      expect((await runOn(connection, 'kill -TERM $$')).end).toEqual({ kind: 'signalled', signal: 'SIGTERM' })
    })

    test('passes on megabytes in both directions and on both outputs', async () => {
      const demo = await start(await temporaryFolder(), isolate)
      const connection = await connectTo(transport(), endpointAt(demo))
      const input = new Uint8Array(5 << 20).fill(97)
      const result = await runOn(connection, 'tee /dev/stderr', input)
      expect([result.end, result.stdout.length, result.stderr.length]).toEqual([
        { kind: 'exited', code: 0 },
        5 << 20,
        5 << 20
      ])
    })

    test('gives each command a process group of its own, which can be ended from another command', async () => {
      const demo = await start(await temporaryFolder(), isolate)
      const connection = await connectTo(transport(), endpointAt(demo))
      let group = ''
      let report: () => void = () => undefined
      const reported = new Promise<void>(resolve => {
        report = resolve
      })
      const execution = connection.exec(command('echo $$; sleep 1000 & wait'), (_stream, chunk) => {
        group = Buffer.from(chunk).toString().trim()
        report()
      })
      await reported
      await runOn(connection, `kill -TERM -- -${group}`)
      expect(await execution.ended).toEqual({ kind: 'signalled', signal: 'SIGTERM' })
    })

    test('carries out a signal request', async () => {
      const demo = await start(await temporaryFolder(), isolate)
      const client = await rawClient(demo)
      const ended = new Promise(resolve => {
        client.exec('echo started; sleep 1000', (_error, channel) => {
          channel.once('data', () => channel.signal('KILL'))
          channel.on('exit', (...exit) => resolve(exit.slice(0, 2)))
        })
      })
      expect(await ended).toEqual([null, 'SIGKILL'])
      client.end()
    })

    test('ends everything it started when it closes', async () => {
      const folder = await temporaryFolder()
      const demo = await start(folder, isolate)
      const connection = await connectTo(transport(), endpointAt(demo))
      let report: () => void = () => undefined
      const reported = new Promise<void>(resolve => {
        report = resolve
      })
      const marker = `sleep 98${Math.floor(Math.random() * 1e6)}`
      const execution = connection.exec(command(`echo started; ${marker} & wait`), () => report())
      await reported
      await demo.close()
      expect(await execution.ended).toMatchObject({ kind: 'lost' })
      // The kernel takes a moment to bury them.
      let left = await listProcesses()
      for (let turn = 0; turn < 50 && left.some(item => item.command === marker); turn++) left = await listProcesses()
      expect(left.filter(item => item.command === marker)).toEqual([])
    })
  }
)

test('scripts cannot write outside their folder, nor see other processes, where namespaces are to be had', async () => {
  const folder = await temporaryFolder()
  const outside = await temporaryFolder()
  const demo = await start(folder, true)
  const connection = await connectTo(transport(), endpointAt(demo))
  const script = [
    `touch ${outside}/by-path`,
    `ln -s ${outside} link; touch link/by-link`,
    'mount -o remount,rw /',
    `unshare --user --map-root-user --mount sh -c 'mount -o remount,rw /; touch ${outside}/by-namespace'`,
    `touch ${folder}/keys/more`,
    `ps -A -o pid= | grep -cw ${process.pid}`
  ].join('; ')
  const { stdout } = await runOn(connection, script)
  if (demo.isolation === 'folder') {
    // Then at least it is said, and nothing is pretended: the plain path works.
    expect(await readdir(outside)).toContain('by-path')
    return
  }
  expect({ written: await readdir(outside), keys: (await readdir(join(folder, 'keys'))).sort() }).toEqual({
    written: [],
    keys: ['host-web-1']
  })
  expect(stdout).toBe('0\n')
})

test.runIf(canMakeDisks)('scripts are confined also where something is mounted below /run', async () => {
  if ((await start(await temporaryFolder(), true)).isolation === 'folder') return
  const point = await mkdtemp('/run/slipway-demo-')
  cleanups.push(() => rm(point, { recursive: true }))
  expect(spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', point]).status).toBe(0)
  cleanups.push(async () => spawnSync('umount', [point]))
  expect((await start(await temporaryFolder(), true)).isolation).toBe('namespace')
})

test('a restart on the same folder keeps host keys and files, and makes a new key to log in with', async () => {
  const folder = await temporaryFolder()
  const before = await start(folder, false, ['web-1', 'web-2'])
  await runOn(await connectTo(transport(), endpointAt(before)), 'echo kept > file')
  await before.close()
  const after = await start(folder, false, ['web-1', 'web-2'])
  expect(after.servers.map(server => server.hostKey)).toEqual(before.servers.map(server => server.hostKey))
  expect(after.account.privateKey).not.toBe(before.account.privateKey)
  expect((await runOn(await connectTo(transport(), endpointAt(after)), 'cat file')).stdout).toBe('kept\n')
})

test('only this person can read the host keys', async () => {
  const folder = await temporaryFolder()
  await start(folder, false)
  const modes = await Promise.all(
    ['keys', 'keys/host-web-1', 'hosts/web-1'].map(async path =>
      ((await stat(join(folder, path))).mode & 0o777).toString(8)
    )
  )
  expect(modes).toEqual(['700', '600', '700'])
})

test('nobody else gets in: another key, another name, a password', async () => {
  const demo = await start(await temporaryFolder(), false)
  const endpoint = endpointAt(demo)
  const ssh = transport()
  const attempts: readonly SshEndpoint[] = [
    endpointAt(demo, 0, newPrivateKey('stranger')),
    { ...endpoint, username: 'root' },
    { ...endpoint, login: { kind: 'password', password: new Secret('deploy') } }
  ]
  const results = await Promise.all(attempts.map(attempt => ssh.connect(attempt, never)))
  expect(results.map(result => !result.ok && result.failure.kind)).toEqual([
    'authentication-failed',
    'authentication-failed',
    'authentication-failed'
  ])
})

test('nothing but commands is offered: no shell, no file transfer, no forwarding', async () => {
  const demo = await start(await temporaryFolder(), false)
  const { port } = endpointAt(demo)
  const client = await rawClient(demo)
  const refused = (open: (done: (error: Error | undefined) => void) => void) =>
    new Promise<boolean>(resolve => open(error => resolve(error !== undefined)))
  expect({
    shell: await refused(done => client.shell(done)),
    sftp: await refused(done => client.sftp(done)),
    forwardOut: await refused(done => client.forwardOut('127.0.0.1', 1, '127.0.0.1', port, done)),
    forwardIn: await refused(done => client.forwardIn('127.0.0.1', 0, done))
  }).toEqual({ shell: true, sftp: true, forwardOut: true, forwardIn: true })
  client.end()
})

test('after closing, the ports refuse', async () => {
  const demo = await start(await temporaryFolder(), false)
  const { port } = endpointAt(demo)
  await demo.close()
  const socket = connect(port, '127.0.0.1')
  const [error] = await once(socket, 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

test('a name that is no host name is refused before it becomes a folder', async () => {
  const folder = await temporaryFolder()
  await expect(startDemoServers({ folder, hosts: [{ name: '../up' }] })).rejects.toThrow('no host name')
  await expect(access(join(folder, 'up'))).rejects.toThrow()
})
