import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SshTransport } from '../../../electron/engine/ports'
import { command, connectTo, endpointOf, runOn } from '../../support/ssh'
import { startSshd, type TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

const megabyte = 1 << 20

describe.each(transportKinds)('commands over SSH, $name', ({ make }) => {
  let server: TestSshd
  let transport: SshTransport
  beforeAll(async () => {
    server = await startSshd()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    transport = await make()
  })
  afterEach(() => transport.dispose())
  const connect = () => connectTo(transport, endpointOf(server))

  test('a command gets its input, writes to both streams and ends with its exit code', async () => {
    const connection = await connect()
    expect(await runOn(connection, 'cat; echo aside >&2; exit 7', 'hello')).toEqual({
      end: { kind: 'exited', code: 7 },
      stdout: 'hello',
      stderr: 'aside\n'
    })
  })

  test('a command that is killed ends with its signal', async () => {
    const connection = await connect()
    expect((await runOn(connection, 'kill -TERM $$')).end).toEqual({ kind: 'signalled', signal: 'SIGTERM' })
  })

  test('input of many megabytes arrives whole', async () => {
    const connection = await connect()
    const input = new Uint8Array(6 * megabyte).fill(97)
    expect(await runOn(connection, 'wc -c', input)).toEqual({
      end: { kind: 'exited', code: 0 },
      stdout: `${6 * megabyte}\n`,
      stderr: ''
    })
  })

  test('a command that does not read its input ends as usual', async () => {
    const connection = await connect()
    expect(await runOn(connection, 'exit 3', new Uint8Array(5 * megabyte))).toMatchObject({
      end: { kind: 'exited', code: 3 }
    })
  })

  test('twenty commands at once share one connection of a server that allows ten', async () => {
    const connection = await connect()
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => runOn(connection, `echo ${index}`)))
    expect(results).toEqual(
      Array.from({ length: 20 }, (_, index) => ({
        end: { kind: 'exited', code: 0 },
        stdout: `${index}\n`,
        stderr: ''
      }))
    )
  })

  test('closing ends what still runs as lost, and what is started later, too', async () => {
    const connection = await connect()
    const running = runOn(connection, 'sleep 1000')
    connection.close()
    const lost = { kind: 'lost', reason: 'the connection was closed' }
    expect((await running).end).toEqual(lost)
    expect((await runOn(connection, 'true')).end).toEqual(lost)
  })

  test('giving up on a command leaves the connection usable', async () => {
    const connection = await connect()
    const execution = connection.exec(command('sleep 1000'), () => undefined)
    execution.abandon('the step took too long')
    expect(await execution.ended).toEqual({ kind: 'lost', reason: 'the step took too long' })
    expect(await runOn(connection, 'echo still here')).toMatchObject({ stdout: 'still here\n' })
  })

  test('a sink that fails makes its command lost, never a success', async () => {
    const connection = await connect()
    const execution = connection.exec(command('echo hello'), () => Promise.reject(new Error('the disk is full')))
    expect(await execution.ended).toEqual({
      kind: 'lost',
      reason: 'the output could not be taken: the disk is full'
    })
  })

  test('a slow sink holds the sender back, and no byte is lost or out of order', async () => {
    const connection = await connect()
    const size = 50 * megabyte
    let received = 0
    let isInOrder = true
    let open: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    // Numbered lines of ten bytes: what comes at an offset is known.
    const execution = connection.exec(command(`seq -f '%09.0f' 0 ${size / 10 - 1}`), (stream, chunk) => {
      if (stream !== 'stdout') return
      const start = received
      received += chunk.byteLength
      const first = Math.ceil(start / 10)
      const line = Buffer.from(chunk.subarray(first * 10 - start, first * 10 - start + 9)).toString()
      if (line.length === 9 && line !== String(first).padStart(9, '0')) isInOrder = false
      return gate
    })
    // The far side goes on until every buffer on the way is full; then its output stands still.
    const sent = async () =>
      (await runOn(connection, 'grep -h wchar /proc/[0-9]*/io 2>/dev/null | sort -k2 -n | tail -1')).stdout
    let before = await sent()
    for (let now = await sent(); now !== before; now = await sent()) before = now
    expect(received).toBeLessThan(2 * megabyte)
    expect(Number(before.split(' ')[1])).toBeLessThan(12 * megabyte)
    open()
    expect(await execution.ended).toEqual({ kind: 'exited', code: 0 })
    expect({ received, isInOrder }).toEqual({ received: size, isInOrder: true })
  })
})

describe.each(transportKinds)('when the server dies, $name', ({ make }) => {
  test('every running command is lost at once and says so', async () => {
    const server = await startSshd()
    const transport = await make()
    try {
      const connection = await connectTo(transport, endpointOf(server))
      let started = 0
      const all = new Promise<void>(resolve => {
        const executions = Array.from({ length: 3 }, () =>
          connection.exec(command('echo started; sleep 1000'), () => {
            started += 1
            if (started === 3) resolve()
          })
        )
        ends = Promise.all(executions.map(execution => execution.ended))
      })
      await all
      await server.killSessions()
      const reason = expect.stringContaining(`127.0.0.1:${server.port}`)
      expect(await ends).toEqual(Array.from({ length: 3 }, () => ({ kind: 'lost', reason })))
      expect((await runOn(connection, 'true')).end).toMatchObject({ kind: 'lost' })
    } finally {
      await transport.dispose()
      await server.stop()
    }
  })
  let ends: Promise<unknown> = Promise.resolve()
})
