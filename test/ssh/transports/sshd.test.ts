import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'

const run = promisify(execFile)
const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function sshd(options?: SshdOptions): Promise<TestSshd> {
  const server = await startSshd(options)
  cleanups.push(() => server.stop())
  return server
}

/** Logs in with the system's own client, so that the test server is judged by something other than our transport. */
async function ssh(server: TestSshd, command: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-ssh-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  const identity = join(folder, 'key')
  await writeFile(identity, server.privateKey, { mode: 0o600 })
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'KexAlgorithms=curve25519-sha256',
    'LogLevel=ERROR'
  ].flatMap(option => ['-o', option])
  const args = ['-F', 'none', '-i', identity, '-p', String(server.port), ...options]
  return (await run('ssh', [...args, `${server.username}@${server.host}`, command])).stdout
}

test('the test server lets its own key in and starts in a home of its own', async () => {
  const server = await sshd()
  expect(await ssh(server, 'printf "%s %s" "$(whoami)" "$HOME"')).toBe(`${server.username} ${server.home}`)
})

test('the test server can hide bash from the search path', async () => {
  const server = await sshd({ withoutBash: true })
  expect(await ssh(server, 'command -v bash || echo none; command -v cat > /dev/null && echo cat')).toBe('none\ncat\n')
})

test('killing sessions ends a running command and leaves the listener', async () => {
  const server = await sshd()
  const running = ssh(server, 'echo started; exec sleep 1000').catch(() => 'lost')
  while (!(await server.processes()).some(item => item.command === 'sleep 1000'));
  expect(await server.killSessions()).toBeGreaterThan(0)
  expect(await running).toBe('lost')
  expect(await ssh(server, 'echo again')).toBe('again\n')
})
