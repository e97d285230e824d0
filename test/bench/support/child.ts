import { spawn } from 'node:child_process'

export interface ChildResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly wallMs: number
  /** User and system time of the program and of all descendants that were waited for. */
  readonly cpuMs: number
}

export interface ChildOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** `0m1.234s` as the shell's `times` prints it. */
function readTime(text: string): number {
  const match = /^(\d+)m([\d.]+)s$/.exec(text)
  if (!match) throw new Error(`“${text}” is not a time`)
  return Number(match[1]) * 60_000 + Number(match[2]) * 1000
}

/** The second line of `times` is what the children took: user, then system. */
function childTime(report: string): number {
  const [user = '', system = ''] = (report.split('\n')[1] ?? '').split(' ')
  return readTime(user) + readTime(system)
}

/** Runs a program to its end with its CPU time counted by the shell that waits for it. */
export function runTimed(program: string, args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  const start = performance.now()
  const wrapped = ['-c', '"$@"; code=$?; times >&3; exit $code', 'bash', program, ...args]
  const child = spawn('/bin/bash', wrapped, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe']
  })
  const collect = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString('utf8')
  }
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const times = collect(child.stdio[3] as NodeJS.ReadableStream)
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.stdin ?? '')
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      const wallMs = performance.now() - start
      resolve({ code: code ?? 128, stdout: stdout(), stderr: stderr(), wallMs, cpuMs: childTime(times()) })
    })
  })
}
