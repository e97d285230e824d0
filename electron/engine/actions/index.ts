import type { ActionType } from '@shared/model/action'
import type { Attempt, AttemptEnd, Perform } from './action'
import { performDeployPackage } from './deploy-package'
import { performDeployRelease } from './deploy-release'
import { performEmail } from './email'
import { performHealthCheck } from './health-check'
import { performHttp } from './http'
import { performManual } from './manual'
import { performPackageScript } from './package-script'
import { performScript } from './script'
import { performTransferPackage } from './transfer-package'

const performers: { readonly [T in ActionType]: Perform<T> } = {
  script: performScript,
  manual: performManual,
  email: performEmail,
  http: performHttp,
  'health-check': performHealthCheck,
  'deploy-release': performDeployRelease,
  'deploy-package': performDeployPackage,
  'transfer-package': performTransferPackage,
  'package-script': performPackageScript
}

/** Carries out an attempt by the kind of its action. */
export const perform = <T extends ActionType>(attempt: Attempt<T>): Promise<AttemptEnd> =>
  (performers[attempt.action.type] as Perform<T>)(attempt)
