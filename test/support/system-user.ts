import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const prefix = 'slipway-t-'

export interface SystemUser {
  readonly username: string
  readonly password: string | null
}

/**
 * Makes an account that exists for one test server. Needs root. Accounts whose home is gone are left-overs of a
 * run that was killed; they are removed on the way.
 */
export async function createSystemUser(options: {
  readonly home: string
  readonly shell: string
  readonly withPassword: boolean
}): Promise<SystemUser> {
  await removeLeftOvers()
  const username = `${prefix}${randomBytes(4).toString('hex')}`
  const password = options.withPassword ? randomBytes(16).toString('hex') : null
  // `*` is no valid password, yet unlike `!` it does not lock the account for keys.
  const hash = password === null ? '*' : await hashOf(password)
  await locked('useradd', ['-M', '-N', '-g', 'nogroup', '-d', options.home, '-s', options.shell, '-p', hash, username])
  const { stdout } = await run('id', ['-u', username])
  const group = await run('id', ['-g', username])
  await chown(options.home, Number(stdout), Number(group.stdout))
  return { username, password }
}

const rulesOf = (username: string): string => `/etc/sudoers.d/${username}`

/**
 * Adds lines to the sudo rules; they go with the user. `<user> ALL=(postgres) NOPASSWD: ALL` lets it become
 * postgres.
 */
export const allowSudo = (username: string, ...lines: readonly string[]): Promise<void> =>
  writeFile(rulesOf(username), `${lines.join('\n')}\n`, { mode: 0o440 })

export async function removeSystemUser(username: string): Promise<void> {
  await rm(rulesOf(username), { force: true })
  await locked('userdel', ['-f', username]).catch(() => undefined)
}

async function hashOf(password: string): Promise<string> {
  const child = run('openssl', ['passwd', '-6', '-stdin'])
  child.child.stdin?.end(password)
  return (await child).stdout.trim()
}

async function removeLeftOvers(): Promise<void> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').filter(line => line.startsWith(prefix))
  for (const line of lines) {
    const [username = '', , , , , home = ''] = line.split(':')
    const exists = await stat(home).then(
      () => true,
      () => false
    )
    if (!exists) await removeSystemUser(username)
  }
}

/** The account files have one lock for the whole machine, and other test files run at the same time. */
async function locked(command: string, args: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run(command, [...args])
      return
    } catch (error) {
      if (attempt === 20 || !(error instanceof Error) || !/lock/.test(error.message)) throw error
      await sleep(50 + 50 * attempt)
    }
  }
}
