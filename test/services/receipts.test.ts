import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  bundleIn,
  forgedReceipt,
  imported,
  listed,
  logOf,
  password,
  receiptOf,
  runThere,
  script,
  shopWith
} from '../support/offline-shop'
import { tempFolder } from '../support/store'
import { must } from '../support/workspace'

describe('a receipt', () => {
  it('is newer when it tells more of the same log, whatever the clock there says', async () => {
    const steps = [script('First', 'echo one'), script('Second', 'echo two')]
    const { workspace, drop, deploy } = await shopWith(steps, '', undefined, { roles: ['vault'] })
    const { id } = await deploy()
    const bundle = bundleIn(drop)
    const { receipt } = await runThere(workspace, bundle)
    const whole = await receiptOf(receipt)
    const at = whole.events.findIndex(({ kind }) => kind === 'action-ended') + 1
    const early = { ...whole, outcome: null, events: whole.events.slice(0, at) }
    const day = 86_400_000
    const late = whole.events.map((event, index) => (index < at ? event : { ...event, at: event.at - day }))
    const newer = { ...whole, writtenAt: whole.writtenAt - day, events: late }
    const importing = async (content: object) => imported(workspace, await forgedReceipt(bundle, content))
    expect(await importing(early)).toMatchObject({ kind: 'imported', returned: 1, missing: 1 })
    expect(await importing(newer)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
    expect((await logOf(workspace, id)).filter(line => /^(It succeeded|Checked)/.test(line))).toEqual([
      expect.stringMatching(/^Checked/),
      'It succeeded.'
    ])
    expect(await importing({ ...early, writtenAt: whole.writtenAt + day })).toMatchObject({
      kind: 'refused',
      message: 'A newer receipt of the same bundle was imported before.'
    })
  })

  it('tells of another attempt where the machine was mended and the runner started again', async () => {
    const there = await tempFolder()
    const steps = [
      script('First', 'echo one'),
      script('Second', `[ -e '${there}/mended' ] || exit 3; set_octopusvariable Done yes; echo two`),
      script('Third', 'echo three')
    ]
    const { workspace, drop, deploy } = await shopWith(steps, '', undefined, { roles: ['vault'] })
    const { call } = workspace
    const { id } = await deploy()
    const bundle = bundleIn(drop)
    const states = async () => {
      const { runs, ...state } = must(await call('deployment.get', { id }))
      return { outcome: 'outcome' in state ? state.outcome : null, runs: Object.values(runs).map(run => run.state) }
    }
    const first = await runThere(workspace, bundle, there)
    expect(await imported(workspace, first.receipt)).toMatchObject({ kind: 'imported', returned: 3, missing: 0 })
    expect(await states()).toEqual({ outcome: 'failed', runs: ['succeeded', 'failed', 'skipped'] })

    await writeFile(join(there, 'mended'), '')
    const again = await runThere(workspace, bundle, there)
    expect(await imported(workspace, again.receipt)).toMatchObject({ kind: 'imported', returned: 2, missing: 0 })
    expect(await states()).toEqual({ outcome: 'succeeded', runs: ['succeeded', 'succeeded', 'succeeded'] })
    const { runs } = must(await call('deployment.get', { id }))
    expect(Object.values(runs).map(({ attempt, outputs }) => [attempt, outputs.map(output => output.name)])).toEqual([
      [1, []],
      [2, ['Done']],
      [2, []]
    ])
    expect((await logOf(workspace, id)).filter(line => ['one', 'two', 'three'].includes(line))).toEqual([
      'one',
      'two',
      'three'
    ])
    expect(await imported(workspace, again.receipt)).toMatchObject({
      kind: 'refused',
      message: 'This very receipt was imported before.'
    })
  })

  it('tells of no other attempt once it was decided here what becomes of a failure', async () => {
    const there = await tempFolder()
    const steps = [script('Only', `[ -e '${there}/mended' ] || exit 3`)]
    const { workspace, drop, deploy } = await shopWith(steps, '', undefined, { roles: ['vault'] })
    const { call, over } = workspace
    const { id } = await deploy()
    const bundle = bundleIn(drop)
    const { receipt } = await runThere(workspace, bundle, there)
    await imported(workspace, receipt)
    const [run] = Object.values(must(await call('deployment.get', { id })).runs)
    const decision = { run: run!.id, choice: 'done', reason: 'By hand.' } as const
    must(await call('deployment.resume', { id, decisions: [decision] }))
    await over(id)
    await writeFile(join(there, 'mended'), '')
    await runThere(workspace, bundle, there)
    expect(await imported(workspace, receipt)).toMatchObject({
      kind: 'refused',
      message: 'Nothing of what the bundle for till-1 holds is still handed over.'
    })
  })

  it('shows nothing that a template made of a secret', async () => {
    const { workspace, drop, deploy } = await shopWith([script('Install', 'echo "it is #{Db.Password | ToUpper}"')])
    const { id } = await deploy()
    const { receipt } = await runThere(workspace, bundleIn(drop))
    expect(await imported(workspace, receipt)).toMatchObject({ kind: 'imported', missing: 0 })
    expect((await logOf(workspace, id)).filter(line => line.startsWith('it is'))).toEqual(['it is ••••••'])
  })

  it('is refused where it tells of what another bundle holds', async () => {
    const { workspace, drop, deploy } = await shopWith([script('Install', 'echo done')], password, undefined, {
      roles: ['vault']
    })
    const { call } = workspace
    const [first] = must(await call('target.list', {}))
    if (first?.kind !== 'offline') throw new Error('The target is not offline')
    const { id: _id, password: _password, ...kept } = first
    must(await call('target.create', { ...kept, name: 'kiosk-1', password: '' }))
    const deployed = await deploy()
    const kiosk = join(drop, 'Test', 'Shop', '1.0.0', 'kiosk-1')
    const { receipt } = await runThere(workspace, kiosk)
    const run = deployed.plan.stages[0]!.runs.find(item => item.targetId === first.id)!.id
    const whole = await receiptOf(receipt)
    const events = [
      { kind: 'action-started', at: 1, run, attempt: 1 },
      { kind: 'line', at: 2, run, stream: 'stdout', level: 'info', text: 'all is well' },
      { kind: 'action-ended', at: 3, run, state: 'succeeded', code: 0, isRetried: false, message: '' }
    ]
    expect(
      await imported(workspace, await forgedReceipt(kiosk, { ...whole, events: [...whole.events, ...events] }))
    ).toMatchObject({
      kind: 'refused',
      message: 'The receipt tells of actions that its bundle does not hold.'
    })
    expect(await listed(workspace, { targetId: first.id })).toMatchObject([{ state: 'waiting', refused: null }])
    expect(await imported(workspace, receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
    expect(must(await call('deployment.get', { id: deployed.id })).runs[run]).toMatchObject({ state: 'handed-over' })
    expect(await logOf(workspace, deployed.id)).not.toContain('all is well')
    const own = await runThere(workspace, bundleIn(drop))
    expect(await imported(workspace, own.receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
  })
})
