import type { BundleAction, BundleActionOf, BundleContent, BundleSite } from '@shared/bundle/content'
import { countOf } from '@shared/plan/words'

const kinds: Record<BundleAction['kind'], string> = {
  script: 'script',
  'deploy-package': 'deploys a package',
  'transfer-package': 'transfers a package',
  'package-script': 'script from a package'
}

/** `Test`, or `Test for Acme`. */
export const whereTo = ({ environment, tenant }: Pick<BundleContent, 'environment' | 'tenant'>): string =>
  tenant === undefined ? environment : `${environment} for ${tenant}`

/** What a bundle does, for whoever is about to run it. */
export function planText(content: BundleContent): string {
  const { project, release, target, deploymentId } = content
  const head = `${project} ${release.version} to ${whereTo(content)}, on ${target.name}  (${deploymentId})`
  const actions = content.actions.map(
    (action, at) => `${String(at + 1).padStart(3)}. ${action.name} — ${about(content, action)}`
  )
  return `${[head, ...actions].join('\n')}\n`
}

function about({ packages }: BundleContent, action: BundleAction): string {
  const chosen = 'package' in action ? packages.find(({ sha256 }) => sha256 === action.package) : undefined
  const { when, retries, timeoutSeconds, runAs, isRequired } = action
  return [
    kinds[action.kind] + ('syntax' in action ? ` (${action.syntax})` : ''),
    chosen && `${chosen.packageId} ${chosen.version}`,
    action.kind === 'deploy-package' && action.installTo !== null && `to ${action.installTo.path}`,
    action.kind === 'deploy-package' && action.nginx !== null && siteWords(action.nginx),
    action.kind === 'deploy-package' && action.keep !== null && keepWords(action.keep),
    action.kind === 'transfer-package' && `to ${action.to}`,
    runAs !== null && `as ${runAs}`,
    when.step !== 'success' && conditionWords[when.step],
    when.action !== 'success' && `in its step: ${conditionWords[when.action]}`,
    retries !== null && `tried up to ${retries.count + 1} times`,
    timeoutSeconds !== null && `at most ${timeoutSeconds} s`,
    isRequired && 'required'
  ]
    .filter(Boolean)
    .join(', ')
}

const siteWords = ({ sites, name }: BundleSite): string => `served by NGINX as ${sites}/${name}.conf`

const keepWords = ({ unit, count }: NonNullable<BundleActionOf<'deploy-package'>['keep']>): string =>
  unit === 'days'
    ? `removes installations older than ${countOf(count, 'day')}`
    : `removes all but ${countOf(count, 'earlier installation')}`

const conditionWords = {
  success: 'only when nothing failed',
  failure: 'only when something failed',
  always: 'always'
} as const

const setsUpNginx = ({ actions }: BundleContent): boolean =>
  actions.some(action => action.kind === 'deploy-package' && action.nginx !== null)

/** `README.txt`: how to check a bundle before anything in it runs, and how to run it. */
export const readme = (content: BundleContent, manifest: string, words: string, needsPassword: boolean): string => `${
  content.project
} ${content.release.version} to ${whereTo(content)}, on ${content.target.name}
Made by Slipway for ${content.createdBy}.

1. Check before you run anything. A bundle that checks itself proves nothing, so compare with what Slipway shows for it:

     Linux, macOS:  sha256sum manifest.sha256     (or: shasum -a 256 manifest.sha256)
     Windows:       Get-FileHash manifest.sha256

     SHA-256        ${manifest}
     Signed by      ${words}

   manifest.sha256 has the hash of every other file: sha256sum -c manifest.sha256
   The signature: openssl dgst -sha256 -verify signer.pem -signature manifest.sig manifest.sha256

2. Look what it does:   sh deploy.sh --plan

3. Run it:              sh deploy.sh
   It needs bash 3.2 or newer and tar${setsUpNginx(content) ? ', nginx' : ''}${needsPassword ? ', openssl 1.1.1 or newer, and the password of the bundle' : ''}.
   On Windows:          powershell -ExecutionPolicy Bypass -File deploy.ps1      (scripts only, no packages)
   When it was interrupted, start it again: what succeeded is not repeated.
   A script that leaves something running must send its output elsewhere: the runner waits for the end of the output.

4. Take the receipt back: ${`receipt-${content.id}.json`} lies beside this file, or where the runner says. Import it into Slipway.
   ${
     needsPassword
       ? 'It is protected by a key that comes from the password: only who knows it can make one.'
       : 'This bundle has no password. The code in the receipt shows damage on the way, but anybody who has the bundle can make one.'
   }
`
