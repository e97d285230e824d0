import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIGXSBAwQ1Y0yHtK1bHq9bGZP3iX9yvZq3o8S1yFqf1h0'
const files = { known_hosts: `web.example ssh-ed25519 ${key}\n@cert-authority * ssh-ed25519 ${key}\n` }

async function withTarget() {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['account', 'create', 'Agent', '--username', 'ada', '--agent'])
  const words = ['--environment', 'Test', '--role', 'web', '--host', 'web.example', '--account', 'Agent']
  await cli.json(['target', 'create', 'web-1', ...words])
  return cli
}

describe('import known-hosts', () => {
  it('says what it would do, and does it when told', async () => {
    const cli = await withTarget()
    const dry = await cli.run(['import', 'known-hosts', 'known_hosts'], { files })
    expect(dry.code).toBe(0)
    expect(dry.out).toMatch(/^web-1 +web\.example:22 +new +ssh-ed25519 SHA256:/m)
    expect(dry.out).toContain('Line 2: host certificates')
    expect(dry.out).toContain('Nothing was changed.')
    const done = await cli.run(['import', 'known-hosts', 'known_hosts', '--yes'], { files })
    expect(done.out).toContain('Accepted one host key.')
    const again = await cli.json<{ matches: { outcome: string }[] }>(['import', 'known-hosts', 'known_hosts'], {
      files
    })
    expect(again.matches.map(({ outcome }) => outcome)).toEqual(['agrees'])
  })

  it('refuses a host that cannot get a key', async () => {
    const cli = await withTarget()
    const words = ['import', 'known-hosts', '-', '--host', 'web-1', '--yes']
    expect(await cli.run(words, { stdin: '' })).toMatchObject({ code: 1, err: expect.stringContaining('“web-1”') })
  })
})

describe('import ssh-config', () => {
  const config = {
    config:
      'Host gate\nHost web-1\n HostName web-1.example\n ProxyJump ops@gate\n Compression yes\nHost odd\n ProxyCommand nc'
  }
  const words = ['import', 'ssh-config', 'config', '--environment', 'Test', '--role', 'web']

  it('says what it would make, and makes it when told', async () => {
    const cli = await makeCli()
    await cli.json(['environment', 'create', 'Test'])
    const dry = await cli.run(words, { files: config })
    expect(dry.code).toBe(0)
    expect(dry.out).toMatch(/^web-1 +\S+@web-1\.example:22 +gate:22 +SSH agent +new$/m)
    expect(dry.out).toMatch(/^odd .*NOT IMPORTED: It is reached by a ProxyCommand\.$/m)
    expect(dry.out).toContain('web-1: not carried over: Compression')
    expect(dry.out).toContain('Nothing was changed.')
    expect(await cli.json(['target', 'list'])).toEqual([])
    const done = await cli.run([...words, '--host', 'web-1', '--yes'], { files: config })
    expect(done.out).toContain('Made 1 target, 1 jump host and 2 accounts.')
    expect(await cli.json(['target', 'list'])).toMatchObject([{ name: 'web-1', host: 'web-1.example' }])
  })
})
