import type { EnvironmentId, ProjectGroupId, SecretId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { openStore } from '../../../electron/store/open-store'
import type { Repeat } from '../../../electron/store/upkeep'
import { testActor } from '../../support/actor'
import { aDraft } from '../../support/audit'
import { output, queued, stamped, storedDeploymentId, storedRuns } from '../../support/deployment-events'

/** Something that the store said was done: it must be there after any crash. */
export interface Promised {
  readonly seq?: number
  readonly environment?: EnvironmentId
  readonly secret?: SecretId
  readonly plain?: string
}

/** Checkpoints come so often that the kill hits one. */
const often: Repeat = work => {
  const timer = setInterval(() => void work(), 3)
  return () => clearInterval(timer)
}

/** Works on a store without end and says, line by line, what it was promised: the test kills it at some moment. */
async function work(folder: string, keyFile: string): Promise<void> {
  const options = { folder, keyFile, now: Date.now, isKeyFileEnough: true, actor: testActor, repeat: often }
  const opened = await openStore(options)
  if (!opened.ok) throw new Error(opened.failure.message)
  const store = opened.value
  const promise = (words: Promised): void => void process.stdout.write(`${JSON.stringify(words)}\n`)
  const log = await store.logs.open(storedDeploymentId)
  const [run] = storedRuns
  for (const event of stamped([queued, { kind: 'started' }, { kind: 'run-started', run }])) await log.append(event)
  for (let i = 1, seq = 4; ; i++) {
    const facts = [output(run, [`line ${i}`]), { kind: 'run-progress', run, percentage: i % 100, message: '' } as const]
    await Promise.all(stamped(facts, seq).map(event => log.append(event)))
    seq += facts.length
    promise({ seq: seq - 1 })
    const environment = `environment-${String(i).padStart(10, '0')}` as EnvironmentId
    const record = { id: environment, name: `E${i}`, description: '', isProduction: false, sortOrder: i }
    const group = { id: `group-${String(i).padStart(10, '0')}` as ProjectGroupId, name: `G${i}` }
    await store.commit([store.environments.putting(record), store.groups.putting(group)], [aDraft(i)])
    promise({ environment })
    promise({ secret: await store.vault.put(new Secret(`secret ${i}`)), plain: `secret ${i}` })
  }
}

const [folder = '', keyFile = ''] = process.argv.slice(2)
await work(folder, keyFile)
