import { once } from 'node:events'
import { createServer } from 'node:net'
import { Secret } from '@shared/secret'
import { type AuthContext, Server, utils } from 'ssh2'
import { afterEach, describe, expect, test } from 'vitest'
import { newPrivateKey } from '../../../electron/demo/key-files'
import type { SshEndpoint } from '../../../electron/engine/ports'
import { describeHostKey } from '../../../electron/transports/ssh/host-key'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { never, testHost } from '../../support/ssh'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server that does what no OpenSSH without PAM can, and remembers which methods were tried. */
async function startServer(answer: (context: AuthContext) => void) {
  const hostKey = newPrivateKey('test')
  const parsed = utils.parseKey(hostKey)
  if (parsed instanceof Error) throw parsed
  const tried: string[] = []
  const ssh = new Server({ hostKeys: [hostKey] }, client => {
    client.on('error', () => undefined)
    client.on('authentication', context => {
      tried.push(context.method)
      answer(context)
    })
  })
  const listener = createServer(socket => ssh.injectSocket(socket)).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  cleanups.push(() => listener.close())
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return { port: address.port, hostKey: describeHostKey(parsed.getPublicSSH()), tried }
}

const endpoint = (
  server: { readonly port: number; readonly hostKey: SshEndpoint['hostKey'] },
  login: SshEndpoint['login']
): SshEndpoint => ({
  who: testHost,
  hops: [],
  host: '127.0.0.1',
  port: server.port,
  username: 'ada',
  platform: 'posix',
  login,
  hostKey: server.hostKey
})

async function connect(target: SshEndpoint, agentSocket?: string) {
  const transport = createSshTransport(agentSocket === undefined ? {} : { agentSocket })
  cleanups.push(() => transport.dispose())
  return transport.connect(target, never)
}

const password: SshEndpoint['login'] = { kind: 'password', password: new Secret('open sesame') }
const questions = (context: AuthContext, prompts: Parameters<typeof ask>[1], right: string) => {
  if (context.method === 'keyboard-interactive') ask(context, prompts, right)
  else context.reject(['keyboard-interactive'])
}
function ask(
  context: Extract<AuthContext, { method: 'keyboard-interactive' }>,
  prompts: { readonly prompt: string; readonly echo: boolean }[],
  right: string
) {
  context.prompt(prompts, answers =>
    answers[0] === right ? context.accept() : context.reject(['keyboard-interactive'])
  )
}

describe('logging in', () => {
  test('tries the right method at once, never `none`', async () => {
    const server = await startServer(context => context.accept())
    const privateKey = new Secret(newPrivateKey('mine'))
    await connect(endpoint(server, { kind: 'private-key', privateKey, passphrase: null }))
    await connect(endpoint(server, password))
    // A public key is first asked about and then used.
    expect(server.tried).toEqual(['publickey', 'publickey', 'password'])
  })

  test('answers a server that asks for the password by a question', async () => {
    const server = await startServer(context =>
      questions(context, [{ prompt: 'Password: ', echo: false }], 'open sesame')
    )
    expect((await connect(endpoint(server, password))).ok).toBe(true)
    expect(server.tried).toEqual(['password', 'keyboard-interactive'])
  })

  test('does not try questions where the server takes passwords and refused this one', async () => {
    const server = await startServer(context => context.reject(['password', 'keyboard-interactive']))
    expect(await connect(endpoint(server, password))).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed', detail: { field: 'password' } }
    })
    expect(server.tried).toEqual(['password'])
  })

  test.each([
    ['shown while typing', [{ prompt: 'One-time code: ', echo: true }]],
    [
      'two',
      [
        { prompt: 'Password: ', echo: false },
        { prompt: 'Code: ', echo: false }
      ]
    ]
  ])('does not send the password to a question that cannot be its: %s', async (_name, prompts) => {
    const server = await startServer(context => questions(context, prompts, 'open sesame'))
    expect(await connect(endpoint(server, password))).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed', message: expect.stringContaining('further proof') }
    })
  })

  test('says when one proof was good and another is wanted', async () => {
    const server = await startServer(context => {
      if (context.method === 'keyboard-interactive')
        context.prompt([{ prompt: 'Code: ', echo: false }], () => context.accept())
      else context.reject(['keyboard-interactive'], true)
    })
    expect(await connect(endpoint(server, password))).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed', message: expect.stringContaining('further proof') }
    })
    expect(server.tried).toEqual(['password', 'keyboard-interactive'])
  })

  test('needs an agent that is there', async () => {
    const server = await startServer(context => context.reject(['publickey']))
    const agent = endpoint(server, { kind: 'agent' })
    const failures = [await connect(agent, ''), await connect(agent, '/no/such/agent.sock')]
    expect(failures.map(result => !result.ok && result.failure.kind)).toEqual([
      'authentication-failed',
      'authentication-failed'
    ])
    expect(server.tried).toEqual([])
  })
})
