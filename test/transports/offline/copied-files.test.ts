import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { word } from '../../../electron/transports/offline/shell-text'
import { inRunner } from '../../support/offline-runner'
import { tempFolder } from '../../support/store'

it('leaves folders of a person as they are, and replaces links rather than writing through them', async () => {
  const base = await tempFolder()
  const [from, to, outside] = [join(base, 'from'), join(base, 'to'), join(base, 'outside')]
  for (const folder of [from, to]) await mkdir(join(folder, 'bin'), { recursive: true, mode: 0o755 })
  await writeFile(join(from, 'bin/start.sh'), 'new', { mode: 0o755 })
  await writeFile(join(from, 'config.ini'), 'new', { mode: 0o644 })
  await writeFile(outside, 'of somebody else')
  await symlink(outside, join(to, 'config.ini'))
  const lines = [
    `chmod 711 ${word(to)} ${word(join(to, 'bin'))}; action_umask=022`,
    `copy_files ${word(from)} ${word(to)}; echo $?`
  ]
  expect(inRunner(['10-base', '60-packages'], lines, 'C')).toEqual(['0'])
  const modes = ['', 'bin', 'bin/start.sh', 'config.ini'].map(async name => (await stat(join(to, name))).mode & 0o777)
  expect(await Promise.all(modes)).toEqual([0o711, 0o711, 0o755, 0o644])
  expect([await readFile(outside, 'utf8'), await readFile(join(to, 'config.ini'), 'utf8')]).toEqual([
    'of somebody else',
    'new'
  ])
})
