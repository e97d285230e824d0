import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '@shared/model/process'
import { fail } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { packageFile, packageTree } from '../../electron/engine/package-paths'
import type { Connection } from '../../electron/engine/ports'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from '../support/engine'
import { localConnection } from '../support/local-connection'
import { bashWith, beside, deploy, failureOf, freshShelf, home, shelf, target } from '../support/package-deployments'
import { ids, planOf, scriptStep } from '../support/plans'

freshShelf()

const transfer = (n: number, to: string): Step => ({
  ...scriptStep(n),
  actions: [{ type: 'transfer-package', id: ids.action(n), package: { packageId: 'Shop.Web' }, to }]
})

describe('acquiring packages', () => {
  it('brings each as it is needed, says how, and does not bring again what is there', async () => {
    const steps = [bashWith(1, [beside('Web', 'Shop.Web', true)], 'true'), transfer(2, 'drop')]
    const packages = [
      shelf.chosen(ids.action(1), 'Shop.Web', { reference: 'Web' }),
      shelf.chosen(ids.action(2), 'Shop.Web')
    ]
    const first = await deploy(steps, { packages })
    expect(first.runs).toEqual({ 'acquire.1': 'succeeded', '1.1': 'succeeded', '2.1': 'succeeded' })
    const hash = shelf.hashOf('Shop.Web')
    expect(readFileSync(join(home, packageTree(hash), 'app.txt'), 'utf8')).toBe('web')
    expect(existsSync(join(home, packageFile(hash, 'Shop.Web.1.0.0.zip')))).toBe(true)
    const about = (done: typeof first) => done.lines.filter(line => line.includes('Shop.Web 1.0.0:'))
    expect(about(first).map(line => line.replace(/[\d.]+ (s|bytes|kB)/g, '… $1'))).toEqual([
      'slipway info Shop.Web 1.0.0: … bytes in … s.',
      'slipway info Shop.Web 1.0.0: 2 files, … bytes in … s.'
    ])
    expect(first.lines).toContain('slipway info Acquire packages on web-1')
    expect(about(await deploy(steps, { packages }))).toEqual([
      'slipway info Shop.Web 1.0.0: already there.',
      'slipway info Shop.Web 1.0.0: already there.'
    ])
  })

  const broken: Connection['send'] = async () =>
    fail({ kind: 'transfer-failed', message: 'The disk is full.', remedy: 'Make room.' })
  const needing = (n: number, changes: Partial<Step> = {}): Step => ({
    ...bashWith(n, [beside('Web', 'Shop.Web')], 'echo began'),
    ...changes
  })
  const chosenFor = (...actions: readonly number[]) =>
    actions.map(n => shelf.chosen(ids.action(n), 'Shop.Web', { reference: 'Web' }))

  it('that failed lets nothing begin that needs a package there, also what always runs', async () => {
    const always = { condition: { when: 'always' as const } }
    const steps = [needing(1), needing(2, always), scriptStep(3, { ...always, body: 'echo cleaned up' })]
    const done = await deploy(steps, { packages: chosenFor(1, 2), send: broken })
    expect(done.runs).toEqual({ 'acquire.1': 'failed', '1.1': 'skipped', '2.1': 'failed', '3.1': 'succeeded' })
    expect(failureOf(done, `acquire.${target}`)).toMatchObject({
      kind: 'transfer-failed',
      message: 'Shop.Web 1.0.0 could not be brought to web-1. The disk is full.'
    })
    expect(failureOf(done, `2.${target}`)).toMatchObject({
      kind: 'package-missing',
      message:
        '“Step 2” cannot begin on web-1: Shop.Web 1.0.0 was not brought there, because “Acquire packages” failed there.'
    })
    expect(done.said).toEqual(['stdout info cleaned up'])
  })

  it('also happens after a failure, where what always runs needs a package', async () => {
    const steps = [scriptStep(1, { body: 'exit 1' }), needing(2, { condition: { when: 'always' } })]
    const done = await deploy(steps, { packages: chosenFor(2) })
    expect(done.runs).toEqual({ '1.1': 'failed', 'acquire.1': 'succeeded', '2.1': 'succeeded' })
  })

  it('does not happen after a failure that skips everything that needs a package', async () => {
    const done = await deploy([scriptStep(1, { body: 'exit 1' }), needing(2)], { packages: chosenFor(2) })
    expect(done.runs).toEqual({ '1.1': 'failed', 'acquire.1': 'skipped', '2.1': 'skipped' })
  })

  it('fails by name where the repository has lost a package', async () => {
    const packages = chosenFor(1)
    shelf.lose('Shop.Web')
    const done = await deploy([needing(1)], { packages })
    expect(failureOf(done, `acquire.${target}`)?.kind).toBe('package-missing')
  })

  it('is put before a person like any failure, and is done again on request', async () => {
    let tries = 0
    const machine = localConnection({ home })
    const done = await deploy([needing(1)], {
      packages: chosenFor(1),
      isGuided: true,
      send: (...given) => (++tries === 1 ? broken(...given) : machine.send(...given)),
      answer: () => 'retry'
    })
    expect(done.runs).toEqual({ 'acquire.1': 'succeeded', '1.1': 'succeeded' })
  })

  it('that failed and was ignored leaves later steps without packages, which says so at once and asks nobody', async () => {
    const asked: number[] = []
    const done = await deploy([needing(1)], {
      packages: chosenFor(1),
      isGuided: true,
      send: broken,
      answer: number => {
        asked.push(number)
        return 'ignore'
      }
    })
    expect(asked).toEqual([1])
    expect(done.runs).toEqual({ 'acquire.1': 'ignored', '1.1': 'failed' })
  })

  it('removes what nothing used for a month, and says so', async () => {
    const at = (hash: string) => join(home, '.slipway/packages', hash)
    const monthAgo = (Date.now() - 32 * 24 * 3600 * 1000) / 1000
    for (const hash of ['a'.repeat(64), 'b'.repeat(64)]) mkdirSync(join(at(hash), 'tree'), { recursive: true })
    await deploy([needing(1)], { packages: chosenFor(1) })
    utimesSync(at('a'.repeat(64)), monthAgo, monthAgo)
    utimesSync(at(shelf.hashOf('Shop.Web')), monthAgo, monthAgo)
    const done = await deploy([needing(1)], { packages: chosenFor(1) })
    expect(readdirSync(join(home, '.slipway/packages')).sort()).toEqual(
      ['b'.repeat(64), shelf.hashOf('Shop.Web')].sort()
    )
    expect(done.lines).toContain('slipway info 1 package that nothing used for 30 days was removed from web-1.')
  })

  it('tells how far it is, at most once a second', async () => {
    let clock = 1_000_000
    const machine = localConnection({ home })
    const plan = planOf({ steps: [needing(1)], packages: chosenFor(1) })
    const record = recording(plan)
    const ports = fakePorts({
      ...record.ports,
      now: () => clock,
      packages: shelf.port,
      connect: connectTo({
        'web-1': {
          ...machine,
          send: async (shipment, tell, signal) => {
            for (const sent of [10, 20, 30, 40, 50]) {
              clock += 500
              tell({ sent: sent * 1_000_000, total: 100_000_000 })
              await Promise.resolve()
            }
            return machine.send(shipment, tell, signal)
          }
        }
      })
    })
    await runDeployment(requestFor(plan, ports, { snapshot: { steps: [needing(1)], variables: [] } }))
    expect(record.facts.filter(fact => fact.kind === 'run-progress')).toEqual([
      {
        kind: 'run-progress',
        run: `acquire.${target}`,
        percentage: 20,
        message: 'Shop.Web 1.0.0: 20 MB of 100 MB, 20 MB/s, 4.0 s left'
      },
      {
        kind: 'run-progress',
        run: `acquire.${target}`,
        percentage: 40,
        message: 'Shop.Web 1.0.0: 40 MB of 100 MB, 20 MB/s, 3.0 s left'
      }
    ])
  })
})
