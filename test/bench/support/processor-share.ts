import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A group of processes that get a processor only where nobody else wants it (Linux, as root). */
export interface LeastShare {
  /** Runs `start` so that what it starts belongs to the group, with all that comes of it. This process stays outside. */
  around<T>(start: () => Promise<T>): Promise<T>
  /** Removes the group, once everything in it has ended. */
  remove(): Promise<void>
}

/** Where groups are made: beside or below the one of this process, and the file by which they give way. */
interface Place {
  readonly own: string
  readonly made: string
}

/**
 * Makes such a group, or answers null where none can be made. It is there for targets that share this machine with what is
 * measured: machines of their own would not take the client's processor, and `nice` does not put them behind it, because
 * each command of sshd is a session of its own and Linux weighs sessions (`sched_autogroup`) before it looks at niceness.
 */
export async function leastShare(): Promise<LeastShare | null> {
  try {
    const { own, made } = await findPlace()
    await mkdir(made)
    await writeFile(join(made, 'cpu.idle'), '1').catch(async error => {
      await rmdir(made)
      throw error
    })
    return {
      around: async start => {
        await enter(made)
        try {
          return await start()
        } finally {
          await enter(own)
        }
      },
      remove: () => removeOnceEmpty(made)
    }
  } catch {
    // No rights, no such system, or no cpu groups in it.
    return null
  }
}

const enter = (group: string): Promise<void> => writeFile(join(group, 'cgroup.procs'), String(process.pid))

/** In version 1 the processor has a tree of its own; in version 2 a group with processes has no groups that share anything. */
async function findPlace(): Promise<Place> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8')).split('\n').map(line => line.split(':'))
  const name = `slipway-targets-${process.pid}`
  const first = lines.find(([, controllers]) => controllers?.split(',').includes('cpu'))
  if (first) {
    const own = join('/sys/fs/cgroup/cpu', first[2] ?? '')
    return { own, made: join(own, name) }
  }
  const second = lines.find(([number, controllers]) => number === '0' && controllers === '')
  return { own: join('/sys/fs/cgroup', second?.[2] ?? ''), made: join('/sys/fs/cgroup', name) }
}

/** Processes that were ended are in their group until they have been waited for. */
async function removeOnceEmpty(group: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await rmdir(group)
    } catch (error) {
      if (tries === 50) throw error
      await pause(100)
    }
  }
}
