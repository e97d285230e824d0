import type { ActionOf } from '@shared/model/action'
import { isKnownOnceItRuns, knownOnceItRuns } from '@shared/variables/known-later'
import { expect, it } from 'vitest'
import { deployPackage } from '../../support/package-deploys'
import { ids } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'

freshHome()

const install: ActionOf<'deploy-package'> = {
  type: 'deploy-package',
  id: ids.action(1),
  package: { packageId: 'Shop.Web' }
}

/** The names that a script of an installation finds and a plan does not know, without those of outputs and steps. */
async function namesOf(action: Partial<ActionOf<'deploy-package'>>): Promise<readonly string[]> {
  const body = `for name in "\${!octopus_parameters[@]}"; do echo "$name"; done`
  const { lines, state } = await deployPackage({
    files: { 'app.txt': 'x' },
    action: { ...action, scripts: { postDeploy: { syntax: 'bash', body } } }
  })
  const said = lines.filter(line => line.startsWith('stdout info ')).map(line => line.slice('stdout info '.length))
  const planned = Object.keys(state.plan.facts ?? {})
  const inPlan =
    /^Octopus\.(Machine\.|(Step|Action)\.[A-Za-z]+$|Action\.(Script|Package(\[\])?\.(PackageId|PackageVersion|PackageFileName|FeedId)$))/
  return said
    .filter(name => !planned.includes(name) && !inPlan.test(name) && !/^Octopus\.(Step|Action)\[/.test(name))
    .sort()
}

it('an installation knows exactly the names that plans take for known later', async () => {
  const names = await namesOf({})
  expect(names).toEqual([
    'Octopus.Action.Package.ExtractedPath',
    'Octopus.Action.Package.InstallationDirectoryPath',
    'Octopus.Action.Package.OriginalPath',
    'Octopus.Action.Package.PackageFilePath',
    'Octopus.Action.Package[].ExtractedPath',
    'Octopus.Action.Package[].OriginalPath',
    'Octopus.Action.Package[].PackageFilePath',
    'Octopus.Deployment.Comments',
    'Octopus.Deployment.Created',
    'Octopus.Deployment.CreatedBy.DisplayName',
    'Octopus.Deployment.CreatedBy.Id',
    'Octopus.Deployment.CreatedBy.Username',
    'Octopus.Deployment.Id',
    'Octopus.Task.Id',
    'Octopus.Task.Name',
    'Octopus.Task.QueueTime',
    'Octopus.Tentacle.PreviousInstallation.CustomInstallationDirectory',
    'Octopus.Tentacle.PreviousInstallation.OriginalInstalledPath',
    'Octopus.Tentacle.PreviousInstallation.PackageFilePath',
    'Octopus.Tentacle.PreviousInstallation.PackageVersion',
    'Octopus.Tentacle.PreviousSuccessfulInstallation.CustomInstallationDirectory',
    'Octopus.Tentacle.PreviousSuccessfulInstallation.OriginalInstalledPath',
    'Octopus.Tentacle.PreviousSuccessfulInstallation.PackageFilePath',
    'Octopus.Tentacle.PreviousSuccessfulInstallation.PackageVersion',
    'OctopusOriginalPackageDirectoryPath',
    'Package.ExtractedFileCount',
    'Package.InstallationDirectoryPath'
  ])
  expect(names.filter(name => !knownOnceItRuns(install)(name) || !isKnownOnceItRuns(name))).toEqual([])
  const custom = await namesOf({ installTo: { path: `${home}/www` } })
  const more = custom.filter(name => !names.includes(name))
  expect(more).toEqual(['Octopus.Action.Package.CustomInstallationDirectory', 'Package.CopiedFileCount'])
  expect(more.map(knownOnceItRuns(install))).toEqual([false, false])
  expect(more.map(knownOnceItRuns({ ...install, installTo: { path: '/www' } }))).toEqual([true, true])
})

it.each([
  'Octopus.Deployment.CreatedBy.EmailAddress',
  'Octopus.Deployment.Ident',
  'Octopus.Task.Arguments',
  'Octopus.Step[Web].Status.Colour',
  'Octopus.Action.Package.Installations',
  'Octopus.Tentacle.PreviousInstallation.Colour'
])('no run knows %s', name => {
  expect([isKnownOnceItRuns(name), knownOnceItRuns(install)(name)]).toEqual([false, false])
})

it('where a package lies is known to the action that has it', () => {
  const script = (...references: readonly string[]): ActionOf<'script'> => ({
    type: 'script',
    id: ids.action(1),
    syntax: 'bash',
    body: 'x',
    packages: references.map(name => ({ name, packageId: 'Tools' }))
  })
  const name = 'octopus.action.package[web].extractedpath'
  expect([script('Web'), script('Other'), script(), install].map(action => knownOnceItRuns(action)(name))).toEqual([
    true,
    false,
    false,
    false
  ])
  expect(isKnownOnceItRuns(name)).toBe(true)
})
