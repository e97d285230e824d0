import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DeploymentId } from '@shared/ids'
import { eventPageLimit } from '@shared/log-calls'
import { ReplayAxis } from '@shared/replay/axis'
import type { ElectronApplication, Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { type Backend, makeWorld, must, startDeployment, type World } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'

const lines = 33_000

/** Groups, progress, lines that repeat, colours and a link. */
const build = String.raw`
echo '##[group]Fetch the packages'
for part in 10 35 60 85 100; do echo "[=====     ] $part%"; done
echo '##[endgroup]'
echo '--- Compile'
printf '\033[32mok\033[0m \033[1;34mcompiled 214 modules\033[0m\n'
for i in 1 2 3 4 5 6; do echo 'waiting for the linker'; done
printf 'report at \033]8;;https://ci.example/reports/7\033\\the report\033]8;;\033\\\n'
echo '+++ Summary'
echo 'a warning that is worth a look: cache is cold' >&2
write_warning "cache is cold"
seq -f 'unit %.0f linked' 1 40
`

/** Writes a third of a hundred thousand lines, then waits for a file, and says that it went on. */
const migrate = (go: string) => `
seq -f 'row %.0f of the ledger was moved to its new shelf' 1 ${lines}
echo 'NEEDLE in the middle'
while [ ! -e "${go}" ]; do read -r -t 0.1 <> <(:) || :; done
echo 'needle after the wait'
`

const check = `
echo 'checking the shop'
if [ "$(get_octopusvariable Octopus.Machine.Name)" = web-2 ]; then echo 'lock timeout after 30 s' >&2; exit 7; fi
echo 'all is well'
`

async function makeLedger(backend: Backend, servers: readonly TestSshd[], go: string): Promise<World> {
  const [first, ...others] = servers
  const world = await makeWorld(backend, { server: first!, bodies: [build, migrate(go), check] })
  for (const [index, server] of others.entries()) {
    const account = await must(backend, 'account.create', {
      kind: 'private-key',
      name: `Deployer ${index + 2}`,
      username: server.username,
      privateKey: server.privateKey
    })
    const target = await must(backend, 'target.create', {
      kind: 'ssh',
      name: `web-${index + 2}`,
      roles: ['server'],
      environmentIds: [world.environmentId],
      host: server.host,
      port: server.port,
      accountId: account.id
    })
    await must(backend, 'target.trust', { id: target.id, hostKey: server.hostKey })
  }
  return world
}

/** A folder that the users of the servers can look into. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-go-'))
  await chmod(folder, 0o755)
  return folder
}

async function chooseView(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitem', { name }).click()
}

test('a log of a hundred thousand lines is searched while it grows, folded, linked to, exported and played again', async ({
  slipway: { app, page },
  home
}) => {
  test.setTimeout(180_000)
  // Scripts take turns on a host, so each target is one of its own.
  const servers = await Promise.all([startSshd(), startSshd(), startSshd()])
  try {
    await walk(app, page, home, servers)
  } finally {
    await Promise.all(servers.map(server => server.stop()))
  }
})

async function walk(app: ElectronApplication, page: Page, home: string, servers: readonly TestSshd[]): Promise<void> {
  const backend = await backendOf(page)
  const go = join(await openFolder(), 'go')
  const world = await makeLedger(backend, servers, go)
  const { id, over, sees } = await startDeployment(backend, world)
  await goTo(page, `/deployments/${id}`)
  const log = page.getByRole('log', { name: 'Task log' })
  await sees('NEEDLE in the middle')

  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: 'Search the whole log' }).fill('needle')
  const count = page.getByRole('search').getByRole('status')
  await expect(count).toHaveText('3 hits')
  await page.keyboard.press('Enter')
  await expect(count).toHaveText(/^\d of 3$/)
  await expect(log.locator('[data-hit] [data-match]').first()).toHaveText(/needle/i)
  await exhibit(page, 'log-search-live')
  // The steps that wait may go on.
  await writeFile(go, '')
  await over
  await expect(count).toHaveText(/of 6$/)
  await page.keyboard.press('Escape')

  await lookAtTheTree(page, id)
  await followALink(page, id)
  await lookSideBySide(page)
  await playAgain(page, backend, id)
  await exportEverything(app, page, id, home)
  await rm(dirname(go), { recursive: true })
}

async function lookAtTheTree(page: Page, id: DeploymentId): Promise<void> {
  const log = page.getByRole('log', { name: 'Task log' })
  const heading = (name: RegExp) => log.locator('button[aria-expanded]').filter({ hasText: name })
  // What is over opens with what went well folded.
  await goTo(page, '/projects')
  await goTo(page, `/deployments/${id}`)
  await expect(heading(/^2Step 2/)).toHaveAttribute('aria-expanded', 'false')
  await expect(log.getByText('lock timeout after 30 s')).toBeVisible()
  await exhibit(page, 'log-interesting')

  await heading(/^1Say Hello/).click()
  await heading(/^web-1/)
    .first()
    .click()
  await expect(log.getByText('Fetch the packages')).toBeVisible()
  await log
    .getByText(/Compile/)
    .first()
    .click()
  await expect(log.getByRole('button', { name: '×6', exact: true })).toBeVisible()
  await exhibit(page, 'log-groups')
  // By keys: to the heading around the line, and folded.
  await log.getByText('unit 3 linked').locator('xpath=ancestor::*[@data-row]').getByRole('button').first().click()
  await page.keyboard.press('h')
  await expect(log.getByText('unit 3 linked')).toHaveCount(0)
  await page.keyboard.press('l')
  await expect(log.getByText('unit 3 linked')).toBeVisible()

  // A hit in what is folded opens it.
  await page.keyboard.press('/')
  await page.getByRole('textbox', { name: 'Search the whole log' }).fill('row 17000 of')
  await expect(page.getByRole('search').getByRole('status')).toHaveText('3 hits')
  await page.keyboard.press('Enter')
  await expect(log.locator('[data-hit]')).toContainText('row 17000 of the ledger')
  await exhibit(page, 'log-search')
  await page.getByRole('button', { name: /^Only matches/ }).click()
  await expect(log.getByText('row 17003 of the ledger').first()).toBeVisible()
  await exhibit(page, 'log-matches')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close the search' }).click()

  await chooseView(page, /^By target/)
  await exhibit(page, 'log-by-target')
}

/** A link to lines, taken with the keys, opened from the palette. */
async function followALink(page: Page, id: DeploymentId): Promise<void> {
  const log = page.getByRole('log', { name: 'Task log' })
  await chooseView(page, /^Merged/)
  await log.focus()
  await page.keyboard.press('Home')
  await log.getByRole('button', { name: '5', exact: true }).click()
  await log.getByRole('button', { name: '8', exact: true }).click({ modifiers: ['Shift'] })
  await page.keyboard.press('Shift+Y')
  await expect(page.getByText(/The link was copied/)).toBeVisible()
  await goTo(page, '/projects')
  await page.keyboard.press('Control+k')
  await page.keyboard.type(`app://ui/deployments/${id}#L5-8`)
  await page.keyboard.press('Enter')
  await expect(log.locator('[data-selected]')).toHaveCount(4)
  await expect(page.getByRole('button', { name: 'Copy 4 lines' })).toBeVisible()
}

async function lookSideBySide(page: Page): Promise<void> {
  await chooseView(page, /^Side by side/)
  const columns = page.getByRole('log')
  await expect(columns).toHaveCount(3)
  await columns.first().focus()
  await page.keyboard.press('Home')
  await expect(
    columns
      .first()
      .getByText(/Say Hello/)
      .first()
  ).toBeVisible()
  await expect(
    columns
      .nth(2)
      .getByText(/Say Hello|Fetch the packages|compiled|linked/)
      .first()
  ).toBeVisible()
  await page.keyboard.press('End')
  await exhibit(page, 'log-split')
}

/** Where on the track of the replay the second step was in the middle of its work on web-1. */
async function middleOfStep2(backend: Backend, id: DeploymentId): Promise<number> {
  const { plan, runs } = await must(backend, 'deployment.get', { id })
  const { events } = await must(backend, 'deployment.events', { id, after: 0, limit: eventPageLimit })
  const target = plan.targets.find(({ name }) => name === 'web-1')
  const planned = plan.stages[1]?.runs.find(({ targetId }) => targetId === target?.id)
  const run = planned && runs[planned.id]
  if (run?.state !== 'succeeded') throw new Error(`Step 2 on web-1 is ${run?.state}`)
  const axis = new ReplayAxis(events.map(({ at }) => at))
  return Math.round(axis.positionOf((run.startedAt + run.finishedAt) / 2))
}

async function playAgain(page: Page, backend: Backend, id: DeploymentId): Promise<void> {
  await page.getByRole('button', { name: 'All actions' }).click()
  await page.getByRole('menuitem', { name: 'Replay' }).click()
  await expect(page).toHaveURL(new RegExp(`/deployments/${id}/replay$`))
  const slider = page.getByRole('slider', { name: 'Moment of the deployment' })
  await expect(page.getByRole('gridcell', { name: /Step 2 on web-1: pending/ })).toBeVisible()
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  const length = Number(await slider.getAttribute('max'))
  await expect(slider).toHaveValue(`${Math.min(5_000, length)}`)
  // How far that is into the deployment depends on the machine; this does not.
  await slider.fill(`${await middleOfStep2(backend, id)}`)
  await expect(page.getByRole('gridcell', { name: /Step 2 on web-1: running/ })).toBeVisible()
  await exhibit(page, 'replay')
  await page.keyboard.press('End')
  await expect(page.getByRole('gridcell', { name: /Step 3 on web-2: failed/ })).toBeVisible()
  await page.getByRole('button', { name: 'To the mark before' }).click()
  await page.getByRole('button', { name: 'End replay' }).click()
  await expect(page).toHaveURL(new RegExp(`/deployments/${id}$`))
}

async function exportEverything(app: ElectronApplication, page: Page, id: DeploymentId, folder: string): Promise<void> {
  for (const format of ['txt', 'jsonl', 'html'] as const) {
    const file = join(folder, `log.${format}`)
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    }, file)
    await page.getByRole('button', { name: 'More about the log' }).click()
    await page.getByRole('menuitem', { name: 'Export…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export the log' })
    await dialog.getByRole('radio', { name: new RegExp(`\\.${format}\\)`) }).check()
    await dialog.getByRole('radio', { name: 'The whole log' }).check()
    if (format === 'txt') await exhibit(page, 'log-export')
    await dialog.getByRole('button', { name: 'Choose a place…' }).click()
    await expect(dialog).toBeHidden()
    expect((await readFile(file, 'utf8')).match(/row 33000 of the ledger/g)).toHaveLength(3)
  }
  await lookAtThePage(app, join(folder, 'log.html'), id)
}

