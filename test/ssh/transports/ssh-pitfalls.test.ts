import { once } from 'node:events'
import * as net from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { connectTo, endpointOf, runOn } from '../../support/ssh'
import { startSshd } from '../../support/sshd'

vi.mock('node:net', async original => {
  const real = await original<typeof net>()
  return { ...real, connect: vi.fn(real.connect) }
})

let undo: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
  vi.mocked(net.connect).mockClear()
})

async function world(...config: readonly string[]) {
  const server = await startSshd({ config })
  undo.push(() => server.stop())
  const transport = createSshTransport()
  undo.push(() => transport.dispose())
  return { server, transport }
}

test('small packets are sent at once, without waiting for the answer to the one before', async () => {
  const { server, transport } = await world()
  const connection = await connectTo(transport, endpointOf(server))
  expect((await runOn(connection, 'echo hello')).stdout).toBe('hello\n')
  expect(vi.mocked(net.connect).mock.calls.map(([options]) => options)).toEqual([
    expect.objectContaining({ host: server.host, port: server.port, noDelay: true })
  ])
})

test('the server is asked for the right method first, and never for “none”', async () => {
  const { server, transport } = await world('LogLevel DEBUG1')
  await connectTo(transport, endpointOf(server))
  const asked = [...server.log().matchAll(/userauth-request for user \S+ service ssh-connection method (\S+)/g)]
  expect(new Set(asked.map(match => match[1]))).toEqual(new Set(['publickey']))
})

test('a server that turns connections away at its limit is asked again', async () => {
  const { server, transport } = await world()
  let turnedAway = 0
  const door = net.createServer(socket => {
    socket.on('error', () => undefined)
    if (turnedAway < 2) {
      turnedAway++
      socket.destroy()
      return
    }
    const inside = new net.Socket().connect(server.port, server.host)
    inside.on('error', () => socket.destroy())
    socket.pipe(inside).pipe(socket)
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  undo.push(() => new Promise<void>(closed => door.close(() => closed())))
  const { port } = door.address() as net.AddressInfo
  const connection = await connectTo(transport, endpointOf(server, { port }))
  expect((await runOn(connection, 'echo in')).stdout).toBe('in\n')
  expect(turnedAway).toBe(2)
  connection.close()
})
