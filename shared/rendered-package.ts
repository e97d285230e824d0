import type { ActionOf } from './model/action'
import { type NginxSite, type PackageChoice, packageStages } from './model/package-action'
import { countOf } from './plan/words'

type PackageAction = ActionOf<'deploy-package' | 'transfer-package' | 'package-script'>
type Shown = (text: string) => string
type Line = readonly [name: string, value: string | undefined]

const lines = (all: readonly Line[]): string =>
  all.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n')

/** What an action does with its package, for people; references are replaced by `shown`. */
export function packageText(action: PackageAction, shown: Shown): string {
  const blocks = [lines([['Package', chosenWords(action.package)], ...ownLines(action, shown)])]
  if (action.type !== 'transfer-package') blocks.push(configurationText(action, shown), besideText(action))
  if (action.type === 'deploy-package')
    blocks.push(action.nginx === undefined ? '' : nginxText(action.nginx, shown), scriptsText(action, shown))
  return blocks.filter(block => block !== '').join('\n\n')
}

const chosenWords = ({ packageId, version }: PackageChoice): string =>
  `${packageId}${version === undefined ? '' : ` ${version}`}`

function ownLines(action: PackageAction, shown: Shown): readonly Line[] {
  if (action.type === 'transfer-package') return [['To', shown(action.to)]]
  if (action.type === 'package-script')
    return [
      ['Script', shown(action.file)],
      ['Parameters', action.parameters === undefined ? undefined : shown(action.parameters)]
    ]
  const { installTo, skipsIfInstalled, ignoresPackagedScripts, keep } = action
  const purge = installTo?.purge
  return [
    ['Installed to', installTo === undefined ? undefined : shown(installTo.path)],
    [
      'Emptied first',
      purge && (purge.keep.length === 0 ? 'everything' : `all but ${purge.keep.map(item => shown(item)).join(', ')}`)
    ],
    ['Skipped', skipsIfInstalled ? 'where this very version is installed' : undefined],
    ['Scripts of the package', ignoresPackagedScripts ? 'do not run' : undefined],
    ['Stay on the target', keep && countOf(keep.count, keep.unit === 'count' ? 'earlier version' : 'day')]
  ]
}

function configurationText(action: Exclude<PackageAction, ActionOf<'transfer-package'>>, shown: Shown): string {
  const { substituteIn, structuredIn, dotNetVariables, transforms, additionalTransforms } = action
  const all = (patterns: readonly string[] | undefined) => patterns?.map(item => shown(item)).join(', ')
  return lines([
    ['Variables replaced in', all(substituteIn)],
    ['Values set in', all(structuredIn)],
    ['.NET settings', dotNetVariables ? 'set in *.config files' : undefined],
    ['.NET transforms', transforms ? 'applied' : undefined],
    ['Further transforms', additionalTransforms === undefined ? undefined : shown(additionalTransforms)]
  ])
}

const besideText = ({ packages = [] }: Exclude<PackageAction, ActionOf<'transfer-package'>>): string =>
  packages
    .map(item => {
      const where = item.isExtracted ? `unpacked to ./${item.name}/` : `as the file ./${item.name}`
      return `Beside scripts: ${chosenWords(item)}, ${where}`
    })
    .join('\n')

function nginxText({ hostName, bindings, locations }: NginxSite, shown: Shown): string {
  const addresses = bindings.map(
    ({ protocol, port, ip }) => `${protocol} ${ip === undefined ? '' : `${shown(ip)}:`}${port}`
  )
  return [
    lines([
      ['NGINX', hostName === undefined ? 'every name' : shown(hostName)],
      ['Listens on', addresses.join(', ')]
    ]),
    ...locations.map(({ path, directives }) =>
      directives === undefined
        ? `location ${shown(path)}: files of the package`
        : `location ${shown(path)}:\n${shown(directives)}`
    )
  ].join('\n')
}

function scriptsText({ scripts = {} }: ActionOf<'deploy-package'>, shown: Shown): string {
  return packageStages
    .flatMap(stage => {
      const script = scripts[stage]
      return script === undefined ? [] : [`# ${stageNames[stage]}\n${shown(script.body)}`]
    })
    .join('\n\n')
}

/** What people call the moments at which scripts of a package run. */
export const stageNames = { preDeploy: 'PreDeploy', deploy: 'Deploy', postDeploy: 'PostDeploy' } as const
