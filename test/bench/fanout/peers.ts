import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChildResult, runTimed } from '../support/child'
import type { Farm, FarmTarget } from '../support/farm'
import type { Measured } from '../support/measure'
import { requireAllOutputs, steps } from './work'

const measuredChild = ({ wallMs, cpuMs }: ChildResult): Measured => ({ wallMs, cpuMs, loop: null, rss: null })

const sshOptions = (farm: Farm): readonly string[] => [
  `IdentityFile=${farm.privateKeyFile}`,
  'IdentitiesOnly=yes',
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'GlobalKnownHostsFile=/dev/null',
  'PreferredAuthentications=publickey',
  'LogLevel=ERROR',
  'BatchMode=yes'
]

/** Ansible refuses to run where this finds nothing. */
export const hasAnsible = async (): Promise<boolean> =>
  (await runTimed('/bin/sh', ['-c', 'command -v ansible-playbook'])).code === 0

const inventoryLine = (target: FarmTarget): string =>
  `${target.host} ansible_port=${target.port} ansible_user=${target.username}`

const playbook = JSON.stringify([
  {
    hosts: 'all',
    gather_facts: false,
    tasks: steps.map(step => ({ name: step.name, shell: step.body }))
  }
])

/** Ansible as its manual says to make it fast: pipelining, kept connections, as many forks, a fixed interpreter. */
export async function runAnsible(farm: Farm, parallel: number): Promise<Measured> {
  const folder = await mkdtemp(join(farm.folder, 'ansible-'))
  const inventory = join(folder, 'hosts')
  await writeFile(inventory, `[all]\n${farm.targets.map(inventoryLine).join('\n')}\n`)
  // JSON is YAML.
  await writeFile(join(folder, 'play.yml'), playbook)
  const options = sshOptions(farm).flatMap(option => ['-o', option])
  const configuration = [
    '[defaults]',
    `forks = ${parallel}`,
    'interpreter_python = /usr/bin/python3',
    'stdout_callback = minimal',
    'host_key_checking = false',
    `local_tmp = ${join(folder, 'local')}`,
    '[ssh_connection]',
    'pipelining = true',
    `control_path_dir = ${join(folder, 'cp')}`,
    `ssh_args = -o ControlMaster=auto -o ControlPersist=10s -o KexAlgorithms=curve25519-sha256 ${options.join(' ')}`
  ]
  await writeFile(join(folder, 'ansible.cfg'), `${configuration.join('\n')}\n`)
  try {
    const result = await runTimed('ansible-playbook', ['-i', inventory, join(folder, 'play.yml')], {
      cwd: folder,
      env: { ANSIBLE_CONFIG: join(folder, 'ansible.cfg') }
    })
    requireAllOutputs('ansible', farm.targets, result.stdout + result.stderr)
    return measuredChild(result)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The OpenSSH client: one kept connection a target, one command a step, `xargs` for the width. */
export async function runOpenSsh(farm: Farm, parallel: number): Promise<Measured> {
  const folder = await mkdtemp(join(farm.folder, 'ssh-'))
  const options = [...sshOptions(farm), 'KexAlgorithms=curve25519-sha256', 'ControlMaster=auto', 'ControlPersist=10s']
  const configuration = [...options, `ControlPath=${folder}/%h`].map(option => option.replace('=', ' ')).join('\n')
  await writeFile(join(folder, 'config'), `${configuration}\n`)
  const ssh = `ssh -F ${join(folder, 'config')} -p "$2" "$3@$1"`
  const one = [...steps.map(step => `${ssh} '${step.body}' </dev/null`), `${ssh} -O exit 2>/dev/null`].join('\n')
  await writeFile(join(folder, 'one.sh'), `${one}\n`)
  const list = farm.targets.map(target => `${target.host} ${target.port} ${target.username}`).join('\n')
  try {
    const result = await runTimed('xargs', ['-P', String(parallel), '-L', '1', '/bin/sh', join(folder, 'one.sh')], {
      stdin: `${list}\n`
    })
    requireAllOutputs('ssh', farm.targets, result.stdout + result.stderr)
    return measuredChild(result)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