/** The exported page in a window of its own, from the disk and with nothing of the app in it. */
async function lookAtThePage(app: ElectronApplication, file: string, id: DeploymentId): Promise<void> {
  const opened = app.waitForEvent('window')
  await app.evaluate(
    ({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ width: 1200, height: 760, webPreferences: { partition: 'export' } })
      void window.loadURL(url)
    },
    `${pathToFileURL(file).href}#s2.t1.L500-503`
  )
  const page = await opened
  await page.waitForSelector('body[data-ready]')
  await expect(page.locator('.row[aria-selected="true"]')).toHaveCount(4)
  await exhibitPage(page, 'export')
  await page.getByRole('searchbox').fill('needle')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toHaveText('1 of 6')
  await page.getByRole('button', { name: 'Replay' }).click()
  await expect(page.getByRole('button', { name: 'Step 3 on web-2: Pending' })).toBeVisible()
  await page.getByRole('slider').focus()
  await page.keyboard.press('ArrowRight')
  await exhibitPage(page, 'export-replay')
  await page.keyboard.press('End')
  await expect(page.getByRole('button', { name: 'Step 3 on web-2: Failed' })).toBeVisible()
  expect(await page.content()).toContain(id)
  await page.close()
}

/** Only pictures: the page lets no other script in, so it is not looked through by one. */
async function exhibitPage(page: Page, name: string): Promise<void> {
  const folder = process.env.SLIPWAY_SCREENSHOTS
  if (folder === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
  }
}
