import { spawnSync } from 'node:child_process'
import { appendFile, chmod, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readReceipt } from '../../../electron/transports/offline/read-receipt'
import { bash, bundleOf, farEnd } from '../../support/bundles'
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

it.skipIf(!canMakeDisks)('runs nothing that it cannot write down, and names no receipt that it could not write', async () => {
  const disk = smallDisk('400k')
  const filler = join(disk.folder, 'filler')
  const fill = `dd if=/dev/zero of=${filler} bs=1k count=1000 2>/dev/null`
  const end = await far({ content: bundleOf([bash(1, 'Migrate', `echo migrated >>~/ran; ${fill}; true`)]) })
  await symlink(disk.folder, join(end.home, '.slipway'))
  end.own()
  spawnSync('sh', ['-c', `chown 65534:65534 ${disk.folder}; ${fill}`])
  const full = await end.run()
  expect([full.code, full.text]).toEqual([1, expect.stringMatching(/Nothing runs: .* cannot be written down in .*\nMake room/)])
  await rm(filler)
  const untold = await end.run()
  expect([untold.code, untold.text]).toEqual([1, expect.stringContaining('The receipt cannot be written to')])
  expect(untold.text).not.toContain('The receipt is in')
  await rm(filler)
  expect(await end.run()).toMatchObject({ code: 0, text: expect.stringContaining('The receipt is in') })
  expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('migrated\n')
  expect(await story(end)).toEqual(['succeeded'])
})

it('asks where it could not write down how an action ended, and leaves out what was written by halves', async () => {
  const content = bundleOf([
    bash(1, 'Migrate', 'echo migrated >>~/ran; chmod 400 ~/.slipway/offline/bundle-*/events'),
    bash(2, 'Next', 'echo next >>~/ran')
  ])
  const end = await far({ content })
  const events = join(end.home, '.slipway/offline/bundle-0a1b2c3d4e/events')
  const ended = await end.run()
  expect([ended.code, ended.text]).toEqual([1, expect.stringMatching(/How “Migrate” ended cannot be written down in .*\nMake room/)])
  const half = '{"kind":"line","at":1,"run":null,"stream":"stdout","level":"info","text":"of {\\"a\\":\\"b\\"}'
  const whole = `{"kind":"line","at":2,"run":"${content.actions[0]?.run}","stream":"stdout","level":"info","text":"whole"}\t\n`
  await chmod(events, 0o666)
  await appendFile(events, half + whole + half)
  expect(await end.run()).toMatchObject({ code: 4, text: expect.stringContaining('nobody knows how far it came') })
  expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('migrated\n')
  expect(await story(end)).toEqual(['whole', 'unknown'])
})
