import { type BundleSite, siteRoot } from '@shared/bundle/content'
import type { NginxSite } from '@shared/model/package-action'
import type { PlannedPackage } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Context, StagedRun } from '../context'
import { siteFiles } from '../package-install/nginx-files'
import { readySite, type SiteGround } from '../package-install/ready-site'
import type { ResolvedRun } from '../resolve-run'
import { renderScript } from '../run-variables'

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
  const ground = { packageId, plan: context.request.plan, root: siteRoot }
  const ready = readySite(work, nginx, ground)
  if (!ready.ok) return ready
  const { name, sites, ssl } = ready.value
  const unknown = [name, sites, ssl].find(text => text.includes('#{'))
  if (unknown !== undefined)
    return fail({
      kind: 'bundle-invalid',
      message: `Where “${staged.stage.name}” writes its site of NGINX has to be known when a bundle is made, and “${unknown}” is not.`,
      remedy: 'Use variables there that have a value before the deployment begins.'
    })
  const others = otherFiles(work, nginx, ground)
  const files = [...siteFiles(ready.value)].map(([path, text]) => ({
    path,
    text: {
      text,
      // Keys are never in clear, also where a variable that is not sensitive has one.
      isSecret: path.endsWith('.key') || others.get(path) !== text || context.redactor.text(text) !== text
    }
  }))
  return ok({ name, sites, ssl, files })
}

/**
 * The files as they would be if every text that took in a secret were another one: those that differ have a part of it,
 * however that was put together. None where the site could not be then.
 */
function otherFiles(work: SiteWork, nginx: NginxSite, ground: SiteGround): ReadonlyMap<string, string> {
  const render = (template: string): string => {
    const { script, hasReadSecret } = renderScript(template, work.resolved)
    return hasReadSecret ? `${script}.` : script
  }
  const other = readySite({ ...work, render }, nginx, ground)
  return other.ok ? siteFiles(other.value) : new Map()
}
