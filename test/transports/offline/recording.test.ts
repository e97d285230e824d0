import { spawnSync } from 'node:child_process'
import { appendFile, chmod, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readReceipt } from '../../../electron/transports/offline/read-receipt'
import { bash, bundleOf, farEnd, password, secretPassword } from '../../support/bundles'
import { canMakeDisks, smallDisk } from '../../support/small-disk'

const cleanUp: { remove(): Promise<void> }[] = []
const far = async (...order: Parameters<typeof farEnd>) => {
  const end = await farEnd(...order)
  cleanUp.push(end)
  return end
}
type FarEnd = Awaited<ReturnType<typeof far>>
afterEach(async () => {
  for (const one of cleanUp.splice(0)) await one.remove()
})

/** What actions wrote and how they ended, as their receipt tells it. */
async function story(end: FarEnd): Promise<readonly string[]> {
  const read = readReceipt(await end.receipt(), end.known)
  if (!read.ok) throw new Error(read.failure.message)
  return read.value.events.flatMap(event => {
    if (event.kind === 'action-ended') return [event.state]
    return event.kind === 'line' && event.run !== null ? [event.text] : []
  })
}

it.skipIf(!canMakeDisks)(
  'runs nothing that it cannot write down, and names no receipt that it could not write',
  async () => {
    const disk = smallDisk('400k')
    const filler = join(disk.folder, 'filler')
    const fill = `dd if=/dev/zero of=${filler} bs=1k count=1000 2>/dev/null`
    const end = await far({ content: bundleOf([bash(1, 'Migrate', `echo migrated >>~/ran; ${fill}; true`)]) })
    await symlink(disk.folder, join(end.home, '.slipway'))
    end.own()
    spawnSync('sh', ['-c', `chown 65534:65534 ${disk.folder}; ${fill}`])
    const full = await end.run()
    expect([full.code, full.text]).toEqual([
      1,
      expect.stringMatching(/Nothing runs: .* cannot be written down in .*\nMake room/)
    ])
    await rm(filler)
    const untold = await end.run()
    expect([untold.code, untold.text]).toEqual([1, expect.stringContaining('The receipt cannot be written to')])
    expect(untold.text).not.toContain('The receipt is in')
    await rm(filler)
    expect(await end.run()).toMatchObject({ code: 0, text: expect.stringContaining('The receipt is in') })
    expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('migrated\n')
    expect(await story(end)).toEqual(['succeeded'])
  }
)

it('asks where it could not write down how an action ended, and leaves out what was written by halves', async () => {
  const content = bundleOf([
    bash(1, 'Migrate', 'echo migrated >>~/ran; chmod 400 ~/.slipway/offline/bundle-*/events'),
    bash(2, 'Next', 'echo next >>~/ran')
  ])
  const end = await far({ content })
  const events = join(end.home, '.slipway/offline/bundle-0a1b2c3d4e/events')
  const ended = await end.run()
  expect([ended.code, ended.text]).toEqual([
    1,
    expect.stringMatching(/How “Migrate” ended cannot be written down in .*\nMake room/)
  ])
  const half = '{"kind":"line","at":1,"run":null,"stream":"stdout","level":"info","text":"of {\\"a\\":\\"b\\"}'
  const whole = `{"kind":"line","at":2,"run":"${content.actions[0]?.run}","stream":"stdout","level":"info","text":"whole"}\t\n`
  await chmod(events, 0o666)
  await appendFile(events, half + whole + half)
  expect(await end.run()).toMatchObject({ code: 4, text: expect.stringContaining('nobody knows how far it came') })
  expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('migrated\n')
  expect(await story(end)).toEqual(['whole', 'unknown'])
})

/** Runs a program at a terminal, answers the first question with Ctrl-C, and tells how it ended. */
const interrupted = `import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execvpe(sys.argv[2], sys.argv[2:], {'HOME': sys.argv[1], 'PATH': '/usr/bin:/bin'})
said, is_asked = b'', False
while True:
    try:
        said += os.read(terminal, 4096)
    except OSError:
        break
    if not is_asked and (b'[y/N] ' in said or b'Password of the bundle: ' in said):
        is_asked = True
        os.write(terminal, b'\\x03')
print(os.WEXITSTATUS(os.waitpid(child, 0)[1]), said.decode().strip().splitlines()[-1])`

it('begins nothing where it is stopped at a question', async () => {
  const end = await far({ content: bundleOf([bash(1, 'Migrate', 'echo migrated >>~/ran')]), password: secretPassword })
  const passwordFile = join(end.base, 'password')
  await writeFile(passwordFile, `${password}\n`)
  const start = ['sh', join(end.bundle, 'deploy.sh'), '--signer', end.written.words]
  const stopped = (...more: readonly string[]) =>
    spawnSync('python3', ['-c', interrupted, end.home, ...start, ...more], { encoding: 'utf8', timeout: 50_000 }).stdout
  expect([stopped(), stopped('--password-file', passwordFile)]).toEqual([
    '4 Nothing was done.\n',
    '4 Nothing was done.\n'
  ])
  expect(await readdir(join(end.home, '.slipway/offline'))).toEqual(['bundle-0a1b2c3d4e', 'signers'])
  expect(await readFile(join(end.home, '.slipway/offline/bundle-0a1b2c3d4e/events'), 'utf8')).toBe('')
})
