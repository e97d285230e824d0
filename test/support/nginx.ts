import { spawn } from 'node:child_process'
import { chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'

/** Where the real NGINX is; tests that need it are left out where there is none. */
export const nginxProgram = '/usr/sbin/nginx'

/** A user that everything belongs to and runs as; null for whoever runs the tests. */
type Owner = { readonly uid: number; readonly gid: number } | null

/** A port of the loopback that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** An NGINX with everything of it in one folder. */
export function nginxIn(base: string, owner: Owner = null) {
  const folder = (name: string) => join(base, name)
  const own = (path: string) => (owner === null ? undefined : chownSync(path, owner.uid, owner.gid))
  const makeFolder = (path: string) => {
    mkdirSync(path, { recursive: true })
    own(path)
  }
  /** Puts a program called so into `bin`. */
  const program = (name: string, script: string) => {
    const path = folder(join('bin', name))
    makeFolder(dirname(path))
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  /** NGINX is this script; the folders of its own are there. */
  const is = (script: string) => {
    for (const name of ['', 'conf.d', 'ssl', 'logs', 'temp']) makeFolder(folder(name))
    program('nginx', script)
  }
  return {
    folder,
    program,
    is,
    /** It is the real one, as a service that runs until the test ends. */
    runs: async () => {
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        name => `${name}_temp_path ${folder('temp')};`
      )
      is(`exec ${nginxProgram} -e ${folder('logs/error.log')} -c ${folder('nginx.conf')} "$@"`)
      const user = process.getuid?.() === 0 && owner === null ? 'user root;' : ''
      const lines = [`${user} daemon off; pid ${folder('pid')}; events {}`, 'http {', 'access_log off;', ...temp]
      writeFileSync(folder('nginx.conf'), [...lines, `include ${folder('conf.d/*.conf')};`, '}'].join('\n'))
      const child = spawn(folder('bin/nginx'), [], { stdio: 'ignore', ...owner })
      onTestFinished(async () => {
        const ended = new Promise(resolve => child.once('exit', resolve))
        child.kill('SIGTERM')
        await ended
      })
      await vi.waitFor(() => expect(statSync(folder('pid')).size).toBeGreaterThan(0), { timeout: 20_000 })
    }
  }
}
