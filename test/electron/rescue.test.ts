import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { ok } from '@shared/result'
import type { MessageBoxOptions } from 'electron'
import { expect, it, onTestFinished } from 'vitest'
import { type AppOptions, composeApp } from '../../electron/compose'
import { createNetworkLedger } from '../../electron/network-ledger'
import { rescue } from '../../electron/rescue'
import { protectHome, testKeyChain } from '../support/key-chain'
import { tempFolder } from '../support/store'
import { must, noSsh } from '../support/workspace'

const offer = 'Restore from a backup…'

const optionsFor = (home: string): AppOptions => ({
  home,
  workspace: 'main',
  ssh: noSsh,
  network: createNetworkLedger(Date.now),
  slipwayVersion: '0.0.0',
  door: 'window',
  keyChain: testKeyChain,
  chooseSavePath: async () => join(home, 'backup.tar.gz'),
  report: message => {
    throw new Error(message)
  }
})

const recordsOf = (home: string, folder = 'main') => join(home, 'workspaces', folder, 'records')
const bothLists = ['manifest.a.json', 'manifest.b.json']

/** A home whose workspace cannot be opened any more, with a backup of it from before. */
async function damagedHome() {
  const home = join(await tempFolder(), 'home')
  await protectHome(home)
  const { call, close } = must(await composeApp(optionsFor(home)))
  must(await call('environment.create', { name: 'Staging' }))
  must(await call('data.backup', {}))
  await close()
  for (const name of bothLists) await writeFile(join(recordsOf(home), name), '{}')
  const opened = await composeApp(optionsFor(home))
  if (opened.ok) throw new Error('The workspace is not damaged enough')
  return { home, backup: join(home, 'backup.tar.gz'), failure: opened.failure }
}

/** Plays a person who presses these buttons, and chooses these files where they are asked for one. */
async function play(
  { home, failure }: { readonly home: string; readonly failure: Failure },
  buttons: readonly string[],
  files: readonly (string | null)[]
) {
  const shown: MessageBoxOptions[] = []
  const presses = [...buttons]
  const choices = [...files]
  const slipway = await rescue({
    failure,
    compose: () =>
      composeApp({
        ...optionsFor(home),
        opensWhenNeeded: true,
        chooseOpenPath: async () => choices.shift() ?? null
      }),
    showMessageBox: async options => {
      shown.push(options)
      const response = (options.buttons ?? []).indexOf(presses.shift() ?? '')
      if (response < 0) throw new Error(`Nobody answers “${options.message}”`)
      return { response }
    }
  })
  if (slipway) onTestFinished(() => slipway.close())
  expect([presses, choices]).toEqual([[], []])
  return { slipway, shown }
}

const boxOf = ({ message, remedy }: Pick<Failure, 'message' | 'remedy'>): MessageBoxOptions => ({
  type: 'error',
  title: 'Slipway cannot start',
  message,
  detail: remedy,
  buttons: [offer, 'Quit'],
  defaultId: 0,
  cancelId: 1,
  noLink: true
})

it('restores a damaged workspace from a backup, and answers the app with it open', async () => {
  const damaged = await damagedHome()
  const { slipway, shown } = await play(damaged, [offer, 'Open the restored workspace'], [damaged.backup])
  expect(must((await slipway?.call('environment.list', {})) ?? ok([])).map(item => item.name)).toEqual(['Staging'])
  const kept = (await readdir(join(damaged.home, 'workspaces'))).find(name => name.startsWith('main-before-restore-'))
  expect(shown).toEqual([
    boxOf(damaged.failure),
    {
      type: 'info',
      title: 'Slipway',
      message: expect.stringMatching(/^The workspace is restored as it was on .+\.$/),
      detail: `The vault’s key is the one that was here before.\nWhat was there before is kept in ${join(damaged.home, 'workspaces', kept ?? '')}.`,
      buttons: ['Open the restored workspace'],
      defaultId: 0,
      cancelId: 0,
      noLink: true
    }
  ])
  expect(await readFile(join(recordsOf(damaged.home, kept), 'manifest.a.json'), 'utf8')).toBe('{}')
})

it('asks again when no file was chosen or the file is no backup, and leaves everything as it is until then', async () => {
  const damaged = await damagedHome()
  const noBackup = join(damaged.home, 'notes.txt')
  await writeFile(noBackup, 'Not a backup.')
  const { slipway, shown } = await play(damaged, [offer, offer, 'Quit'], [null, noBackup])
  expect(slipway).toBeNull()
  expect(shown).toEqual([
    boxOf(damaged.failure),
    boxOf(damaged.failure),
    boxOf({ message: expect.stringContaining(noBackup), remedy: expect.any(String) })
  ])
  expect(await readdir(join(damaged.home, 'workspaces'))).toEqual(['main'])
  for (const name of bothLists) expect(await readFile(join(recordsOf(damaged.home), name), 'utf8')).toBe('{}')
})

it('takes another backup after one whose content is damaged', async () => {
  const damaged = await damagedHome()
  const cutOff = join(damaged.home, 'cut-off.tar.gz')
  const bytes = await readFile(damaged.backup)
  await writeFile(cutOff, bytes.subarray(0, bytes.length - 200))
  const buttons = [offer, offer, 'Open the restored workspace']
  const { slipway, shown } = await play(damaged, buttons, [cutOff, damaged.backup])
  expect(shown[1]).toEqual(boxOf({ message: expect.stringContaining(cutOff), remedy: expect.any(String) }))
  expect(must((await slipway?.call('environment.list', {})) ?? ok([])).map(item => item.name)).toEqual(['Staging'])
})

it('leaves a damaged workspace alone when the person quits', async () => {
  const damaged = await damagedHome()
  const { slipway, shown } = await play(damaged, ['Quit'], [])
  expect([slipway, shown]).toEqual([null, [boxOf(damaged.failure)]])
  const again = await composeApp(optionsFor(damaged.home))
  expect(again).toEqual({ ok: false, failure: damaged.failure })
})
