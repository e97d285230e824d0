// Where tests put their files: in memory where there is room for them. They sync to disk as the app does, thousands of
// times, and waiting for a disk is most of what many of them take.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
const leastBytes = 4 * 1024 ** 3

function hasRoom() {
  const { bavail, bsize } = statfsSync(memory)
  return Math.min(bavail * bsize, freemem()) >= leastBytes
}

/** Containers often let nothing run there. */
function runsPrograms(folder) {
  const program = join(folder, 'program')
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  const { status } = spawnSync(program)
  rmSync(program)
  return status === 0
}

/**
 * Makes a folder in memory the place of temporary files of this process and of all that it starts; it goes with the
 * process. Where there is no such place, or somebody said where such files go, nothing changes.
 */
export function scratchInMemory() {
  if (process.platform !== 'linux' || process.env.TMPDIR !== undefined) return
  try {
    if (!hasRoom()) return
    const folder = mkdtempSync(join(memory, 'slipway-tests-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    // Like /tmp: tests log in as other users.
    chmodSync(folder, 0o1777)
    if (runsPrograms(folder)) process.env.TMPDIR = folder
  } catch {
    // No such place.
  }
}
