import type { Failure } from '@shared/failure'
import { fail } from '@shared/result'
import type { Connect, Connection } from '../../electron/engine/ports'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor, type ScriptedMachine } from './engine'
import { type planOf, sshTarget } from './plans'

/** Why a machine cannot be reached. */
export const refused: Failure = {
  kind: 'connection-refused',
  message: 'web-2.example:22 refused.',
  remedy: 'Start sshd.'
}
const base64 = (text: string) => Buffer.from(text).toString('base64')
/** A service message as a script prints it. */
export const message = (name: string, values: Readonly<Record<string, string>>) =>
  `##octopus[${name}${Object.entries(values)
    .map(([key, value]) => ` ${key}='${base64(value)}'`)
    .join('')}]\n`

type Machines = Readonly<Record<string, ScriptedMachine | Failure>>

/** Runs a plan on scripted machines, with time that passes at once. */
export async function deploy(
  plan: ReturnType<typeof planOf>,
  machines: Machines,
  changes: Parameters<typeof requestFor>[2] & { readonly connect?: Connect } = {}
) {
  const { connect, ...rest } = changes
  const record = recording(plan)
  const connections = Object.fromEntries(
    Object.entries(machines).map(([name, machine]) => [
      name,
      'connection' in machine ? machine.connection : fail<Connection>(machine)
    ])
  )
  const ports = fakePorts({
    ...record.ports,
    connect: connect ?? connectTo(connections),
    now: () => 5000,
    sleep: () => new Promise(resolve => setImmediate(resolve))
  })
  await runDeployment(requestFor(plan, ports, rest))
  return { ...record, deployment: record.state(), kept: ports.kept }
}

export const twoTargets = { targets: [sshTarget(1), sshTarget(2)] }
/** The state of each run, by its short name. */
export const states = (deployment: { readonly runs: Readonly<Record<string, { readonly state: string }>> }) =>
  Object.fromEntries(
    Object.entries(deployment.runs).map(([id, run]) => [id.replace('target-000000000', ''), run.state])
  )
