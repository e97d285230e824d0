import { createSocket } from 'node:dgram'
import { lookup as lookupWithCallback } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { get } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import type { Destination, NetworkEntry, NetworkPolicy } from '@shared/network'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { guardSockets, type SocketGuard } from '../../electron/transports/socket-guard'
import { tempFolder } from '../support/store'

let guard: SocketGuard | null = null
afterEach(() => {
  guard?.release()
  guard = null
})

const airGap: NetworkPolicy = { isAirGapped: true, destinations: [], listener: null }
const open: NetworkPolicy = { ...airGap, isAirGapped: false }

/** Guards this thread; what it reported is kept by entry, in its last state. */
function watch(policy: NetworkPolicy) {
  const entries = new Map<string, NetworkEntry>()
  guard = guardSockets({
    thread: 'app',
    name: 't',
    policy,
    now: () => 7,
    report: entry => entries.set(entry.id, entry)
  })
  return {
    apply: guard.apply,
    shown: () => [...entries.values()].map(({ kind, host, port, why, state }) => ({ kind, host, port, why, state })),
    entries: () => [...entries.values()]
  }
}

/** A server that answers each byte with two; started before the guard, so that it is none of its business. */
async function startServer() {
  let visits = 0
  const server = createServer(socket => {
    visits++
    socket.on('error', () => undefined)
    socket.on('data', chunk => socket.write(Buffer.concat([chunk, chunk])))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const place: Destination = { host: '127.0.0.1', port, why: 'target “web-1”', passesAirGap: true }
  return { port, place, visits: () => visits }
}

const failureOf = (socket: Socket): Promise<string> =>
  new Promise(resolve => {
    socket.once('error', error => resolve('code' in error ? String(error.code) : error.message))
    socket.once('connect', () => {
      socket.destroy()
      resolve('connected')
    })
  })

describe('with the air gap on', () => {
  it('a raw connection from anywhere is refused before it leaves, and recorded', async () => {
    const { port, visits } = await startServer()
    const { shown } = watch(airGap)
    const outcomes = [
      await failureOf(connect(port, '127.0.0.1')),
      await failureOf(connect({ host: '127.0.0.1', port })),
      await failureOf(connectTls({ host: '127.0.0.1', port })),
      await fetch(`http://127.0.0.1:${port}/`).catch(error => error.cause.code),
      await new Promise(done =>
        get(`http://127.0.0.1:${port}/`).on('error', error => done('code' in error && error.code))
      )
    ]
    expect(outcomes).toEqual(Array(5).fill('ERR_AIR_GAPPED'))
    expect(visits()).toBe(0)
    const blocked = { kind: 'connection', host: '127.0.0.1', port, why: null, state: 'blocked' }
    expect(shown()).toEqual(Array(5).fill(blocked))
  })

  it('a declared place is let through, and what went there is counted', async () => {
    const { port, place } = await startServer()
    const { entries } = watch({ ...airGap, destinations: [place] })
    const socket = connect(port, '127.0.0.1')
    socket.write('abc')
    await once(socket, 'data')
    socket.destroy()
    await once(socket, 'close')
    expect(entries()).toEqual([
      {
        id: 't-1',
        at: 7,
        thread: 'app',
        kind: 'connection',
        host: '127.0.0.1',
        port,
        address: '127.0.0.1',
        why: 'target “web-1”',
        state: 'closed',
        bytesIn: 6,
        bytesOut: 3
      }
    ])
  })

  it('turning it on closes what is open and may not be', async () => {
    const { port, place } = await startServer()
    const { apply, shown } = watch({ ...open, destinations: [place] })
    const kept = connect(port, '127.0.0.1')
    const closed = connect(port, 'localhost')
    await Promise.all([once(kept, 'connect'), once(closed, 'connect')])
    const ended = failureOf(closed)
    apply({ ...airGap, destinations: [place] })
    expect(await ended).toBe('ERR_AIR_GAPPED')
    expect(kept.destroyed).toBe(false)
    kept.destroy()
    await once(kept, 'close')
    expect(
      shown()
        .filter(({ kind }) => kind === 'connection')
        .map(({ why }) => why)
    ).toEqual(['target “web-1”', null])
  })

  it('names are looked up for declared hosts only, by whichever function', async () => {
    const { place } = await startServer()
    const { shown } = watch({ ...airGap, destinations: [{ ...place, host: 'LOCALHOST' }] })
    const { address } = await lookup('localhost')
    expect(['127.0.0.1', '::1']).toContain(address)
    await expect(lookup('example.invalid')).rejects.toMatchObject({ code: 'ERR_AIR_GAPPED' })
    const error = await new Promise(done => lookupWithCallback('example.invalid', done))
    expect(error).toMatchObject({ code: 'ERR_AIR_GAPPED' })
    await lookup('127.0.0.1')
    expect(shown()).toEqual([
      { kind: 'look-up', host: 'localhost', port: null, why: 'target “web-1”', state: 'closed' },
      { kind: 'look-up', host: 'example.invalid', port: null, why: null, state: 'blocked' },
      { kind: 'look-up', host: 'example.invalid', port: null, why: null, state: 'blocked' }
    ])
  })

  it('nothing listens but on addresses of this machine', async () => {
    const { shown } = watch({ ...airGap, listener: 'a demo server' })
    const outside = createServer()
    outside.listen(0)
    const [error] = await once(outside, 'error')
    expect(error).toMatchObject({ code: 'ERR_AIR_GAPPED' })
    const inside = createServer()
    await new Promise<void>(done => inside.listen(0, '127.0.0.1', done))
    const { port } = inside.address() as AddressInfo
    expect(shown()).toEqual([
      { kind: 'listener', host: '0.0.0.0', port: 0, why: null, state: 'blocked' },
      { kind: 'listener', host: '127.0.0.1', port, why: 'a demo server', state: 'open' }
    ])
    await new Promise(done => inside.close(done))
    expect(shown().at(-1)?.state).toBe('closed')
  })

  it('no datagram leaves', async () => {
    const receiver = createSocket('udp4')
    await new Promise<void>(done => receiver.bind(0, '127.0.0.1', done))
    const heard = vi.fn()
    receiver.on('message', heard)
    const { port } = receiver.address()
    const { shown } = watch(airGap)
    const sender = createSocket('udp4')
    const error = await new Promise(done => sender.send('psst', port, '127.0.0.1', done))
    expect(error).toMatchObject({ code: 'ERR_AIR_GAPPED' })
    sender.close()
    receiver.close()
    expect(heard).not.toHaveBeenCalled()
    expect(shown()).toEqual([{ kind: 'datagram', host: '127.0.0.1', port, why: null, state: 'blocked' }])
  })

  it('sockets of this machine are no network', async () => {
    const path = join(await tempFolder(), 'agent')
    const server = createServer(socket => socket.end())
    await new Promise<void>(done => server.listen(path, done))
    const { shown } = watch(airGap)
    expect(await failureOf(connect(path))).toBe('connected')
    await new Promise(done => server.close(done))
    expect(shown()).toMatchObject([{ kind: 'connection', host: path, port: null }])
  })
})

describe('without the air gap', () => {
  it('what nobody declared is let through, and recorded as such', async () => {
    const { port, visits } = await startServer()
    const { shown } = watch(open)
    expect(await failureOf(connect(port, '127.0.0.1'))).toBe('connected')
    await vi.waitFor(() => expect([visits(), shown()[0]?.state]).toEqual([1, 'closed']), { timeout: 20_000 })
    expect(shown()).toEqual([{ kind: 'connection', host: '127.0.0.1', port, why: null, state: 'closed' }])
  })

  it('a connection that nobody answers is recorded as failed', async () => {
    const free = createServer()
    await new Promise<void>(done => free.listen(0, '127.0.0.1', done))
    const { port } = free.address() as AddressInfo
    await new Promise(done => free.close(done))
    const { shown } = watch(open)
    expect(await failureOf(connect(port, '127.0.0.1'))).toBe('ECONNREFUSED')
    await vi.waitFor(() => expect(shown()[0]?.state).toBe('failed'), { timeout: 20_000 })
  })
})

it('a guard that lets go leaves Node as it was', async () => {
  const before = [connect, createServer, lookup].map(String)
  watch(airGap)
  guard?.release()
  const { port } = await startServer()
  expect(await failureOf(connect(port, '127.0.0.1'))).toBe('connected')
  expect([connect, createServer, lookup].map(String)).toEqual(before)
})
