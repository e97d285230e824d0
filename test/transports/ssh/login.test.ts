import { Secret } from '@shared/secret'
import type { AuthContext } from 'ssh2'
import { afterEach, describe, expect, test } from 'vitest'
import { newPrivateKey } from '../../../electron/demo/key-files'
import type { SshEndpoint } from '../../../electron/engine/ports'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { endpointAt, startOddServer } from '../../support/odd-server'
import { never } from '../../support/ssh'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server that does what no OpenSSH without PAM can, and remembers which methods were tried. */
async function startServer(answer: (context: AuthContext) => void) {
  const tried: string[] = []
  const server = await startOddServer(client => {
    client.on('authentication', context => {
      tried.push(context.method)
      answer(context)
    })
  })
  cleanups.push(server.stop)
  return { ...server, tried }
}

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
    await connect(endpointAt(server, { kind: 'private-key', privateKey, passphrase: null }))
    await connect(endpointAt(server, password))
    // A public key is first asked about and then used.
    expect(server.tried).toEqual(['publickey', 'publickey', 'password'])
  })

  test('answers a server that asks for the password by a question', async () => {
    const server = await startServer(context =>
      questions(context, [{ prompt: 'Password: ', echo: false }], 'open sesame')
    )
    expect((await connect(endpointAt(server, password))).ok).toBe(true)
    expect(server.tried).toEqual(['password', 'keyboard-interactive'])
  })

  test('does not try questions where the server takes passwords and refused this one', async () => {
    const server = await startServer(context => context.reject(['password', 'keyboard-interactive']))
    expect(await connect(endpointAt(server, password))).toMatchObject({
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
    expect(await connect(endpointAt(server, password))).toMatchObject({
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
    expect(await connect(endpointAt(server, password))).toMatchObject({
      ok: false,
      failure: { kind: 'authentication-failed', message: expect.stringContaining('further proof') }
    })
    expect(server.tried).toEqual(['password', 'keyboard-interactive'])
  })

  test('needs an agent that is there', async () => {
    const server = await startServer(context => context.reject(['publickey']))
    const agent = endpointAt(server, { kind: 'agent' })
    const failures = [await connect(agent, ''), await connect(agent, '/no/such/agent.sock')]
    expect(failures.map(result => !result.ok && result.failure.kind)).toEqual([
      'authentication-failed',
      'authentication-failed'
    ])
    expect(server.tried).toEqual([])
  })
})
