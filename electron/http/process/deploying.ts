import type { ActionOf } from '@shared/model/action'
import { type PackageStage, packageStages } from '@shared/model/package-action'
import { refuse } from '../request'
import { wordIfTrue, wordOf } from '../wire'
import { type Codec, members, onlyTrue, type ReadAction, unlessEmpty } from './codec'
import { configurationFeatures, configurationIn, configurationProperties, features } from './configuration'
import { featureProperty, featuresIn } from './features'
import type { Properties } from './properties'

const own = 'Octopus.Action.Package.'
const customScripts = 'Octopus.Features.CustomScripts'
const customDirectory = 'Octopus.Features.CustomDirectory'
const known = [...Object.values(features), customScripts, customDirectory]

const stageWords: Readonly<Record<PackageStage, string>> = {
  preDeploy: 'PreDeploy',
  deploy: 'Deploy',
  postDeploy: 'PostDeploy'
}
const extensions = { bash: 'sh', python: 'py', powershell: 'ps1' } as const
type Syntax = keyof typeof extensions

type DeployPackage = ActionOf<'deploy-package'>

export const deployPackage: Codec<'deploy-package'> = {
  write: action => ({
    type: 'Octopus.TentaclePackage',
    properties: {
      ...featureProperty([
        ...configurationFeatures(action),
        ...(action.scripts === undefined ? [] : [customScripts]),
        ...(action.installTo === undefined ? [] : [customDirectory])
      ]),
      ...configurationProperties(action),
      ...stageScripts(action),
      ...installation(action),
      [`${own}RunScripts`]: action.ignoresPackagedScripts === true ? wordOf(false) : undefined,
      [`${own}SkipIfAlreadyInstalled`]: wordIfTrue(action.skipsIfInstalled),
      'Slipway.Action.Package.Keep': action.keep === undefined ? undefined : JSON.stringify(action.keep),
      'Slipway.Action.Package.Nginx': action.nginx === undefined ? undefined : JSON.stringify(action.nginx)
    },
    own: action.package,
    references: action.packages
  }),
  read: given => {
    const { properties, packages, path } = given
    const isOn = featuresIn(properties, known, path)
    return members({
      type: 'deploy-package',
      package: packages.own,
      packages: packages.references,
      scripts: isOn(customScripts) ? scriptsIn(given) : undefined,
      installTo: isOn(customDirectory) ? installationIn(properties) : undefined,
      ...configurationIn(properties, isOn),
      ignoresPackagedScripts: onlyTrue(properties.takeFlag(`${own}RunScripts`) === false),
      skipsIfInstalled: onlyTrue(properties.takeFlag(`${own}SkipIfAlreadyInstalled`)),
      keep: properties.takeJson('Slipway.Action.Package.Keep'),
      nginx: properties.takeJson('Slipway.Action.Package.Nginx')
    })
  }
}

const scriptProperty = (stage: PackageStage, syntax: Syntax): string =>
  `Octopus.Action.CustomScripts.${stageWords[stage]}.${extensions[syntax]}`

const stageScripts = ({ scripts = {} }: DeployPackage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    packageStages.flatMap(stage => {
      const script = scripts[stage]
      return script === undefined ? [] : [[scriptProperty(stage, script.syntax), script.body]]
    })
  )

function scriptsIn({ properties, path }: ReadAction) {
  const found = packageStages.flatMap(stage => {
    const all = (Object.keys(extensions) as Syntax[]).flatMap(syntax => {
      const body = properties.take(scriptProperty(stage, syntax))
      return body === undefined ? [] : [{ syntax, body }]
    })
    if (all.length > 1)
      refuse(
        `${path}.Properties.Octopus.Action.CustomScripts.${stageWords[stage]}`,
        `There are scripts in several languages for ${stageWords[stage]}.`,
        'Leave one of them: an action has one script for each moment.'
      )
    return all.map(script => [stage, script])
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

const folder = `${own}CustomInstallationDirectory`

const installation = ({ installTo }: DeployPackage): Readonly<Record<string, string | undefined>> =>
  installTo === undefined
    ? {}
    : {
        [folder]: installTo.path,
        [`${folder}ShouldBePurgedBeforeDeployment`]: wordOf(installTo.purge !== undefined),
        [`${folder}PurgeExclusions`]: installTo.purge === undefined ? undefined : installTo.purge.keep.join('\n')
      }

function installationIn(properties: Properties) {
  const keep = properties.takeLines(`${folder}PurgeExclusions`)
  const isPurged = properties.takeFlag(`${folder}ShouldBePurgedBeforeDeployment`) === true
  return { path: properties.take(folder) ?? '', ...(isPurged ? { purge: { keep } } : {}) }
}

export const transferPackage: Codec<'transfer-package'> = {
  write: action => ({
    type: 'Octopus.TransferPackage',
    properties: { [`${own}TransferPath`]: action.to },
    own: action.package
  }),
  read: ({ properties, packages, path }) => {
    featuresIn(properties, [], path)
    return members({
      type: 'transfer-package',
      package: packages.own,
      packages: unlessEmpty(packages.references ?? []),
      to: properties.take(`${own}TransferPath`) ?? ''
    })
  }
}
