import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { protocol, type Session } from 'electron'
import { contentSecurityPolicy, fileFor, mediaType, servedPage } from './ui-files'

/** Makes `app:` a scheme with an origin of its own. Has to happen before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
  ])
}

/** Serves the built page below `root` as `app://ui/`. */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle('app', async request => {
    const file = request.method === 'GET' ? fileFor(root, request.url) : null
    if (file === null) return answer(404, 'text/plain', 'Not found')
    try {
      const content = await readFile(file)
      if (basename(file) !== 'index.html') return answer(200, mediaType(file), new Uint8Array(content))
      const nonce = randomBytes(16).toString('base64')
      return answer(200, mediaType(file), servedPage(content.toString('utf8'), nonce), nonce)
    } catch {
      return answer(404, 'text/plain', 'Not found')
    }
  })
}

const answer = (status: number, type: string, body: string | Uint8Array<ArrayBuffer>, nonce = noNonce()): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    }
  })

const noNonce = (): string => randomBytes(16).toString('base64')
