import { fail, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { type Connections, createConnections, type Place } from '../../electron/engine/connections'
import type { Connect } from '../../electron/engine/ports'
import { prints, scriptedMachine } from '../support/engine'
import { refused } from '../support/scripted-deployment'

const place: Place = { target: 'here', platform: 'posix', folder: 'deployment-0000000001.here' }
const other: Place = { ...place, folder: 'deployment-0000000001.target-0000000001' }

/** Connections whose dials come to what is given, one after another; the last one over and over. */
function open(...dials: readonly ('ok' | 'refused' | 'throws')[]) {
  const machines: ReturnType<typeof scriptedMachine>[] = []
  let next = 0
  const connect: Connect = async () => {
    const dial = dials[Math.min(next++, dials.length - 1)]
    if (dial === 'throws') throw new Error('bug')
    if (dial === 'refused') return fail(refused)
    const machine = scriptedMachine(prints(''))
    machines.push(machine)
    return ok(machine.connection)
  }
  const connections = createConnections({
    ports: { connect, sleep: () => new Promise(resolve => setImmediate(resolve)) },
    signal: new AbortController().signal,
    stopped: new Promise(() => undefined),
    limitMs: 5000
  })
  return { connections, machines, dials: () => next }
}

const opened = async (connections: Connections, where = place) => {
  const result = await connections.open(where)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

describe('connections', () => {
  it('are made once for each place, and cleaned up and closed when the place is released', async () => {
    const { connections, machines, dials } = open('ok')
    expect(await opened(connections)).toBe(await opened(connections))
    await opened(connections, other)
    expect(dials()).toBe(2)
    connections.release(place)
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([
      ['clean-up', 'close'],
      ['clean-up', 'close']
    ])
  })

  it.each(['refused', 'throws'] as const)(
    'that could not be made are tried again by whoever needs them next: %s',
    async first => {
      const { connections, dials } = open(first, 'ok')
      expect(await connections.open(place)).toMatchObject({ ok: false })
      await opened(connections)
      expect(dials()).toBe(2)
    }
  )

  it('that are lost stay open for others who use them, are replaced, and are closed without a clean-up', async () => {
    const { connections, machines } = open('ok')
    const first = await opened(connections)
    connections.lose(place, first)
    const second = await opened(connections)
    expect(second).not.toBe(first)
    connections.lose(place, first)
    expect(await opened(connections)).toBe(second)
    expect(machines.map(machine => machine.log)).toEqual([[], []])
    connections.release(place)
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([['close'], ['clean-up', 'close']])
  })

  it('that broke while nobody used them are replaced, and another user’s folder there is still cleaned up', async () => {
    const { connections, machines } = open('ok')
    const first = await opened(connections)
    connections.willUse(place, { name: 'app', sudo: { kind: 'no-password' } })
    machines[0]?.loses('the network went away')
    await first.gone
    expect(await opened(connections)).not.toBe(first)
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([['close'], ['clean-up', 'script', 'close']])
  })

  it('that answer no more are replaced before anything is started over them, once for all who ask', async () => {
    const { connections, machines, dials } = open('ok')
    const first = await opened(connections)
    machines[0]?.fallsSilent()
    const [second, third] = await Promise.all([opened(connections), opened(connections)])
    expect(second).not.toBe(first)
    expect(third).toBe(second)
    expect(dials()).toBe(2)
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([['close'], ['clean-up', 'close']])
  })

  it('that were released while they were asked are not made anew', async () => {
    const { connections, machines, dials } = open('ok')
    await opened(connections)
    machines[0]?.fallsSilent()
    const waiting = connections.open(place)
    await connections.closeAll()
    await waiting
    expect(dials()).toBe(1)
  })

  it('that were lost and not replaced are closed at the end', async () => {
    const { connections, machines } = open('ok')
    connections.lose(place, await opened(connections))
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([['close']])
  })

  it('leave no folder behind where a script took it along and another one made it again', async () => {
    const { connections, machines } = open('ok')
    await opened(connections)
    connections.hasLeft(place)
    connections.release(place)
    await opened(connections)
    connections.hasLeft(place)
    await opened(connections)
    await connections.closeAll()
    expect(machines.map(machine => machine.log)).toEqual([['close'], ['clean-up', 'close']])
  })
})
