import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { redacted } from '@shared/secret'
import { runTimed } from '../support/child'
import type { Farm } from '../support/farm'
import type { Measured } from '../support/measure'
import type { BigLog } from './lines'

/** Secrets here are letters and digits, so no pattern needs escaping. */
async function filterCommand(kind: 'sed' | 'perl', folder: string, secrets: readonly string[]): Promise<string> {
  if (kind === 'perl') return `perl -pe 's/${secrets.join('|')}/${redacted}/g'`
  const rules = join(folder, 'rules.sed')
  await writeFile(rules, secrets.map(secret => `s/${secret}/${redacted}/g\n`).join(''))
  return `sed -f ${rules}`
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** What a person would type: the log through ssh, a filter for the secrets, a file. */
export async function runPipe(kind: 'sed' | 'perl', farm: Farm, file: string, log: BigLog): Promise<Measured> {
  const target = farm.targets[0]
  if (!target) throw new Error('The farm is empty')
  const masked = join(farm.folder, `${kind}.log`)
  const ssh = [
    `ssh -F /dev/null -i ${farm.privateKeyFile} -p ${target.port}`,
    '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR',
    '-o KexAlgorithms=curve25519-sha256 -c aes128-gcm@openssh.com',
    `${target.username}@${target.host} 'cat ${file}'`
  ].join(' ')
  const filter = await filterCommand(kind, farm.folder, log.secrets)
  const result = await runTimed('/bin/bash', ['-o', 'pipefail', '-c', `${ssh} | ${filter} > ${masked}`])
  if (result.code !== 0) throw new Error(`The pipe through ${kind} ended with ${result.code}\n${result.stderr}`)
  if ((await hashOf(masked)) !== log.maskedHash) throw new Error(`The pipe through ${kind} left another text`)
  return { wallMs: result.wallMs, cpuMs: result.cpuMs, loop: null, rss: null }
}
