import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCommandLine } from '../../electron/command-line'
import { withSeparator } from '../../scripts/lib/app.mjs'
import { tempFolder } from '../support/store'

const root = join(import.meta.dirname, '../..')

/** The words that the installed launcher hands to the app, without the switches that stand before them. */
async function byLauncher(words: readonly string[]): Promise<readonly string[]> {
  const folder = await tempFolder()
  await mkdir(join(folder, 'bin'))
  await copyFile(join(root, 'resources/linux/slipway.sh'), join(folder, 'bin/slipway'))
  await writeFile(join(folder, 'slipway'), '#!/bin/sh\nprintf \'%s\\0\' "$@"\n', { mode: 0o755 })
  const env = { ...process.env, DISPLAY: ':0' }
  const { status, stdout } = spawnSync('sh', [join(folder, 'bin/slipway'), ...words], { encoding: 'utf8', env })
  expect(status).toBe(0)
  return stdout
    .split('\0')
    .slice(0, -1)
    .filter(word => word !== '--no-sandbox')
}

describe('a launcher', () => {
  const given: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['deploy', '--lang=de'],
      ['--', 'deploy', '--lang=de']
    ],
    [
      ['--json', 'target', 'list'],
      ['--json', '--', 'target', 'list']
    ],
    [
      ['--home', '/tmp/a b', 'target', 'list'],
      ['--', '--home', '/tmp/a b', 'target', 'list']
    ],
    [
      ['--workspace', 'My workspace', 'target', 'list'],
      ['--', '--workspace', 'My workspace', 'target', 'list']
    ],
    [
      ['--passphrase-file', '-', 'target', 'list'],
      ['--', '--passphrase-file', '-', 'target', 'list']
    ],
    [
      ['--workspace=Acme', 'target', 'list'],
      ['--workspace=Acme', '--', 'target', 'list']
    ],
    [['--force-dark-mode'], ['--force-dark-mode']],
    [[], []]
  ]

  test.each(given)('hands %j over as %j, so that Chromium keeps out of the command', async (words, expected) => {
    expect(withSeparator(words)).toEqual(expected)
    expect(await byLauncher(words)).toEqual(expected)
  })

  test('loses nothing of a workspace with a blank in its name', () => {
    const words = withSeparator(['--workspace', 'My workspace', 'environment', 'list'])
    expect(readCommandLine(['electron', root, ...words], true)).toEqual({
      home: null,
      words: ['--workspace', 'My workspace', 'environment', 'list']
    })
  })
})
