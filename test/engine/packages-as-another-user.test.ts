import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '@shared/model/target'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from '../support/engine'
import { localConnection } from '../support/local-connection'
import { packageShelf } from '../support/package-shelf'
import { ids, planOf, scriptStep } from '../support/plans'
import { createSystemUser, removeSystemUser } from '../support/system-user'

const canBecome = process.getuid?.() === 0 && spawnSync('sudo', ['-n', 'true']).status === 0
const thisMachine: Target = {
  kind: 'local',
  id: ids.target(1),
  name: 'here',
  roles: ['web'],
  environmentIds: [ids.environment()],
  isDisabled: false,
  policyId: null
}

let home: string
let otherHome: string
let other: string
beforeEach(async () => {
  if (!canBecome) return
  home = mkdtempSync(join(tmpdir(), 'slipway-packages-'))
  otherHome = mkdtempSync(join(tmpdir(), 'slipway-other-'))
  other = (await createSystemUser({ home: otherHome, shell: '/bin/sh', withPassword: false })).username
})
afterEach(async () => {
  if (!canBecome) return
  await removeSystemUser(other)
  for (const folder of [home, otherHome]) rmSync(folder, { recursive: true, force: true })
})

describe.runIf(canBecome)('packages beside a script that runs as another user', () => {
  it('are copies of that user, who cannot look into the home folder that they were brought to', async () => {
    const store = join(home, 'repository')
    mkdirSync(store)
    const shelf = await packageShelf(store, { 'Shop.Web': { 'app.txt': 'web\n', 'bin/run.sh': { run: 'echo ran' } } })
    const body = 'id -un; cat Web/app.txt; ./Web/bin/run.sh; stat -c %U Web/app.txt; echo mine >Web/app.txt && ls ..'
    const packages = [{ name: 'Web', packageId: 'Shop.Web', isExtracted: true }]
    const step = {
      ...scriptStep(1),
      actions: [{ type: 'script' as const, id: ids.action(1), syntax: 'bash' as const, body, runAs: other, packages }]
    }
    const plan = planOf({
      steps: [step],
      targets: [thisMachine],
      packages: [shelf.chosen(ids.action(1), 'Shop.Web', { reference: 'Web' })]
    })
    const record = recording(plan)
    const machine = localConnection({ home })
    const ports = fakePorts({ ...record.ports, connect: connectTo({ here: machine }), packages: shelf.port })
    await runDeployment(requestFor(plan, ports, { snapshot: { steps: [step], variables: [] } }))
    const said = record.lines().filter(line => !line.startsWith('slipway '))
    expect(said.map(line => line.replace('stdout info ', ''))).toEqual([
      other,
      'web',
      'ran',
      other,
      `1.${ids.target(1)}`
    ])
    expect(record.state()).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect(readdirSync('/tmp/slipway-packages-0')).toEqual([])
    expect(readdirSync(join(otherHome, '.slipway/work'))).toEqual([])
  })
})
