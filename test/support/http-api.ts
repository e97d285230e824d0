import { ok } from '@shared/result'
import { onTestFinished } from 'vitest'
import { type HttpApiOptions, type Spaces, startHttpApi } from '../../electron/http/http-api'
import type { Call } from '../../electron/ipc/dispatch'
import { openBackend, type TestBackend } from './backend'
import { must } from './workspace'

/** The key that the API of tests takes. */
export const testApiKey = `API-${'A'.repeat(32)}`

/** What came back. */
export interface Reply {
  readonly status: number
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever JSON comes.
  readonly json: any
}

export interface TestApi {
  readonly url: string
  readonly port: number
  /** Sends one request with the key; `path` begins behind `/api`. */
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  get(path: string): Promise<Reply>
  close(): Promise<void>
}

/** One workspace and no other, as the only space. */
export const onlySpace = (call: Call): Spaces => ({
  list: async () => ok([{ id: 'main', name: 'Default', description: '' }]),
  door: async () => ok({ call }),
  holds: async () => true,
  create: () => Promise.reject(new Error('This test makes no spaces')),
  update: () => Promise.reject(new Error('This test changes no spaces')),
  remove: () => Promise.reject(new Error('This test removes no spaces'))
})

/** The API on a free port; it is closed after the test. */
export async function startTestApi(spaces: Spaces, options: Partial<HttpApiOptions> = {}): Promise<TestApi> {
  const api = must(
    await startHttpApi(
      {
        spaces,
        authenticate: async key => (key === testApiKey ? { name: 'CI' } : null),
        versions: { slipway: '0.0.0' },
        user: 'ada',
        report: message => {
          throw new Error(message)
        },
        ...options
      },
      { host: '127.0.0.1', port: 0 }
    )
  )
  onTestFinished(() => api.close())
  const url = `http://127.0.0.1:${api.address.port}`
  const send: TestApi['send'] = async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { 'X-Octopus-ApiKey': testApiKey, ...headers },
      ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) })
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, type, json: type.startsWith('application/json') ? JSON.parse(text) : text }
  }
  return { url, port: api.address.port, send, get: path => send('GET', path), close: () => api.close() }
}

/** The whole app with its API. */
export async function openApi(): Promise<TestApi & { readonly backend: TestBackend }> {
  const backend = await openBackend()
  onTestFinished(() => backend.close())
  const api = await startTestApi(backend.spaces)
  return { ...api, backend }
}
