import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { type Backend, must, openEverywhere } from '../support/world'
import { backendOf } from './support/api'
import { makeHome, projectRoot, type RunningApp, removeHome } from './support/app'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, heading, openDeployDialog } from './support/steps'

/** A colleague with a workspace of their own, at a command line of their own. */
async function colleague() {
  const home = await makeHome()
  await mkdir(join(home, 'keys'), { mode: 0o700 })
  await writeFile(join(home, 'keys', 'main.key'), randomBytes(32), { mode: 0o600 })
  const run = (...words: readonly string[]): string => {
    const ended = spawnSync(join(projectRoot, 'scripts/slipway'), [...words], {
      env: { ...process.env, SLIPWAY_HOME: home },
      encoding: 'utf8'
    })
    if (ended.status !== 0) throw new Error(`slipway ${words.join(' ')}: ${ended.stderr}`)
    return ended.stdout
  }
  return { home, run, leave: () => removeHome(home) }
}

/** Whatever the window wants to save goes there. */
const savesTo = ({ app }: RunningApp, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)

/** Shop 1.0.0 for Test and Production on this machine; Production wants one approval. */
async function shop(backend: Backend) {
  await openEverywhere(backend)
  const test = await must(backend, 'environment.create', { name: 'Test' })
  const production = await must(backend, 'environment.create', {
    name: 'Production',
    isProduction: true,
    approval: { count: 1, hours: 24 }
  })
  for (const [name, id] of [
    ['bench', test.id],
    ['live', production.id]
  ] as const)
    await must(backend, 'target.create', { kind: 'local', name, roles: ['server'], environmentIds: [id] })
  const project = await must(backend, 'project.create', { name: 'Shop' })
  const body = 'echo "installed, #{Octopus.Deployment.Comments}"'
  const step = {
    name: 'Install',
    location: 'targets' as const,
    roles: ['server'],
    actions: [{ type: 'script' as const, syntax: 'bash' as const, body }]
  }
  await must(backend, 'process.save', { projectId: project.id, version: 0, steps: [step] })
  const release = await must(backend, 'release.create', { projectId: project.id, version: '1.0.0' })
  return { test, production, release, project }
}

// Two apps and many pictures take their time on a slow machine.
test.setTimeout(180_000)

const fileOf = (text: string) => ({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) })

const openFile = (page: Page, text: string) => page.locator('input[type="file"]').first().setInputFiles(fileOf(text))

test('an approval is asked for in the window, given at another workspace’s command line, brought in, and used', async ({
  slipway,
  home
}) => {
  const { page } = slipway
  const { release } = await shop(await backendOf(page))
  const grace = await colleague()
  try {
    const dialog = await openDeployDialog(page, release.id, 'Production')
    const card = dialog.getByRole('region', { name: 'Approvals' })
    await expect(card).toContainText('Needs 1 approval, has 0.')
    await expect(dialog.getByRole('button', { name: 'Deploy 1.0.0 to Production' })).toBeDisabled()
    await exhibit(page, 'deploy-approval')

    const [request, answer] = [join(home, 'request.json'), join(home, 'answer.json')]
    await savesTo(slipway, request)
    await card.getByRole('textbox', { name: 'Reason' }).fill('The new basket.')
    await card.getByRole('button', { name: 'Ask for approval…' }).click()
    await expect(card).toContainText(`Saved to ${request}.`)
    expect(grace.run('approval', 'show', request)).toContain('Reason: The new basket.')
    grace.run('approval', 'sign', request, '--approve', '--note', 'Looks good.', '--save', answer)
    const words = grace.run('approver', 'own').split('\n')[0] ?? ''

    await openFile(page, await readFile(answer, 'utf8'))
    const answered = card.getByRole('region', { name: /^Answer of / })
    await expect(answered).toContainText(words)
    await exhibit(page, 'deploy-approval-unknown')
    await answered.getByRole('textbox', { name: 'Name' }).fill('Grace')
    await answered.getByRole('checkbox', { name: 'I have compared these words with the person' }).check()
    await answered.getByRole('button', { name: 'Trust and bring it in' }).click()
    await expect(card).toContainText('Needs 1 approval, has 1: Grace.')
    await exhibit(page, 'deploy-approved')

    await dialog.getByRole('textbox', { name: 'Comment' }).fill('ticket 4711')
    await dialog.getByRole('textbox', { name: /^This is production/ }).fill('Production')
    await page.keyboard.press('Control+Enter')
    await expect(page).toHaveURL(/\/deployments\/deployment-/)
    await expect(page.getByText('installed, ticket 4711')).toBeVisible()
    await expect(page.getByText('approved by Grace')).toBeVisible()
    await exhibit(page, 'deployment-approved')
  } finally {
    await grace.leave()
  }
})

