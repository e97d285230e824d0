import type { StageType } from '@shared/plan/plan'
import type { IconName } from '../components/icon-paths'

/** The picture of each kind of action, and of what brings packages. */
export const actionIcons: Readonly<Record<StageType, IconName>> = {
  script: 'terminal',
  manual: 'account',
  email: 'mail',
  http: 'globe',
  'health-check': 'pulse',
  'deploy-release': 'release',
  'deploy-package': 'package',
  'transfer-package': 'download',
  'package-script': 'terminal',
  acquire: 'download'
}
