import { fail, ok } from '@shared/result'
import { expect, test } from 'vitest'
import type { SshTransport } from '../../../electron/engine/ports'
import { outputWindow, WorkerHost } from '../../../electron/transports/ssh/worker-host'
import { type FromWorker, toPlain } from '../../../electron/transports/ssh/worker-protocol'
import { sendsNothing } from '../../support/no-packages'
import { testHost } from '../../support/ssh'

const endpoint = toPlain({
  who: testHost,
  hops: [],
  host: 'web-1',
  port: 22,
  username: 'deploy',
  platform: 'posix',
  login: { kind: 'agent' },
  hostKey: null
})

/** The SSH thread's side with one connection, 1, whose downloads do what `download` does. */
async function hostWith(download: (sink: (chunk: Uint8Array) => Promise<void>) => Promise<void>) {
  const messages: FromWorker[] = []
  let heard: () => void = () => undefined
  const ssh: SshTransport = {
    probe: () => Promise.reject(new Error('This test probes nothing')),
    limitTransfers: () => undefined,
    dispose: async () => undefined,
    connect: async () =>
      ok({
        gone: new Promise(() => undefined),
        answers: async () => true,
        exec: () => ({ ended: Promise.resolve({ kind: 'exited', code: 0 }), abandon: () => undefined }),
        download: async (_path, sink) => {
          try {
            await download(sink)
            return ok({ bytes: 0 })
          } catch (error) {
            return fail({ kind: 'storage-failed', message: String(error), remedy: '' })
          }
        },
        send: sendsNothing,
        close: () => undefined
      })
  }
  const host = new WorkerHost(ssh, posted => {
    messages.push(...posted)
    heard()
  })
  const hears = async <Type extends FromWorker['type']>(type: Type) => {
    for (;;) {
      const found = messages.find(message => message.type === type)
      if (found !== undefined) return found as Extract<FromWorker, { type: Type }>
      await new Promise<void>(resolve => {
        heard = resolve
      })
    }
  }
  host.receive({ type: 'connect', id: 1, endpoint })
  await hears('connected')
  return { host, hears }
}

test('a download that nobody takes any more ends with the next thing it brings, and does not wait to be let on', async () => {
  let goOn: () => void = () => undefined
  const { host, hears } = await hostWith(async sink => {
    await sink(new Uint8Array(10))
    await new Promise<void>(resolve => {
      goOn = resolve
    })
    await sink(new Uint8Array(outputWindow))
  })
  host.receive({ type: 'download', id: 2, connection: 1, path: '/large' })
  await hears('output')
  host.receive({ type: 'abandon', id: 2, reason: 'disk full' })
  goOn()
  expect((await hears('downloaded')).result).toEqual(
    fail({ kind: 'storage-failed', message: 'Error: disk full', remedy: '' })
  )
})
