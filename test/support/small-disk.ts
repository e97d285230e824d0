import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

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
  /** Mounts it read-only, or for writing again. */
  setReadOnly(isReadOnly: boolean): void
}

/** A disk of its own that is soon full, such as `256k`; gone after the test. */
export function smallDisk(size: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-disk-'))
  if (!mount(folder, size)) throw new Error('This machine does not let us make small disks')
  onTestFinished(() => unmount(folder))
  return {
    folder,
    setReadOnly: isReadOnly => {
      const mode = isReadOnly ? 'remount,ro' : 'remount,rw'
      if (spawnSync('/bin/mount', ['-o', mode, folder]).status !== 0) throw new Error(`Could not mount it ${mode}`)
    }
  }
}
