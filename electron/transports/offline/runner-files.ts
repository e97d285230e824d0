import bashHelpers from '../../../resources/bootstrap/bash/bootstrap.sh?raw'
import powershellHelpers from '../../../resources/bootstrap/powershell/bootstrap.ps1?raw'
import pythonHelpers from '../../../resources/bootstrap/python/bootstrap.py?raw'
import starter from '../../../resources/offline/deploy.sh?raw'
import base from '../../../resources/offline/run/10-base.sh?raw'
import secrets from '../../../resources/offline/run/20-secrets.sh?raw'
import masks from '../../../resources/offline/run/25-masks.sh?raw'
import record from '../../../resources/offline/run/30-record.sh?raw'
import output from '../../../resources/offline/run/40-output.sh?raw'
import script from '../../../resources/offline/run/50-script.sh?raw'
import packages from '../../../resources/offline/run/60-packages.sh?raw'
import nginx from '../../../resources/offline/run/65-nginx.sh?raw'
import actions from '../../../resources/offline/run/70-actions.sh?raw'
import receipt from '../../../resources/offline/run/80-receipt.sh?raw'
import main from '../../../resources/offline/run/90-main.sh?raw'
import windowsBase from '../../../resources/offline/windows/10-base.ps1?raw'
import windowsKeys from '../../../resources/offline/windows/20-keys.ps1?raw'
import windowsBundle from '../../../resources/offline/windows/30-bundle.ps1?raw'
import windowsSecrets from '../../../resources/offline/windows/40-secrets.ps1?raw'
import windowsMasks from '../../../resources/offline/windows/45-masks.ps1?raw'
import windowsRecord from '../../../resources/offline/windows/50-record.ps1?raw'
import windowsScript from '../../../resources/offline/windows/60-script.ps1?raw'
import windowsOutput from '../../../resources/offline/windows/65-output.ps1?raw'
import windowsActions from '../../../resources/offline/windows/70-actions.ps1?raw'
import windowsMain from '../../../resources/offline/windows/90-main.ps1?raw'
import nginxCheck from '../../../resources/packages/nginx-check.sh?raw'
import nginxSite from '../../../resources/packages/nginx-site.sh?raw'

const parts = [base, secrets, masks, record, output, script, packages, nginx, actions, receipt, main]
const windowsParts = [
  windowsBase,
  windowsKeys,
  windowsBundle,
  windowsSecrets,
  windowsMasks,
  windowsRecord,
  windowsScript,
  windowsOutput,
  windowsActions,
  windowsMain
]

/** What runs a bundle at the far end, the same in every bundle. */
export const runnerFiles: Readonly<Record<string, string>> = {
  'deploy.sh': starter,
  'deploy.ps1': windowsParts.join('\n'),
  'runner/run.sh': parts.join('\n'),
  'runner/bash.sh': bashHelpers,
  'runner/nginx-check.sh': nginxCheck,
  'runner/nginx-site.sh': nginxSite,
  'runner/python.py': pythonHelpers,
  'runner/powershell.ps1': powershellHelpers
}
