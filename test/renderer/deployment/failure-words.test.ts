import { addressOf } from '@shared/model/target'
import { describe, expect, it } from 'vitest'
import { resolveFailure, tcpFailure } from '../../../electron/transports/ssh/failures'
import { failureSentences } from '../../../renderer/screens/deployment/announcements'
import { groupFailures, groupMessage } from '../../../renderer/screens/deployment/failure-groups'
import { at, fails, live, livePlan, started, steps } from '../../support/live'

const system = (code: string) => Object.assign(new Error(code), { code })
const refused = (host: string) => tcpFailure({ host, port: 22 }, system('ECONNREFUSED'))

/** As the planner makes them: who logs in, where, and by which way. */
const targetsAt = (hosts: readonly string[], way = '') =>
  hosts.map((host, index) => ({
    name: `web-${index + 1}`,
    address: `deploy@${addressOf({ host, port: 22 })}${way}`,
    host
  }))

function failedOn(targets: ReturnType<typeof targetsAt>, failureOf: (host: string) => ReturnType<typeof refused>) {
  const plan = livePlan(targets, [{ name: 'Install', on: targets.map((_, index) => index + 1) }])
  return live(plan, [started, steps(1), targets.map(({ host }, index) => fails(at(1, index + 1), 1, failureOf(host)))])
}

function said(targets: ReturnType<typeof targetsAt>, failureOf: (host: string) => ReturnType<typeof refused>) {
  const deployment = failedOn(targets, failureOf)
  return groupFailures(deployment).map(group => groupMessage(deployment.plan, group))
}

describe('the same failure on several targets', () => {
  const byAddress = ['10.0.0.1', '10.0.0.10', '10.0.0.11']
  const byName = ['web-1.example', 'web-2.example', 'web-3.example']

  it.each([
    ['by their IP addresses', byAddress, ''],
    ['by IPv6 addresses', ['fd00::1', 'fd00::2', 'fd00::12'], ''],
    ['by their names', byName, ''],
    ['by way of a jump host', byName, ' via bastion']
  ])('is one sentence for targets that are reached %s', (_, hosts, way) => {
    expect(said(targetsAt(hosts, way), refused)).toEqual(['3 targets refused the connection.'])
  })

  it('is one sentence also where a jump host reaches none of them', () => {
    const failureOf = (host: string) => {
      const message = `${host}:22 could not be reached from jump host “bastion”: no route.`
      return { ...refused(host), message }
    }
    expect(said(targetsAt(byAddress, ' via bastion'), failureOf)).toEqual([
      '3 targets could not be reached from jump host “bastion”: no route.'
    ])
  })

  it('is said of the first, and counted, where the sentence is about a name', () => {
    const failureOf = (host: string) => resolveFailure({ host, port: 22 }, system('ENOTFOUND'))
    expect([said(targetsAt(byName), failureOf), said(targetsAt([...byName, 'web-4.example']), failureOf)]).toEqual([
      ['The name web-1.example (port 22) has no address. The same goes for web-2 and web-3.'],
      ['The name web-1.example (port 22) has no address. The same goes for 3 others.']
    ])
  })

  it('stays as it is where it names the one host that all of them are on', () => {
    expect(said(targetsAt(['shop.example', 'shop.example']), refused)).toEqual([
      'shop.example:22 refused the connection.'
    ])
  })

  it('does not take the beginning of another address for a target', () => {
    const failureOf = (host: string) => ({
      ...refused(host),
      message: `${host} asked 10.0.0.100 and ${host}0 in vain.`
    })
    expect(said(targetsAt(['10.0.0.1', '10.0.0.2']), failureOf)).toEqual([
      '10.0.0.1 asked 10.0.0.100 and 10.0.0.10 in vain.',
      '10.0.0.2 asked 10.0.0.100 and 10.0.0.20 in vain.'
    ])
  })

  it('is spoken in the words of its card', () => {
    expect(failureSentences(failedOn(targetsAt(byName), refused)).map(({ sentence }) => sentence)).toEqual([
      'Step 1, Install, failed on 3 targets. 3 targets refused the connection.'
    ])
  })
})
