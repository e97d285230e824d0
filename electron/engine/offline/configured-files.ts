import type { BundleFile } from '@shared/bundle/content'
import type { Failure } from '@shared/failure'
import { filesOf } from '@shared/packages/manifest'
import { fail, ok, type Result } from '@shared/result'
import { plainOf } from '@shared/variables/resolve'
import { nameKey } from '@shared/variables/rows'
import type { ConfigurationFiles } from '../configuration/feature-run'
import { featureSwitches, type WantedFeatures, wantsAny } from '../configuration/switches'
import type { Context, StagedRun } from '../context'
import type { OpenedPackage } from '../ports'
import type { ResolvedRun } from '../resolve-run'

/** A file of the package could not be read. */
class Unread extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The files of a package as its configuration makes them, read from the repository; those that stay the same are left out. */
export async function configuredFiles(
  { context, staged }: { readonly context: Context; readonly staged: StagedRun },
  opened: OpenedPackage,
  wanted: WantedFeatures,
  { resolved }: ResolvedRun
): Promise<Result<readonly BundleFile[]>> {
  if (!wantsAny(wanted)) return ok([])
  const changed = new Map<string, Uint8Array>()
  const raw = new Map(resolved.raw().map(({ name, value }) => [nameKey(name), [name, plainOf(value)] as const]))
  for (const [name, value] of Object.entries(featureSwitches(wanted))) raw.set(nameKey(name), [name, value])
  try {
    // Its libraries are large, and most deployments have no use for them.
    const { configureFolder } = await import('../configuration')
    const report = await configureFolder(filesIn(opened, changed), raw.values(), resolved.watch)
    for (const { level, message } of report.messages) await context.log.say(staged.id, level, message)
    if (report.failure !== null) return fail(notConfigured(staged, context.redactor.text(report.failure)))
    const isSecret = (path: string, content: Uint8Array) => report.secret.includes(path) || isMasked(context, content)
    return ok([...changed].map(([path, content]) => ({ path, content, isSecret: isSecret(path, content) })))
  } catch (error) {
    if (error instanceof Unread) return fail(error.failure)
    throw error
  }
}

function filesIn(opened: OpenedPackage, changed: Map<string, Uint8Array>): ConfigurationFiles {
  return {
    name: 'the package',
    isCaseSensitive: true,
    list: async () => filesOf(opened.manifest).map(({ path }) => path),
    read: async path => {
      const known = changed.get(path)
      if (known !== undefined) return known
      const read = await opened.read(path)
      if (!read.ok) throw new Unread(read.failure)
      return read.value
    },
    write: async (path, bytes) => {
      changed.set(path, bytes)
    },
    // What lies on the machine far away is not seen from here.
    openAdditional: async () => null,
    readAbsolute: async () => null
  }
}

const isMasked = ({ redactor }: Context, content: Uint8Array): boolean => redactor.bytes(content) !== content

const notConfigured = ({ stage }: StagedRun, why: string): Failure => ({
  kind: 'configuration-failed',
  message: `The files of “${stage.name}” could not be configured for the bundle: ${why}`,
  remedy: 'Correct the file, the variable or the settings of the step that the sentence names, then deploy again.'
})
