import { assertNever } from '@shared/result'
import { EmailFields } from './EmailFields'
import type { ActionForm } from './form-host'
import { HttpFields } from './HttpFields'
import { ManualFields } from './ManualFields'
import { DeployReleaseFields, HealthCheckFields } from './OtherFields'
import { DeployPackageFields, PackageScriptFields, TransferPackageFields } from './PackageFields'
import { ScriptFields } from './ScriptFields'
import type { Folds } from './use-folds'

export interface TypeFieldsProps extends ActionForm {
  readonly isOnTarget: boolean
  readonly folds: Folds
}

/** What an action does: the form of its kind. */
export function TypeFields(form: TypeFieldsProps) {
  const { settings } = form
  switch (settings.type) {
    case 'script':
      return <ScriptFields {...form} settings={settings} />
    case 'manual':
      return <ManualFields {...form} settings={settings} />
    case 'email':
      return <EmailFields {...form} settings={settings} />
    case 'http':
      return <HttpFields {...form} settings={settings} />
    case 'health-check':
      return <HealthCheckFields {...form} settings={settings} />
    case 'deploy-release':
      return <DeployReleaseFields {...form} settings={settings} />
    case 'deploy-package':
      return <DeployPackageFields {...form} settings={settings} />
    case 'transfer-package':
      return <TransferPackageFields {...form} settings={settings} />
    case 'package-script':
      return <PackageScriptFields {...form} settings={settings} />
    default:
      return assertNever(settings)
  }
}
