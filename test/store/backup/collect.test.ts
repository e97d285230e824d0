import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { collect } from '../../../electron/store/backup/collect'
import { storedDeploymentId as id, output, queued, stamped } from '../../support/deployment-events'
import { tempFolder } from '../../support/store'

const endings = [{ kind: 'interrupted' }, { kind: 'finished', outcome: 'failed', summary: '' }] as const

it.each(endings)('what a log that is over ($kind) gains later is not in a copy of before', async ending => {
  const [from, to] = [await tempFolder(), join(await tempFolder(), 'data')]
  const own = join('deployments', id)
  const log = join(from, own, 'events.ndjson')
  await mkdir(join(from, own), { recursive: true })
  const text = stamped([queued, { kind: 'started' }, output(null, ['one']), ending])
    .map(event => `${JSON.stringify(event)}\n`)
    .join('')
  await writeFile(log, text)
  await collect(from, to, join(await tempFolder(), 'pins'))
  await writeFile(log, '{"kind":"resumed"}\n', { flag: 'a' })
  expect(await readFile(join(to, own, 'events.ndjson'), 'utf8')).toBe(text)
})
