import { createConnection } from 'node:net'
import type { LoginQuestion } from '@shared/login-question'
import { Secret } from '@shared/secret'
import type { Connection as Client } from 'ssh2'
import { afterEach, describe, expect, test } from 'vitest'
import { newPrivateKey } from '../../../electron/demo/key-files'
import type { Ask, SshEndpoint, SshTransport } from '../../../electron/engine/ports'
import { endpointAt, startOddServer } from '../../support/odd-server'
import { never } from '../../support/ssh'
import { transportKinds } from '../../support/transports'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server whose log-in takes `first`, and then asks for a one-time code in a second step. */
async function startServer(first: 'password' | 'publickey' | 'question', onClient?: (client: Client) => void) {
  const got: string[][] = []
  const server = await startOddServer(client => {
    onClient?.(client)
    client.on('authentication', context => {
      if (context.method !== 'keyboard-interactive')
        return context.reject(['keyboard-interactive'], context.method === first)
      const code = () =>
        context.prompt(
          [
            { prompt: 'One-time code: ', echo: false },
            { prompt: 'Reason: ', echo: true }
          ],
          'Second step',
          'Look at your device.',
          answers => {
            got.push(answers)
            if (answers[0] === '123456') context.accept()
            else context.reject(['keyboard-interactive'])
          }
        )
      if (first !== 'question') return code()
      context.prompt([{ prompt: 'Password: ', echo: false }], answers => {
        got.push(answers)
        if (answers[0] === 'open sesame') code()
        else context.reject(['keyboard-interactive'])
      })
    })
  })
  cleanups.push(server.stop)
  return { ...server, got }
}

const endpoint = (
  server: Parameters<typeof endpointAt>[0],
  login: SshEndpoint['login'] = { kind: 'password', password: new Secret('open sesame') }
): SshEndpoint => endpointAt(server, login)

const question: LoginQuestion = {
  host: 'web-1',
  title: 'Second step',
  instructions: 'Look at your device.',
  prompts: [
    { text: 'One-time code: ', echo: false },
    { text: 'Reason: ', echo: true }
  ]
}

describe.each(transportKinds)('questions during a log-in, $name', ({ make }) => {
  async function connect(target: SshEndpoint, ask?: Ask, options = {}) {
    const transport = await make(options)
    cleanups.push(() => transport.dispose())
    return transport.connect(target, never, ask)
  }
  const answering = (...answers: readonly string[]) => {
    const asked: LoginQuestion[] = []
    const ask: Ask = async put => {
      asked.push(put)
      return answers.map(answer => new Secret(answer))
    }
    return { asked, ask }
  }

  test.each(['password', 'question'] as const)('a second step after a %s is put to the person', async first => {
    const server = await startServer(first)
    const { asked, ask } = answering('123456', 'a test')
    expect((await connect(endpoint(server), ask)).ok).toBe(true)
    expect(asked).toEqual([question])
    expect(server.got.at(-1)).toEqual(['123456', 'a test'])
  })

  test('a second step after a private key is put to the person', async () => {
    const server = await startServer('publickey')
    const privateKey = new Secret(newPrivateKey('mine'))
    const { asked, ask } = answering('123456', 'a test')
    const login = { kind: 'private-key', privateKey, passphrase: null } as const
    expect((await connect(endpoint(server, login), ask)).ok).toBe(true)
    expect(asked).toEqual([question])
  })

  test('a wrong answer fails, and nobody is asked twice', async () => {
    const server = await startServer('password')
    const { asked, ask } = answering('654321', '')
    expect(await connect(endpoint(server), ask)).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed' }
    })
    expect(asked).toHaveLength(1)
  })

  test('without anybody to answer it fails and says what to do', async () => {
    const server = await startServer('password')
    expect(await connect(endpoint(server))).toMatchObject({
      ok: false,
      failure: {
        kind: 'authentication-failed',
        message: expect.stringContaining('further proof of identity, which nobody gave'),
        remedy: expect.stringContaining('in the window or at a terminal')
      }
    })
  })

  test('the time that a person takes is not the server’s', async () => {
    const server = await startServer('password')
    const slowly: Ask = async () => {
      await new Promise(resolve => setTimeout(resolve, 3_000))
      return [new Secret('123456'), new Secret('')]
    }
    expect((await connect(endpoint(server), slowly, { readyTimeout: 2_500 })).ok).toBe(true)
  })

  test('a question is withdrawn when connecting is cancelled', async () => {
    const server = await startServer('password')
    const transport = await make()
    cleanups.push(() => transport.dispose())
    const abort = new AbortController()
    const withdrawn = new Promise<void>(resolve => {
      const ask: Ask = (_question, signal) =>
        new Promise(answer => {
          signal.addEventListener('abort', () => {
            answer(null)
            resolve()
          })
          abort.abort()
        })
      void transport.connect(endpoint(server), abort.signal, ask)
    })
    await withdrawn
  })

  test('the question of a jump host that several go through is put to the next one when the first gives up', async () => {
    const target = await startOddServer(client => client.on('authentication', context => context.accept()))
    cleanups.push(target.stop)
    const jump = await startServer('password', client =>
      client.on('tcpip', accept => {
        const upstream = createConnection(target.port, '127.0.0.1')
        const stream = accept()
        stream.on('error', () => undefined).pipe(upstream)
        upstream.on('error', () => undefined).pipe(stream)
      })
    )
    const transport = await make()
    cleanups.push(() => transport.dispose())
    const { platform: _, hops: __, ...hop } = endpoint(jump)
    const through = { ...endpoint(target), hops: [hop] }
    const first = new AbortController()
    const { asked, ask } = answering('123456', '')
    let second: ReturnType<SshTransport['connect']> | null = null
    const firstEnded = await transport.connect(through, first.signal, (_question, signal) => {
      second = transport.connect(through, never, ask)
      const withdrawn = new Promise<null>(resolve => signal.addEventListener('abort', () => resolve(null)))
      first.abort()
      return withdrawn
    })
    expect(firstEnded).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    expect(await second).toMatchObject({ ok: true })
    expect(asked).toEqual([question])
    expect(jump.got.at(-1)).toEqual(['123456', ''])
  })
})
