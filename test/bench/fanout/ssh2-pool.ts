import { connect } from 'node:net'
import { Client } from 'ssh2'
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

function execute(client: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error)
      let output = ''
      channel.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
      })
      channel.stderr.on('data', () => undefined)
      channel.on('close', () => resolve(output))
    })
  })
}

/** The least that a Node program can do: one pooled connection a target, one channel a step, nothing recorded. */
export async function runSsh2Pool({ targets, privateKey, parallel }: Assignment): Promise<Measured> {
  const outputs: string[] = []
  const waiting = [...targets]
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      const client = await open(target, privateKey)
      for (const step of steps) outputs.push(await execute(client, step.body))
      client.end()
    }
  }
  const measured = await measure(async () => {
    await Promise.all(Array.from({ length: Math.min(parallel, targets.length) }, worker))
  })
  requireAllOutputs('ssh2', targets, outputs.join(''))
  return measured
}
