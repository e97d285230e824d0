import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'

const mount = (folder: string, size: string): boolean =>
  spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]).status === 0
const unmount = (folder: string): void => {
  spawnSync('/bin/umount', ['--lazy', folder])
  rmSync(folder, { recursive: true, force: true })
}

/** Whether this machine lets us make small disks: as root on Linux, outside of locked containers. */
export const canMakeDisks = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = mkdtempSync(join(tmpdir(), 'slipway-disk-'))
  const works = mount(folder, '64k')
  unmount(folder)
  return works
})()

interface SmallDisk {
  readonly folder: string
  /** Mounts it read-only, which the system allows once no file there is open for writing. */
  becomeReadOnly(): Promise<void>
  becomeWritable(): void
}

/** A disk of its own that is soon full, such as `256k`; gone after the test. */
export function smallDisk(size: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-disk-'))
  if (!mount(folder, size)) throw new Error('This machine does not let us make small disks')
  onTestFinished(() => unmount(folder))
  const remount = (mode: string): boolean =>
    spawnSync('/bin/mount', ['-o', `remount,${mode}`, folder], { stdio: 'ignore' }).status === 0
  return {
    folder,
    becomeReadOnly: () => vi.waitFor(() => expect(remount('ro')).toBe(true), { timeout: 20_000, interval: 50 }),
    becomeWritable: () => {
      if (!remount('rw')) throw new Error('Could not mount it for writing')
    }
  }
}
