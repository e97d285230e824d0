import type { ActionOf } from '@shared/model/action'
import { packageStages } from '@shared/model/package-action'
import { stageNames } from '@shared/rendered-package'
import type { Field } from './audit-changes'
import type { FieldsByType } from './audit-step-fields'

type PackageAction = ActionOf<'deploy-package' | 'transfer-package' | 'package-script'>
type Configured = ActionOf<'deploy-package' | 'package-script'>

const lines = (text: string | undefined) => (text === undefined || text === '' ? null : { script: text })
const yes = (value: boolean | undefined): boolean => value === true

const packageOf: readonly Field<PackageAction>[] = [
  { name: 'package', of: ({ package: chosen }) => chosen.packageId },
  { name: 'fixed version', of: ({ package: chosen }) => chosen.version ?? null },
  { name: 'feed', of: ({ package: chosen }) => chosen.feedId ?? null }
]

const configured: readonly Field<Configured>[] = [
  { name: 'packages beside it', of: ({ packages = [] }) => ({ list: packages.map(item => item.name) }) },
  { name: 'substitutes in', of: ({ substituteIn = [] }) => ({ list: substituteIn }) },
  { name: 'replaces values in', of: ({ structuredIn = [] }) => ({ list: structuredIn }) },
  { name: 'replaces .NET settings', of: ({ dotNetVariables }) => yes(dotNetVariables) },
  { name: 'applies .NET transforms', of: ({ transforms }) => yes(transforms) },
  { name: 'further transforms', of: ({ additionalTransforms }) => lines(additionalTransforms) },
  { name: 'runs as', of: ({ runAs }) => runAs ?? null }
]

/** The fields of actions that are about a package. */
export const packageFields: Pick<FieldsByType, PackageAction['type']> = {
  'deploy-package': () => [
    ...packageOf,
    ...configured,
    ...packageStages.map(
      (stage): Field<ActionOf<'deploy-package'>> => ({
        name: `${stageNames[stage]} script`,
        of: ({ scripts }) => lines(scripts?.[stage]?.body)
      })
    ),
    { name: 'leaves out packaged scripts', of: ({ ignoresPackagedScripts }) => yes(ignoresPackagedScripts) },
    { name: 'is installed to', of: ({ installTo }) => installTo?.path ?? null },
    { name: 'is purged except for', of: ({ installTo }) => ({ list: installTo?.purge?.keep ?? [] }) },
    { name: 'skips if installed', of: ({ skipsIfInstalled }) => yes(skipsIfInstalled) },
    {
      name: 'keeps',
      of: ({ keep }) =>
        keep === undefined ? null : keep.unit === 'days' ? `${keep.count} days` : `${keep.count} before`
    },
    { name: 'site of NGINX', of: ({ nginx }) => (nginx === undefined ? null : (nginx.hostName ?? 'every name')) },
    { name: 'locations of NGINX', of: ({ nginx }) => ({ list: (nginx?.locations ?? []).map(item => item.path) }) }
  ],
  'transfer-package': () => [...packageOf, { name: 'is put into', of: ({ to }) => to }],
  'package-script': () => [
    ...packageOf,
    ...configured,
    { name: 'language', of: ({ syntax }) => syntax },
    { name: 'script', of: ({ file }) => file },
    { name: 'parameters', of: ({ parameters }) => lines(parameters) }
  ]
}
