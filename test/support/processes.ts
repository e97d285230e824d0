import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly user: string
  readonly command: string
}

/** Every process of this machine, as `ps` sees it. */
export async function listProcesses(): Promise<readonly ProcessInfo[]> {
  // The default width would cut long user names, and numbers in their place cannot be compared.
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,user:64=,args='], { maxBuffer: 16 << 20 })
  return stdout.split('\n').flatMap(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)
    return match
      ? [{ pid: Number(match[1]), parent: Number(match[2]), user: match[3] ?? '', command: match[4] ?? '' }]
      : []
  })
}

/** Children, grandchildren and so on, without the process itself. */
export function descendantsOf(pid: number, all: readonly ProcessInfo[]): readonly ProcessInfo[] {
  return all.filter(item => item.parent === pid).flatMap(child => [child, ...descendantsOf(child.pid, all)])
}
