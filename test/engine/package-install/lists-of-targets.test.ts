import { describe, expect, it } from 'vitest'
import { deployPackage, readInstalled } from '../../support/package-deploys'
import { textVariable } from '../../support/plans'
import { freshHome, runReally } from '../../support/real-scripts'

freshHome()

describe('lists of targets, and how steps went', () => {
  it('are put into files of a package, as into a script', async () => {
    const { run } = await deployPackage({
      files: {
        'balancer.txt':
          '#{each m in Octopus.Environment.MachinesInRole[web]}server #{m};#{/each}|#{Octopus.Deployment.Machines}|#{Octopus.Step[Install].Status.Code}'
      },
      action: { substituteIn: ['*.txt'], ignoresPackagedScripts: true }
    })
    expect(run.state).toBe('succeeded')
    expect(await readInstalled('balancer.txt')).toBe('server target-0000000001;|target-0000000001|Running')
  })

  it('are known to scripts of a package, as to one of the process', async () => {
    const { lines } = await deployPackage({
      files: {
        'PostDeploy.sh':
          'echo "[$(get_octopusvariable Octopus.Deployment.Machines)] [$(get_octopusvariable "Octopus.Step[Install].Status.Code")] $(get_octopusvariable Octopus.Machine.Name)"'
      }
    })
    expect(lines).toContain('stdout info [target-0000000001] [Running] web-1')
  })

  it('are found whatever the case of their names', async () => {
    const { said } = await runReally('echo "#{octopus.machine.name} #{octopus.deployment.machines} #{All}"', {
      variables: [textVariable(1, 'All', '#{octopus.environment.machinesinrole[web]}')]
    })
    expect(said).toEqual(['stdout info web-1 target-0000000001 target-0000000001'])
  })

  it('do not travel to a script that mentions none of them', async () => {
    const { said } = await runReally(
      `for name in "\${!octopus_parameters[@]}"; do case $name in *."Targets["*|*.Machines*|*."Step["*) echo "$name";; esac; done`
    )
    expect(said).toEqual([])
  })
})
