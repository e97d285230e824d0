import { type BundleSite, siteRoot } from '@shared/bundle/content'
import type { NginxSite } from '@shared/model/package-action'
import type { PlannedPackage } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Context, StagedRun } from '../context'
import { siteFiles } from '../package-install/nginx-files'
import { readySite } from '../package-install/ready-site'
import type { ResolvedRun } from '../resolve-run'

/** What a site is made ready by. */
interface SiteWork extends ResolvedRun {
  readonly context: Context
  readonly staged: StagedRun
}

/**
 * A site of NGINX as a bundle carries it: as the online step would write it, but for what is known only there. Fails
 * with `install-failed` as that step does, and with `bundle-invalid` where an output would decide what its files are
 * called.
 */
export function bundleSite(work: SiteWork, nginx: NginxSite, { packageId }: PlannedPackage): Result<BundleSite> {
  const { context, staged } = work
  const ready = readySite(work, nginx, { packageId, plan: context.request.plan, root: siteRoot })
  if (!ready.ok) return ready
  const { name, sites, ssl } = ready.value
  const unknown = [name, sites, ssl].find(text => text.includes('#{'))
  if (unknown !== undefined)
    return fail({
      kind: 'bundle-invalid',
      message: `Where “${staged.stage.name}” writes its site of NGINX has to be known when a bundle is made, and “${unknown}” is not.`,
      remedy: 'Use variables there that have a value before the deployment begins.'
    })
  const files = [...siteFiles(ready.value)].map(([path, text]) => ({
    path,
    // Keys are never in clear, also where a variable that is not sensitive has one.
    text: { text, isSecret: path.endsWith('.key') || context.redactor.text(text) !== text }
  }))
  return ok({ name, sites, ssl, files })
}
