import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readTar, writeTar } from '../../../electron/engine/package-install/tar'
import { writeFiles } from '../../support/package-deploys'

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'slipway-tar-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
const long = `${'a-long-folder-name/'.repeat(8)}über.json`

describe('tar archives', () => {
  it.each([['gnu'], ['ustar'], ['pax']])(
    'of the %s format are read, long names and other characters included',
    async format => {
      const from = folder()
      const files = { 'app.json': '{}', 'bin/start': '#!/bin/sh\n', 'empty.txt': '', [long]: 'x'.repeat(5000) }
      await writeFiles(from, files)
      const args = [`--format=${format}`, '-cf', '-', ...Object.keys(files).map(path => `./${path}`)]
      const { stdout, status } = spawnSync('tar', args, { cwd: from })
      expect(status).toBe(0)
      expect(readTar(stdout).map(({ path, mode, bytes }) => [path, mode, bytes.toString()])).toEqual(
        Object.entries(files).map(([path, text]) => [path, text.startsWith('#!') ? 0o755 : 0o644, text])
      )
    }
  )

  it.each([
    ['tar', []],
    ['busybox', ['tar']]
  ])('are written so that %s unpacks them with their modes', (program, args) => {
    const to = folder()
    const archive = writeTar(
      [
        { path: 'bin/start', mode: 0o750, bytes: Buffer.from('run') },
        { path: long, mode: 0o600, bytes: Buffer.alloc(1024, 'x') }
      ],
      1_700_000_000
    )
    expect(spawnSync(program, [...args, '-xpf', '-'], { cwd: to, input: archive }).status).toBe(0)
    expect(readFileSync(join(to, 'bin/start'), 'utf8')).toBe('run')
    expect(statSync(join(to, 'bin/start')).mode & 0o777).toBe(0o750)
    expect(statSync(join(to, long)).size).toBe(1024)
  })

  it('are read one behind the other', () => {
    const archive = (path: string) => writeTar([{ path, mode: 0o644, bytes: Buffer.from(path) }], 0)
    const both = readTar(Buffer.concat([archive('a'), archive('b')]))
    expect(both.map(({ path }) => path)).toEqual(['a', 'b'])
  })

  it('that end in the middle are refused', () => {
    const archive = writeTar([{ path: 'a', mode: 0o644, bytes: Buffer.alloc(2000) }], 0)
    expect(() => readTar(archive.subarray(0, 1000))).toThrow('ends in the middle')
  })
})
