import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import type { Page } from 'playwright/test'
import { makeFleet, webStep } from '../support/fleet'
import { startSshd, type TestSshd } from '../support/sshd'
import { logLines, must, openEverywhere } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, deployInWindow, heading } from './support/steps'

const cell = (page: Page, name: RegExp) => page.getByRole('gridcell', { name })

test('three steps: somebody approves in Production only, then two steps run on the role web-server', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  await openEverywhere(backend)
  const { id: production } = await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  const approve: StepInput = {
    name: 'Approve',
    location: 'here',
    roles: [],
    actions: [
      {
        type: 'manual',
        instructions: 'Is **#{Octopus.Release.Number}** ready for #{Octopus.Environment.Name}?',
        environments: [production]
      }
    ]
  }
  const steps = [
    approve,
    webStep('Copy', 'echo copied'),
    webStep('Restart', 'echo "restarted, $(get_octopusvariable "Octopus.Action[Approve].Output.Manual.Notes")"')
  ]
  const fleet = await makeFleet(backend, [{ sshd }, { sshd }], steps)
  for (const id of fleet.targets) {
    const target = (await must(backend, 'target.list', {})).find(item => item.id === id)
    if (target?.kind !== 'ssh') throw new Error('There is no such target')
    const { hostKey: _, id: _id, ...value } = target
    await must(backend, 'target.update', { id, value: { ...value, environmentIds: [fleet.environmentId, production] } })
  }
  await page.reload()

  await deployInWindow(page, fleet.releaseId)
  await expect(page.getByText(/was deployed to Test/).first()).toBeVisible()

  await goTo(page, `/releases/${fleet.releaseId}`)
  await page.getByRole('button', { name: 'Deploy…' }).click()
  const dialog = deployDialog(page)
  await dialog.getByRole('group', { name: 'Environment' }).getByText('Production', { exact: true }).click()
  await dialog.getByRole('textbox', { name: /This is production/ }).fill('Production')
  await exhibit(page, 'seed-plan-approval')
  await dialog.getByRole('button', { name: /^Deploy .* to Production/ }).click()
  await expect(heading(page, /Shop 0\.0\.1/)).toBeVisible()

  const waiting = page.getByRole('region', { name: /Waiting: 1\. Approve/ }).or(page.getByLabel(/Waiting: 1\. Approve/))
  await expect(waiting.getByText('0.0.1', { exact: true })).toBeVisible()
  await expect(cell(page, /Copy on web-1/).first()).toBeVisible()
  await exhibit(page, 'seed-waiting-for-approval')
  await page.keyboard.press('a')
  const answer = page.getByRole('dialog')
  await answer.getByRole('button', { name: 'Take responsibility' }).click()
  await answer.getByRole('radio', { name: /^Proceed/ }).check()
  await answer.getByLabel('Note').fill('fine by me')
  await exhibit(page, 'seed-answer')
  await answer.getByRole('button', { name: 'Proceed' }).click()
  await expect(page.getByText(/was deployed to Production/).first()).toBeVisible()
  const [deployment] = await must(backend, 'deployment.list', { environmentId: production, limit: 1 })
  if (!deployment) throw new Error('There is no deployment to Production')
  const said = (await logLines(backend, deployment.id, 'stdout')).map(line => line.text)
  expect(said).toEqual(['copied', 'copied', 'restarted, fine by me', 'restarted, fine by me'])
})

interface Moment {
  readonly target: string
  readonly what: string
  readonly at: number
}

/** Tells, in a file that all share, what is done for which target and when. */
const tell = (file: string, what: string) =>
  `printf '%s %s %s\\n' "$(get_octopusvariable Octopus.Machine.Name)" ${what} "$(date +%s%N)" >> ${file}`

const rolling = (file: string, window: number): StepInput => ({
  name: 'Roll out',
  location: 'targets',
  roles: ['web'],
  window: { unit: 'targets', count: window },
  actions: [
    {
      type: 'script',
      name: 'Leave load balancer',
      location: 'here-for-each-target',
      syntax: 'bash',
      body: tell(file, 'leave')
    },
    { type: 'script', name: 'Deploy', syntax: 'bash', body: `${tell(file, 'begin')}; sleep 0.3; ${tell(file, 'end')}` },
    {
      type: 'script',
      name: 'Rejoin load balancer',
      location: 'here-for-each-target',
      syntax: 'bash',
      body: tell(file, 'rejoin')
    }
  ]
})

async function momentsIn(file: string): Promise<readonly Moment[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  return lines
    .map(line => line.split(' '))
    .map(([target = '', what = '', at = '']) => ({ target, what, at: Number(at) / 1e6 }))
    .sort((a, b) => a.at - b.at)
}

/** How many targets were out of the load balancer at the same time, at most. */
function mostOut(moments: readonly Moment[]): number {
  let out = 0
  let most = 0
  for (const { what } of moments) {
    if (what === 'leave') out++
    if (what === 'rejoin') out--
    most = Math.max(most, out)
  }
  return most
}

test('a rolling step takes five targets through leaving, deploying and rejoining, one and then two at a time', async ({
  slipway
}) => {
  const { page } = slipway
  const folder = await mkdtemp(join(tmpdir(), 'slipway-rolling-'))
  await chmod(folder, 0o777)
  const servers: TestSshd[] = []
  try {
    for (let i = 0; i < 5; i++) servers.push(await startSshd())
    const backend = await backendOf(page)
    const files = [1, 2].map(window => join(folder, `window-${window}`))
    for (const file of files) {
      await writeFile(file, '')
      await chmod(file, 0o666)
    }
    const fleet = await makeFleet(
      backend,
      servers.map(sshd => ({ sshd })),
      [rolling(files[0] ?? '', 1)]
    )
    await page.reload()
    for (const [index, file] of files.entries()) {
      const window = index + 1
      const [project] = await must(backend, 'project.list', {})
      if (!project) throw new Error('There is no project')
      const { version, steps } = await must(backend, 'process.get', { projectId: project.id })
      const [first] = steps
      if (!first) throw new Error('The process has no step')
      // The same step, which keeps its identity, with another window.
      const changed = { ...rolling(file, window), id: first.id } as StepInput
      await must(backend, 'process.save', { projectId: project.id, version, steps: [changed] })
      const release = await must(backend, 'release.create', { projectId: project.id, version: `1.0.${window}` })
      await deployInWindow(page, release.id)
      if (window === 2) {
        await expect(cell(page, /Deploy on web-2.*(succeeded|running)/i).first()).toBeVisible()
        await exhibit(page, 'seed-rolling')
      }
      await expect(page.getByText(/was deployed to Test/).first()).toBeVisible({ timeout: 20_000 })
      const moments = await momentsIn(file)
      for (const target of ['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
        expect(moments.filter(item => item.target === target).map(item => item.what)).toEqual([
          'leave',
          'begin',
          'end',
          'rejoin'
        ])
      expect(mostOut(moments)).toBe(window)
      const left = moments.filter(item => item.what === 'leave').map(item => item.target)
      const inOrder = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5']
      // Targets begin in the order of their names; two that begin together may write in any order.
      if (window === 1) expect(left).toEqual(inOrder)
      else
        for (const [at, target] of left.entries()) expect(Math.abs(inOrder.indexOf(target) - at)).toBeLessThan(window)
    }
    expect(fleet.targets).toHaveLength(5)
  } finally {
    for (const sshd of servers) await sshd.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
