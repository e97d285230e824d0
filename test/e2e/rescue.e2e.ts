import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { callApi } from './support/api'
import { projectRoot } from './support/app'
import { expect, test } from './support/fixtures'

const preload = join(projectRoot, 'test/e2e/support/dialogs.cjs')

async function damageEnvironments(home: string): Promise<readonly string[]> {
  const folder = join(home, 'workspaces', 'main', 'records', 'environments')
  const names = (await readdir(folder)).sort()
  for (const name of names) await writeFile(join(folder, name), '{}')
  return names
}

test('a workspace that is too damaged to open is restored before the window opens', async ({ launch, home }) => {
  const file = join(home, 'backup.tar.gz')
  const noBackup = join(home, 'notes.txt')
  await writeFile(noBackup, 'Not a backup.')
  const before = await launch()
  await before.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, file)
  expect(await callApi(before.page, 'environment.create', { name: 'Staging' })).toMatchObject({ ok: true })
  expect(await callApi(before.page, 'data.backup', {})).toMatchObject({ ok: true, value: { path: file } })
  await before.close()
  // The second run writes the other copy.
  const after = await launch()
  expect(await callApi(after.page, 'environment.create', { name: 'After' })).toMatchObject({ ok: true })
  await after.close()
  const damaged = await damageEnvironments(home)
  expect(damaged).toEqual(['000001.a.json', '000001.b.json'])

  const offer = 'Restore from a backup…'
  const answers = [offer, null, offer, noBackup, offer, file, 'Open the restored workspace']
  await writeFile(join(home, 'dialogs.json'), JSON.stringify(answers))
  const { app, page } = await launch({ preload })

  const shown = await app.evaluate(
    () => (globalThis as unknown as { dialogsShown: { message: string }[] }).dialogsShown
  )
  const bothCopies = expect.stringContaining('Both copies of some records cannot be used: records/environments/000001.')
  expect(shown.map(box => box.message)).toEqual([
    bothCopies,
    bothCopies,
    expect.stringContaining(noBackup),
    expect.stringContaining('The workspace is restored as it was on')
  ])
  await page.getByRole('link', { name: 'Environments' }).click()
  await expect(page.getByText('Staging')).toBeVisible()
  const environments = await callApi(page, 'environment.list', {})
  expect(environments.ok && environments.value.map(item => item.name)).toEqual(['Staging'])
  const kept = (await readdir(join(home, 'workspaces'))).filter(name => name.startsWith('main-before-restore-'))
  expect(await readdir(join(home, 'workspaces', kept[0] ?? '', 'records', 'environments'))).toEqual(damaged)
})
