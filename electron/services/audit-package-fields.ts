import type { ActionOf } from '@shared/model/action'
import { type PackageReference, packageStages } from '@shared/model/package-action'
import { stageNames } from '@shared/rendered-package'
import type { Field } from './audit-changes'
import type { FieldsByType, StepNames } from './audit-step-fields'

type PackageAction = ActionOf<'deploy-package' | 'transfer-package' | 'package-script'>
type Configured = ActionOf<'deploy-package' | 'package-script'>

const lines = (text: string | undefined) => (text === undefined || text === '' ? null : { script: text })
const yes = (value: boolean | undefined): boolean => value === true

const packageOf = ({ feed }: StepNames): readonly Field<PackageAction>[] => [
  { name: 'package', of: ({ package: chosen }) => chosen.packageId },
  { name: 'fixed version', of: ({ package: chosen }) => chosen.version ?? null },
  { name: 'feed', of: ({ package: { feedId } }) => (feedId === undefined ? null : feed(feedId)) }
]

/** Such as `tools: Acme.Tools, always 1.2.0, from nuget.org, unpacked`. */
function besideText({ name, packageId, version, feedId, isExtracted }: PackageReference, { feed }: StepNames): string {
  const words = [
    packageId,
    ...(version === undefined ? [] : [`always ${version}`]),
    ...(feedId === undefined ? [] : [`from ${feed(feedId)}`]),
    ...(isExtracted === true ? ['unpacked'] : [])
  ]
  return `${name}: ${words.join(', ')}`
}

/** The packages that lie beside a script of an action. */
export const besideField = (
  names: StepNames
): Field<{ readonly packages?: readonly PackageReference[] | undefined }> => ({
  name: 'packages beside it',
  of: ({ packages = [] }) => ({ list: packages.map(item => besideText(item, names)) })
})

const configured = (names: StepNames): readonly Field<Configured>[] => [
  besideField(names),
  { name: 'substitutes in', of: ({ substituteIn = [] }) => ({ list: substituteIn }) },
  { name: 'replaces values in', of: ({ structuredIn = [] }) => ({ list: structuredIn }) },
  { name: 'replaces .NET settings', of: ({ dotNetVariables }) => yes(dotNetVariables) },
  { name: 'applies .NET transforms', of: ({ transforms }) => yes(transforms) },
  { name: 'further transforms', of: ({ additionalTransforms }) => lines(additionalTransforms) },
  { name: 'runs as', of: ({ runAs }) => runAs ?? null }
]

type Deploying = ActionOf<'deploy-package'>

const scriptFields: readonly Field<Deploying>[] = packageStages.flatMap((stage): readonly Field<Deploying>[] => [
  { name: `language of the ${stageNames[stage]} script`, of: ({ scripts }) => scripts?.[stage]?.syntax ?? null },
  { name: `${stageNames[stage]} script`, of: ({ scripts }) => lines(scripts?.[stage]?.body) }
])

const bindingText = ({ protocol, port, ip, certificate }: NonNullable<Deploying['nginx']>['bindings'][number]) =>
  `${protocol}://${ip ?? '*'}:${port}${certificate === undefined ? '' : ` with ${certificate}`}`

const nginxFields: readonly Field<Deploying>[] = [
  { name: 'site of NGINX', of: ({ nginx }) => (nginx === undefined ? null : (nginx.hostName ?? 'every name')) },
  { name: 'bindings of NGINX', of: ({ nginx }) => nginx?.bindings.map(bindingText).join(', ') ?? null },
  { name: 'locations of NGINX', of: ({ nginx }) => ({ list: (nginx?.locations ?? []).map(item => item.path) }) },
  {
    name: 'directives of NGINX',
    of: ({ nginx }) => lines((nginx?.locations ?? []).flatMap(({ directives }) => directives ?? []).join('\n'))
  },
  { name: 'file of NGINX', of: ({ nginx }) => nginx?.configName ?? null }
]

/** The fields of actions that are about a package. */
export const packageFields: Pick<FieldsByType, PackageAction['type']> = {
  'deploy-package': names => [
    ...packageOf(names),
    ...configured(names),
    ...scriptFields,
    { name: 'leaves out packaged scripts', of: ({ ignoresPackagedScripts }) => yes(ignoresPackagedScripts) },
    { name: 'is installed to', of: ({ installTo }) => installTo?.path ?? null },
    { name: 'is purged', of: ({ installTo }) => installTo?.purge !== undefined },
    { name: 'is purged except for', of: ({ installTo }) => ({ list: installTo?.purge?.keep ?? [] }) },
    { name: 'skips if installed', of: ({ skipsIfInstalled }) => yes(skipsIfInstalled) },
    {
      name: 'keeps',
      of: ({ keep }) =>
        keep === undefined ? null : keep.unit === 'days' ? `${keep.count} days` : `${keep.count} before`
    },
    ...nginxFields
  ],
  'transfer-package': names => [...packageOf(names), { name: 'is put into', of: ({ to }) => to }],
  'package-script': names => [
    ...packageOf(names),
    ...configured(names),
    { name: 'language', of: ({ syntax }) => syntax },
    { name: 'script', of: ({ file }) => file },
    { name: 'parameters', of: ({ parameters }) => lines(parameters) }
  ]
}
