import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { dirname, join, sep } from 'node:path'
import type { HostKeyPin } from '@shared/model/target'
import { type AuthContext, type Connection, type ParsedKey, Server, utils } from 'ssh2'
import { describeHostKey } from '../transports/ssh/host-key'
import { type DemoProcess, ExecSession } from './exec-session'
import { keepKey, newPrivateKey } from './key-files'
import { openSandbox, type Sandbox } from './sandbox'

export interface DemoServerOptions {
  /** Where keys and the servers' home folders lie; what is there already is used again. */
  readonly folder: string
  readonly hosts: readonly { readonly name: string }[]
  /** False keeps scripts in their folder by convention only, as where the system offers nothing better. */
  readonly isolate?: boolean
}

export interface DemoServers {
  /** In the order of `hosts`. They listen on 127.0.0.1. */
  readonly servers: readonly { readonly name: string; readonly port: number; readonly hostKey: HostKeyPin }[]
  /** The only account, on all of them. */
  readonly account: { readonly username: string; readonly privateKey: string }
  /**
   * What keeps scripts, which are real ones, inside their server's folder:
   * - `namespace` (Linux, where ordinary users may make namespaces): they can write nowhere else, not even through
   *   links; they see and signal their own processes only; closing ends every one of them. They can still read what
   *   this person can read, and use the network.
   * - `folder`: home, start and temporary folder are inside, and files are private, but nothing stops a script that
   *   names another path. A process that leaves its group outlives the server.
   */
  readonly isolation: 'namespace' | 'folder'
  /** Writes files into a server's folder: their texts by their paths there. @throws when a path would lead out of it */
  place(host: string, files: Readonly<Record<string, string>>): Promise<void>
  /** Ends the servers, their connections and what runs on them. */
  close(): Promise<void>
}

const username = 'deploy'
// A name becomes a folder and a host name.
const hostName = /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/

/**
 * Starts one SSH server for each host: run-a-command only, for one account with one key. The same folder brings back
 * the same host keys, so pins stay good; ports change, and so does the account's key, which is on no disk.
 * @throws when a host's name is no host name, or the folder cannot be written to
 */
export async function startDemoServers(options: DemoServerOptions): Promise<DemoServers> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const folder = await realpath(options.folder)
  const privateKey = newPrivateKey('slipway demo account')
  const accountKey = readKey(privateKey)
  const unfit = options.hosts.find(({ name }) => !hostName.test(name))
  if (unfit) throw new Error(`“${unfit.name}” is no host name`)
  const start = (isolate: boolean) => (host: { readonly name: string }) =>
    DemoServer.start(folder, host.name, accountKey, isolate)
  // The first one finds out whether this system can isolate; the others need not try in vain.
  const [first, ...others] = options.hosts
  const started = first ? [await start(options.isolate !== false)(first)] : []
  const close = async () => {
    await Promise.all(started.map(server => server.close()))
  }
  const rest = await Promise.allSettled(others.map(start(started[0]?.isolation === 'namespace')))
  for (const result of rest) if (result.status === 'fulfilled') started.push(result.value)
  const failed = rest.find(result => result.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  return {
    servers: started.map(({ name, port, hostKey }) => ({ name, port, hostKey })),
    account: { username, privateKey },
    isolation: started.every(server => server.isolation === 'namespace') ? 'namespace' : 'folder',
    place: async (host, files) => {
      for (const [path, text] of Object.entries(files)) await writeInside(homeOf(folder, host), path, text)
    },
    close
  }
}

/** Where a server's scripts start, and all that they can write to. */
const homeOf = (folder: string, host: string): string => join(folder, 'hosts', host)

async function writeInside(home: string, path: string, text: string): Promise<void> {
  const file = join(home, path)
  if (!file.startsWith(`${home}${sep}`)) throw new Error(`“${path}” lies outside of the server's folder`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, text, { mode: 0o600 })
}

function readKey(text: string): ParsedKey {
  const key = utils.parseKey(text)
  if (key instanceof Error) throw key
  return key
}

class DemoServer {
  readonly name: string
  readonly hostKey: HostKeyPin
  readonly #sandbox: Sandbox
  readonly #listener: NetServer
  readonly #sockets = new Set<Socket>()
  readonly #children = new Set<DemoProcess>()

  static async start(folder: string, name: string, accountKey: ParsedKey, isolate: boolean): Promise<DemoServer> {
    const hostKey = await keepKey(join(folder, 'keys', `host-${name}`), `slipway demo host ${name}`)
    const home = homeOf(folder, name)
    await mkdir(home, { recursive: true, mode: 0o700 })
    const sandbox = await openSandbox(home, name, username, isolate)
    const server = new DemoServer(name, hostKey, sandbox, accountKey)
    server.#listener.listen(0, '127.0.0.1')
    await once(server.#listener, 'listening')
    return server
  }

  private constructor(name: string, hostKey: string, sandbox: Sandbox, accountKey: ParsedKey) {
    this.name = name
    this.hostKey = describeHostKey(readKey(hostKey).getPublicSSH())
    this.#sandbox = sandbox
    const ssh = new Server({ hostKeys: [hostKey] }, client => this.#serve(client, accountKey))
    this.#listener = createServer({ noDelay: true }, socket => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
      ssh.injectSocket(socket)
    })
  }

  get port(): number {
    const address = this.#listener.address()
    if (address === null || typeof address === 'string') throw new Error(`The demo server ${this.name} does not listen`)
    return address.port
  }

  get isolation(): Sandbox['isolation'] {
    return this.#sandbox.isolation
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    for (const socket of this.#sockets) socket.destroy()
    for (const child of this.#children) child.kill()
    await Promise.all([closed, this.#sandbox.close()])
  }

  #serve(client: Connection, accountKey: ParsedKey): void {
    // Clients come and go as they please.
    client.on('error', () => undefined)
    client.on('authentication', context => {
      if (isAllowed(context, accountKey)) context.accept()
      else context.reject(['publickey'])
    })
    client.on('session', accept => {
      new ExecSession(accept(), this.#sandbox, this.#children)
    })
  }
}

function isAllowed(context: AuthContext, accountKey: ParsedKey): boolean {
  if (context.method !== 'publickey' || context.username !== username) return false
  const wanted = accountKey.getPublicSSH()
  const { key, signature, blob, hashAlgo } = context
  if (key.data.length !== wanted.length || !timingSafeEqual(key.data, wanted)) return false
  // Without a signature the client only asks whether it is worth signing.
  if (signature === undefined || blob === undefined) return true
  return accountKey.verify(blob, signature, hashAlgo) === true
}
