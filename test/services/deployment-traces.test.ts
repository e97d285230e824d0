import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DeploymentId, RunId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { scriptCommand } from '../../electron/engine/commands'
import type { DeploymentRequest } from '../../electron/engine/context'
import { tracedAs, traceFile } from '../../electron/engine/traces'
import { sleep } from '../../electron/sleep'
import { scriptStep } from '../support/deployable'
import { localConnection } from '../support/local-connection'
import { tempFolder } from '../support/store'
import { makeTasks, manualStep, start } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

/** An engine that begins everything and then breaks off; outputs called `Kept` have arrived by then. */
async function breaking({ ports }: DeploymentRequest): Promise<void> {
  if (ports.state().state === 'queued') await ports.emit({ kind: 'started' })
  for (const run of Object.keys(ports.state().runs) as RunId[]) {
    await ports.emit({ kind: 'run-started', run })
    await ports.emit({ kind: 'output-variable', run, variable: { name: 'Kept', value: '1' } })
  }
  throw new Error('The power went off')
}

const here = (step: StepInput): StepInput => ({ ...step, location: 'here', roles: [] })

/** A deployment of which every run is unknown, on a machine whose home folder the test sees. */
async function interrupted(steps: readonly StepInput[], isReachable = true) {
  const machine = await tempFolder()
  const ports = {
    runDeployment: breaking,
    here: async () =>
      isReachable
        ? ok(localConnection({ home: machine }))
        : ({ ok: false, failure: { kind: 'connection-refused', message: 'Nobody is there.', remedy: '' } } as const),
    sleep
  }
  const { call, over } = await openTestWorkspace({ ports })
  const [shop] = await makeTasks(call, ['Shop'], steps)
  const id = await start(call, shop!)
  const { plan } = await over(id)
  const runs = plan.stages.flatMap(stage => stage.runs)
  const commandOf = (script: string, index = 0) => {
    const { id: run, on, targetId } = runs[index]!
    const folder = `${id}.${on === 'target' ? targetId : 'here'}`
    const nonce = '0123456789abcdef0123456789abcdef'
    const traces = { file: traceFile(folder, Date.now()), run: tracedAs({ id: run, attempt: 1 }) }
    const input = {
      syntax: 'bash',
      platform: 'posix',
      nonce,
      folder,
      script,
      isLast: true,
      variables: [],
      traces
    } as const
    return scriptCommand(input)
  }
  const env = { ...process.env, HOME: machine }
  return {
    report: async () => must(await call('deployment.recovery', { id })).runs,
    call,
    over,
    id,
    runs,
    /** Runs a script as the engine would have. */
    leave: (script: string, index = 0) => {
      const { argv, stdin } = commandOf(script, index)
      spawnSync(argv[0], argv.slice(1), { input: stdin, env, cwd: machine })
    },
    leaveRunning: async (script: string) => {
      const { argv, stdin } = commandOf(script)
      const child = spawn(argv[0], argv.slice(1), { env, cwd: machine, stdio: ['pipe', 'pipe', 'ignore'] })
      child.stdin.end(stdin)
      await once(child.stdout, 'data')
      const file = join(machine, '.slipway/runs', traceFile(`${id}.${runs[0]!.targetId}`, Date.now()))
      while (!existsSync(file)) await new Promise(resolve => setImmediate(resolve))
      return child
    }
  }
}

describe('looking for what an unknown run left', () => {
  it('finds that it never began', async () => {
    const { report, runs } = await interrupted([scriptStep('Install')])
    expect(await report()).toEqual([
      {
        run: runs[0]!.id,
        finding: 'never-began',
        exitCode: null,
        words: '“Install” on bench left no sign of having begun.',
        suggestion: 'retry'
      }
    ])
  })

  it('finds that it succeeded, and that nothing of it was lost', async () => {
    const { report, leave } = await interrupted([scriptStep('Install')])
    leave('set_octopusvariable Kept 1')
    expect(await report()).toMatchObject([
      { finding: 'succeeded', exitCode: 0, words: '“Install” on bench succeeded.', suggestion: 'done' }
    ])
  })

  it('leaves it to a person when it succeeded and what it passed on did not arrive', async () => {
    const { report, leave } = await interrupted([scriptStep('Install')])
    leave('set_octopusvariable Kept 1; set_octopusvariable Url https://x')
    expect(await report()).toMatchObject([
      { finding: 'succeeded', words: expect.stringContaining('the value of “Url” did not arrive'), suggestion: null }
    ])
  })

  it('finds that it failed, and with which exit code', async () => {
    const { report, leave } = await interrupted([scriptStep('Install')])
    leave('exit 7')
    expect(await report()).toMatchObject([
      { finding: 'failed', exitCode: 7, words: '“Install” on bench ended with exit code 7.', suggestion: null }
    ])
  })

  it('finds that it still runs, and that it was broken off', async () => {
    const { report, leaveRunning } = await interrupted([scriptStep('Install')])
    const child = await leaveRunning('sleep 60')
    expect(await report()).toMatchObject([{ finding: 'still-running', suggestion: null }])
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await report()).toMatchObject([{ finding: 'died', exitCode: null, suggestion: null }])
  })

  it('tells the runs of one place apart, and places from each other', async () => {
    const steps = [scriptStep('First'), scriptStep('Second'), here(scriptStep('Local'))]
    const { report, leave, runs } = await interrupted(steps)
    leave('exit 3', 1)
    leave('true', 2)
    expect((await report()).map(item => [item.run, item.finding])).toEqual([
      [runs[0]!.id, 'never-began'],
      [runs[1]!.id, 'failed'],
      [runs[2]!.id, 'succeeded']
    ])
  })

  it('takes nothing that an earlier attempt left for what became of the last one', async () => {
    const { call, over, id, report, leave, runs } = await interrupted([scriptStep('Install')])
    leave('true')
    must(await call('deployment.resume', { id, decisions: [{ run: runs[0]!.id, choice: 'retry' }] }))
    await over(id)
    expect(await report()).toMatchObject([{ finding: 'never-began', suggestion: 'retry' }])
  })

  it('says why a place cannot be looked at', async () => {
    const { report } = await interrupted([scriptStep('Install')], false)
    expect(await report()).toMatchObject([
      {
        finding: 'unreachable',
        words: 'The place where “Install” on bench ran cannot be looked at. Nobody is there.',
        suggestion: null
      }
    ])
  })

  it('finds nothing of what leaves no trace', async () => {
    const mail: StepInput = {
      name: 'Tell',
      location: 'here',
      roles: [],
      actions: [{ type: 'email', to: 'a@example.org', subject: 'Hello', body: 'x' }]
    }
    const { report } = await interrupted([mail])
    expect(await report()).toMatchObject([{ finding: 'no-trace', suggestion: null }])
  })

  it('has people asked again who were not asked yet', async () => {
    const { report } = await interrupted([manualStep('Sign off')])
    expect(await report()).toMatchObject([
      {
        finding: 'no-trace',
        words: '“Sign off” had not asked anybody yet, and does when it runs again.',
        suggestion: 'retry'
      }
    ])
  })

  it('of a deployment that is not there fails, and of one without unknown runs finds none', async () => {
    const { call, over } = await openTestWorkspace()
    const [shop] = await makeTasks(call, ['Shop'])
    const id = await start(call, shop!)
    await over(id)
    expect(must(await call('deployment.recovery', { id }))).toEqual({ runs: [] })
    const missing = 'deployment-0000000000' as DeploymentId
    expect(await call('deployment.recovery', { id: missing })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})
