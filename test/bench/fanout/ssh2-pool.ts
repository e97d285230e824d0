import { connect } from 'node:net'
import { Client } from 'ssh2'
import { scriptCommand } from '../../../electron/engine/commands'
import type { Command } from '../../../electron/engine/ports'
import type { FarmTarget } from '../support/farm'
import { type Measured, measure } from '../support/measure'
import { type Assignment, requireAllOutputs, steps } from './work'

/** Opens one tuned connection: no Nagle, the key at once, the fastest algorithms. */
function open(target: FarmTarget, privateKey: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client()
    client.once('ready', () => resolve(client))
    client.once('error', reject)
    client.connect({
      sock: connect({ host: target.host, port: target.port, noDelay: true }),
      username: target.username,
      privateKey,
      authHandler: ['publickey'],
      algorithms: { kex: ['curve25519-sha256'], cipher: ['aes128-gcm@openssh.com'], serverHostKey: ['ssh-ed25519'] },
      readyTimeout: 60_000
    })
  })
}

function execute(client: Client, { line, stdin }: Pick<Command, 'line' | 'stdin'>): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error)
      let output = ''
      channel.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
      })
      channel.stderr.on('data', () => undefined)
      channel.on('close', () => resolve(output))
      channel.end(stdin)
    })
  })
}

/** The body as the command itself: the least that can be sent. */
const bare = (body: string): Pick<Command, 'line' | 'stdin'> => ({ line: body, stdin: new Uint8Array() })

/** What Slipway sends: a constant line, and script, helper functions and variables on standard input. */
const asSlipway = (body: string): Pick<Command, 'line' | 'stdin'> =>
  scriptCommand({
    syntax: 'bash',
    platform: 'posix',
    nonce: '0'.repeat(32),
    folder: 'bench',
    script: body,
    isLast: false,
    variables: []
  })

/** The least that a Node program can do: one pooled connection a target, one channel a step, nothing recorded. */
export const runSsh2Pool = (assignment: Assignment): Promise<Measured> => runPool('ssh2', assignment, bare)

/** The same where the targets have the same work to do as under Slipway. */
export const runSsh2Loader = (assignment: Assignment): Promise<Measured> =>
  runPool('ssh2 loader', assignment, asSlipway)

async function runPool(name: string, assignment: Assignment, command: typeof bare): Promise<Measured> {
  const { targets, privateKey, parallel } = assignment
  const outputs: string[] = []
  const waiting = [...targets]
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      const client = await open(target, privateKey)
      for (const step of steps) outputs.push(await execute(client, command(step.body)))
      client.end()
    }
  }
  const measured = await measure(async () => {
    await Promise.all(Array.from({ length: Math.min(parallel, targets.length) }, worker))
  })
  requireAllOutputs(name, targets, outputs.join(''))
  return measured
}
