import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withRealPipes } from '../transports/real-pipes'
import { enterNamespace, openNamespace } from './namespace'

/** How a server's commands are started, and what holds them together. */
export interface Sandbox {
  readonly isolation: 'namespace' | 'folder'
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** What to spawn for a command line. */
  argv(line: string): readonly [file: string, ...args: string[]]
  /** Ends everything that runs in it, where the system can; the server kills what it started itself. */
  close(): Promise<void>
}

const systemPath = '/usr/local/bin:/usr/bin:/bin'

// As a log-in would: a home folder to start in, and files that nobody else may read.
const launch = 'umask 077; cd "$HOME" && exec "$@"'

/** @param isolate whether to try for more than a folder */
export async function openSandbox(folder: string, name: string, username: string, isolate: boolean): Promise<Sandbox> {
  const bin = join(folder, '.bin')
  const temporary = join(folder, 'tmp')
  await mkdir(bin, { recursive: true, mode: 0o700 })
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  // Without a namespace the system's own `hostname` would tell this machine's name.
  await writeFile(join(bin, 'hostname'), `#!/bin/sh\necho ${name}\n`, { mode: 0o700 })
  const namespace = isolate ? await openNamespace(folder, name) : null
  const command = (line: string) => ['sh', '-c', launch, 'sh', ...withRealPipes(['bash', '-c', line])] as const
  return {
    isolation: namespace === null ? 'folder' : 'namespace',
    folder,
    environment: {
      HOME: folder,
      TMPDIR: temporary,
      PATH: `${bin}:${systemPath}`,
      LANG: 'C.UTF-8',
      USER: username,
      LOGNAME: username,
      SHELL: '/bin/bash',
      HOSTNAME: name
    },
    argv: line => (namespace === null ? command(line) : [...enterNamespace(namespace), ...command(line)]),
    close: async () => namespace?.close()
  }
}
