import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunId } from '@shared/ids'
import type { ActionOf } from '@shared/model/action'
import type { ChosenPackage } from '@shared/model/package'
import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { afterEach, beforeEach } from 'vitest'
import type { Connection } from '../../electron/engine/ports'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from './engine'
import { localConnection } from './local-connection'
import { type PackageShelf, packageShelf } from './package-shelf'
import { ids, planOf, scriptStep } from './plans'

/** The home folder of the one target, in which the repository lies as well; in files that call `freshShelf`. */
export let home: string
/** The packages that there are; a test may put others in their place with `reshelve`. */
export let shelf: PackageShelf

const usualPackages = {
  'Shop.Web': { 'app.txt': 'web', 'bin/run.sh': { run: 'echo ran' }, empty: null, current: { to: 'bin' } },
  Tools: {
    'deploy.sh': 'cat data/greeting.txt\necho "to #{Target} with $1"\necho "$PWD"\ntouch made-here\n',
    'deploy.py': 'print(open("data/greeting.txt").read() + " from python to #{Target}")\n',
    'data/greeting.txt': 'hello'
  }
}

/** Gives each test of a file a target and a repository of its own. Files share this module, so each one has to call it. */
export function freshShelf(): void {
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'slipway-packages-'))
    const store = join(home, 'repository')
    mkdirSync(store)
    shelf = await packageShelf(store, usualPackages)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
}

/** Puts other packages into the repository. */
export async function reshelve(contents: Parameters<typeof packageShelf>[1]): Promise<void> {
  shelf = await packageShelf(join(home, 'repository'), contents)
}

/** A bash script with packages beside it, on every target. */
export const bashWith = (n: number, packages: ActionOf<'script'>['packages'], body: string): Step => ({
  ...scriptStep(n),
  actions: [
    { type: 'script', id: ids.action(n), syntax: 'bash', body, ...(packages === undefined ? {} : { packages }) }
  ]
})
/** A reference to a package. */
export const beside = (name: string, packageId: string, isExtracted = false) =>
  isExtracted ? { name, packageId, isExtracted } : { name, packageId }
interface Options {
  readonly packages: readonly ChosenPackage[]
  readonly variables?: readonly Variable[]
  readonly send?: Connection['send']
  readonly isGuided?: boolean
  /** Called with each question that is asked; what it answers is recorded. */
  readonly answer?: (question: number) => 'retry' | 'fail' | 'ignore'
}

/** Deploys for real to the one target, whose home is a folder of the test. */
export async function deploy(
  steps: readonly Step[],
  { packages, variables = [], send, isGuided = false, answer }: Options
) {
  const plan = planOf({ steps, packages, isGuided })
  const record = recording(plan)
  const machine = localConnection({ home })
  const connection = send === undefined ? machine : { ...machine, send }
  const ports = fakePorts({
    ...record.ports,
    connect: connectTo({ 'web-1': connection, here: connection }),
    packages: shelf.port,
    emit: async fact => {
      record.add(fact)
      const number = record.state().questions.length
      if (fact.kind === 'asked' && answer !== undefined)
        setImmediate(() =>
          record.add({ kind: 'question-answered', question: number, choice: answer(number), by: 'Eve', note: '' })
        )
    }
  })
  await runDeployment(requestFor(plan, ports, { snapshot: { steps: [...steps], variables: [...variables] } }))
  const state = record.state()
  const runs = Object.fromEntries(
    Object.values(state.runs).map(run => [run.id.replace('target-000000000', ''), run.state])
  )
  const lines = record.lines()
  return { state, runs, lines, said: lines.filter(line => !line.startsWith('slipway ')), facts: record.facts }
}

/** A run as it ended. */
const runOf = ({ state }: Awaited<ReturnType<typeof deploy>>, id: string) => state.runs[id as RunId]
/** Why a run failed; null where it did not. */
export const failureOf = (done: Awaited<ReturnType<typeof deploy>>, id: string) => {
  const run = runOf(done, id)
  return run?.state === 'failed' ? run.failure : null
}
/** What a run passed on. */
export const outputsOf = (done: Awaited<ReturnType<typeof deploy>>, id: string) =>
  Object.fromEntries((runOf(done, id)?.outputs ?? []).map(item => [item.name, 'value' in item ? item.value : '']))
/** The id of the one target. */
export const target = 'target-0000000001'
