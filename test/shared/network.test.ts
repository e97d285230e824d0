import { closedPolicy, isLoopback, judge, type NetworkAttempt, type NetworkPolicy } from '@shared/network'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const web = { host: 'web-1.example', port: 22, why: 'target “web-1”', passesAirGap: true }
const policy: NetworkPolicy = { isAirGapped: true, destinations: [web], listener: null }
const to = (host: string, port: number | null): NetworkAttempt => ({ kind: 'connection', host, port })

describe('an attempt', () => {
  it.each([
    ['web-1.example', 22],
    ['WEB-1.Example', 22],
    ['web-1.example.', 22]
  ])('to %s port %i is the target', (host, port) => {
    expect(judge(policy, to(host, port))).toEqual({ why: 'target “web-1”', isAllowed: true })
  })

  it('to another port of a target is nobody’s', () => {
    expect(judge(policy, to('web-1.example', 80))).toEqual({ why: null, isAllowed: false })
  })

  it('to what several targets share names them all, or the first three', () => {
    const destinations = ['a', 'b', 'c', 'd', 'e'].map(why => ({ ...web, why }))
    expect(judge({ ...policy, destinations }, to('web-1.example', 22)).why).toBe('a, b, c, 2 more')
  })

  it('to what was a target earlier is known for what it was, and stays out with the air gap on', () => {
    const former = { ...policy, destinations: [{ ...web, passesAirGap: false }] }
    expect(judge(former, to('web-1.example', 22))).toEqual({ why: 'target “web-1”', isAllowed: false })
    expect(judge({ ...former, isAirGapped: false }, to('web-1.example', 22)).isAllowed).toBe(true)
  })

  it('by the page is never let through', () => {
    expect(judge({ ...policy, isAirGapped: false }, { ...to('web-1.example', 22), kind: 'request' }).isAllowed).toBe(
      false
    )
  })

  it('of any kind stays inside before a workspace is open', () => {
    const attempts = fc.record<NetworkAttempt>({
      kind: fc.constantFrom('connection', 'look-up', 'listener', 'datagram', 'request'),
      host: fc.domain(),
      port: fc.integer({ min: 0, max: 65_535 })
    })
    fc.assert(fc.property(attempts, attempt => !judge(closedPolicy, attempt).isAllowed))
  })

  it('to listen where the app serves programs is no surprise; the air gap keeps it to this machine', () => {
    const served = (host: string) => ({ host, port: 8065, why: 'the HTTP API' })
    const serving = { ...policy, serves: [served('127.0.0.1'), served('0.0.0.0')] }
    const listening = (host: string, port: number): NetworkAttempt => ({ kind: 'listener', host, port })
    expect(judge(serving, listening('127.0.0.1', 8065))).toEqual({ why: 'the HTTP API', isAllowed: true })
    expect(judge(serving, listening('127.0.0.1', 8066))).toEqual({ why: null, isAllowed: true })
    expect(judge(serving, listening('0.0.0.0', 8065))).toEqual({ why: 'the HTTP API', isAllowed: false })
    expect(judge({ ...serving, isAirGapped: false }, listening('0.0.0.0', 8065)).isAllowed).toBe(true)
  })
})

it('this machine is known by its own addresses', () => {
  const hosts = ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '0.0.0.0', '128.0.0.1', 'localhost.example']
  expect(hosts.filter(isLoopback)).toEqual(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])
})