test('a release goes to several environments at once, in spite of a freeze, and again as before', async ({
  slipway
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { test: first, production, release } = await shop(backend)
  await must(backend, 'environment.update', { id: production.id, value: { name: 'Production' } })
  await goTo(page, '/environments/freezes')
  await expect(heading(page, 'Freezes')).toBeVisible()
  await exhibit(page, 'freezes-empty')
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'Add freeze' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Christmas')
  await form.getByLabel('From').fill('2020-12-20T18:00')
  await form.getByLabel('Until').fill('2099-01-02T06:00')
  await exhibit(page, 'freeze-form')
  await form.getByRole('button', { name: 'Add freeze' }).click()
  await expect(form).toBeHidden()
  const hour = 3_600_000
  await must(backend, 'freeze.create', {
    name: 'Nights',
    startsAt: Date.now() + 10 * hour,
    endsAt: Date.now() + 18 * hour,
    repeats: 'daily',
    environments: [first.id]
  })
  await must(backend, 'freeze.create', { name: 'Easter', startsAt: 1_700_000_000_000, endsAt: 1_700_100_000_000 })
  await expect(page.getByRole('heading', { name: 'Over' })).toBeVisible()
  await exhibit(page, 'freezes')

  const dialog = await openDeployDialog(page, release.id)
  await expect(dialog.getByText(/^Test is frozen by “Christmas” until/)).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Several at once' }).check({ force: true })
  await dialog.getByText('Production', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Deploy in spite of it…' }).click()
  await dialog.getByRole('textbox', { name: 'Why it has to be now' }).fill('The shop is down.')
  await exhibit(page, 'deploy-frozen')
  await dialog.getByRole('button', { name: 'Plan in spite of it' }).click()
  await expect(dialog.getByRole('button', { name: 'Ready: Production' })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('both')
  await exhibit(page, 'deploy-several')
  await dialog.getByRole('button', { name: 'Deploy 1.0.0 to 2 environments' }).click()
  await expect(page).toHaveURL(/\/tasks$/)

  const done = async () => (await must(backend, 'deployment.list', {})).filter(item => item.outcome === 'succeeded')
  await expect.poll(async () => (await done()).length).toBe(2)
  const [deployment] = await done()
  await goTo(page, `/deployments/${deployment?.id}`)
  await expect(page.getByText('in spite of a freeze: The shop is down.')).toBeVisible()
  await page.getByRole('button', { name: 'Deploy again…' }).click()
  const again = page.getByRole('dialog', { name: 'Deploy a release again' })
  await expect(again.getByRole('textbox', { name: 'Comment' })).toHaveValue('both')
  await page.keyboard.press('Escape')
  await expect(deployDialog(page)).toBeHidden()
})

test('a freeze that is over by then does not stand against a later beginning', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { release } = await shop(backend)
  const hour = 3_600_000
  const now = Date.now()
  await must(backend, 'freeze.create', { name: 'Weekend', startsAt: now - hour, endsAt: now + hour })
  const dialog = await openDeployDialog(page, release.id)
  const frozen = dialog.getByText(/^Test is frozen by “Weekend” until/)
  const deploy = dialog.getByRole('button', { name: 'Deploy 1.0.0 to Test' })
  await expect(frozen).toBeVisible()
  await expect(deploy).toBeDisabled()
  await dialog.getByText('Later', { exact: true }).click()
  const then = new Date(now + 2 * hour)
  const local = new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  await dialog.getByLabel('Not before').fill(local)
  await expect(frozen).toBeHidden()
  await expect(deploy).toBeEnabled()
  await exhibit(page, 'deploy-after-freeze')
  await deploy.click()
  await expect(page).toHaveURL(/\/deployments\/deployment-/)
  expect(await must(backend, 'deployment.list', {})).toMatchObject([{ state: 'queued' }])
})

test('a request is read, compared and refused in the window', async ({ slipway, home }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { release, production } = await shop(backend)
  const request = join(home, 'request.json')
  await savesTo(slipway, request)
  const what = { releaseId: release.id, environmentId: production.id, reason: 'The new basket.' }
  await must(backend, 'approval.request', what)
  await goTo(page, '/approvals')
  await expect(heading(page, 'Approvals')).toBeVisible()
  await exhibit(page, 'approvals')
  await openFile(page, await readFile(request, 'utf8'))
  await expect(page.getByRole('heading', { name: 'Shop 1.0.0 to Production' })).toBeVisible()
  await expect(page.getByText('one’s own approval does not count')).toBeVisible()
  await exhibit(page, 'approval-request')
})
