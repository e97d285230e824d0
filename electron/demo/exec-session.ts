import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { ServerChannel, Session } from 'ssh2'
import { ChannelOutput } from './channel-output'
import type { Sandbox } from './sandbox'

/** One command of a demo server: a real bash in the sandbox, joined to an SSH channel. */
export class ExecSession {
  readonly #sandbox: Sandbox
  readonly #children: Set<DemoProcess>
  #child: DemoProcess | null = null

  /** @param children where what still runs is listed, so that the server can end it */
  constructor(session: Session, sandbox: Sandbox, children: Set<DemoProcess>) {
    this.#sandbox = sandbox
    this.#children = children
    session.once('exec', (accept, reject, { command }) => {
      // A session takes one command.
      if (this.#child === null) this.#start(accept(), command)
      else reject()
    })
    session.on('signal', (_accept, _reject, { name }) => this.#child?.signal(`SIG${name}`))
  }

  #start(channel: ServerChannel, line: string): void {
    const [file, ...args] = this.#sandbox.argv(line)
    const child = spawn(file, args, {
      cwd: this.#sandbox.folder,
      env: this.#sandbox.environment,
      stdio: 'pipe',
      detached: true
    })
    const running = new DemoProcess(child, this.#sandbox.isolation)
    this.#child = running
    this.#children.add(running)
    const ended = once(child, 'exit').finally(() => this.#children.delete(running))
    // A program that does not start is reported once its outputs have ended, too.
    ended.catch(() => undefined)
    void join(channel, child, ended)
  }
}

/** Joins a process and its channel until both are done. */
async function join(channel: ServerChannel, child: ChildProcessWithoutNullStreams, ended: Promise<unknown[]>) {
  // A process may stop reading before its input ends.
  child.stdin.on('error', () => channel.unpipe(child.stdin).resume())
  channel.pipe(child.stdin)
  channel.on('error', () => undefined)
  channel.once('close', () => {
    // Nobody listens any more: who goes on writing gets a broken pipe, as under a real server.
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
  })
  const output = new ChannelOutput(channel)
  try {
    await Promise.all([output.relay(child.stdout, channel), output.relay(child.stderr, channel.stderr)])
    const [code, signal] = await ended
    if (typeof signal === 'string') channel.exit(signal.replace(/^SIG/, ''), false, '')
    else channel.exit(typeof code === 'number' ? code : 1)
  } catch {
    // The program did not start, or the channel went away; the far side learns either from the missing status.
  }
  channel.end()
}

/** A started command with all its children. */
export class DemoProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #isolation: Sandbox['isolation']

  constructor(child: ChildProcessWithoutNullStreams, isolation: Sandbox['isolation']) {
    this.#child = child
    this.#isolation = isolation
  }

  /** Signals the whole process group; unknown signals are ignored. */
  signal(name: string): void {
    for (const leader of this.#leaders()) {
      try {
        process.kill(-leader, name)
      } catch {
        // It ended in the meantime, or there is no such signal.
      }
    }
  }

  kill(): void {
    this.signal('SIGKILL')
  }

  /** Inside a namespace the command leads a group of its own, as the child of the process that we started. */
  #leaders(): readonly number[] {
    const { pid } = this.#child
    if (pid === undefined) return []
    if (this.#isolation === 'folder') return [pid]
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  }
}
