import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCli } from '../support/cli'
import { startSshd } from '../support/sshd'

async function makeServer() {
  const sshd = await startSshd()
  onTestFinished(() => sshd.stop())
  return sshd
}

describe('the command line against a real OpenSSH server', () => {
  it('goes from an empty workspace to a deployed Hello World', async () => {
    const sshd = await makeServer()
    const cli = await makeCli()
    const files = { key: sshd.privateKey }
    await cli.json(['environment', 'create', 'Test'])
    await cli.json(['account', 'create', 'Deployer', '--username', sshd.username, '--key-file', 'key'], { files })
    const place = ['--host', sshd.host, '--port', String(sshd.port), '--account', 'Deployer']
    await cli.json(['target', 'create', 'web-1', ...place, '--environment', 'Test', '--role', 'server'])

    const unknown = await cli.run(['target', 'test', 'web-1'])
    expect(unknown.code).toBe(1)
    expect(unknown.out).toContain(`${sshd.hostKey.fingerprint} (unknown)`)
    const wrong = `SHA256:${'A'.repeat(43)}`
    expect((await cli.run(['target', 'test', 'web-1', '--accept-host-key', wrong])).code).toBe(1)
    const tested = await cli.run(['target', 'test', 'web-1', '--accept-host-key', sshd.hostKey.fingerprint])
    expect({ code: tested.code, err: tested.err }).toEqual({ code: 0, err: '' })
    expect(tested.out).toContain(`${sshd.hostKey.fingerprint} (pinned)`)

    await cli.json(['project', 'create', 'Hello World'])
    const step = ['--name', 'Say Hello', '--role', 'server', '--body', 'echo "Hello, World!"']
    await cli.json(['process', 'add-script', '--project', 'Hello World', ...step])
    await cli.json(['release', 'create', '--project', 'Hello World'])
    const deploy = ['deploy', '--project', 'Hello World', '--release', '0.0.1', '--to', 'Test']
    const plan = await cli.run([...deploy, '--plan'])
    expect(plan.out).toContain(`web-1 (${sshd.username}@${sshd.host}:${sshd.port})`)
    const { code, out } = await cli.run(deploy)
    expect(code).toBe(0)
    expect(out).toContain('[web-1] Hello, World!\n')
    expect(out).toMatch(/Say Hello.*web-1/)
    expect(out).toMatch(/Hello World 0\.0\.1.*Test/)
  })

  it('accepts a named host key while deploying, and refuses to deploy without it', async () => {
    const sshd = await makeServer()
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Test'])
    const account = ['account', 'create', 'Deployer', '--username', sshd.username, '--key-file', '-']
    await cli.json(account, { stdin: sshd.privateKey })
    const place = ['--host', sshd.host, '--port', String(sshd.port), '--account', 'Deployer']
    await cli.json(['target', 'create', 'web-1', ...place, '--environment', 'Test', '--role', 'server'])
    await cli.json(['project', 'create', 'Shop'])
    await cli.json([
      'process',
      'add-script',
      '--project',
      'Shop',
      '--name',
      'Run',
      '--role',
      'server',
      '--body',
      'hostname'
    ])
    await cli.json(['release', 'create', '--project', 'Shop'])
    const deploy = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']

    const refused = await cli.run(deploy)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('host key of web-1')
    const wrong = await cli.run([...deploy, '--accept-host-key', 'B'.repeat(43)])
    expect(wrong.code).toBe(1)
    const { code, out } = await cli.run([
      ...deploy,
      '--accept-host-key',
      sshd.hostKey.fingerprint.slice('SHA256:'.length)
    ])
    expect(code).toBe(0)
    expect(out).toContain(`Accepted the host key of “web-1”: ${sshd.hostKey.algorithm} ${sshd.hostKey.fingerprint}`)
  })
})
