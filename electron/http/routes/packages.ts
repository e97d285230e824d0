import { sameName } from '@shared/model/text'
import type { PackageVersionSummary } from '@shared/package-calls'
import { created, done, failed, refused } from '../answer'
import { pageOf } from '../paging'
import { present, refuse, type SpaceHandler, type SpaceRequest } from '../request'
import { packageIdOf, packageResource } from '../resources/package'
import type { Route } from '../router'
import { deleted } from './listing'

type Conflict = 'refuse' | 'keep' | 'replace'

const modes: Readonly<Record<string, Conflict>> = {
  failifexists: 'refuse',
  ignoreifexists: 'keep',
  overwriteexisting: 'replace'
}

function conflictIn({ query }: SpaceRequest): Conflict {
  const mode = query.text('overwriteMode')
  if (mode === undefined) return query.flag('replace') ? 'replace' : 'refuse'
  return (
    modes[mode.toLowerCase()] ??
    refuse('overwriteMode', `There is no mode “${mode}”.`, 'Say FailIfExists, IgnoreIfExists or OverwriteExisting.')
  )
}

/** Clients look for either wording. */
const exists = (content: 'the same' | 'other'): string =>
  `A package with the same name and version already exists: the repository has a package with the same ID and version, with ${content} content.`

const push: SpaceHandler = async request => {
  const onConflict = conflictIn(request)
  const upload = await request.upload()
  try {
    const [imported] = await request.ask('package.import', { paths: [upload.path], onConflict })
    if (imported === undefined) throw new Error('Nothing became of the package that was imported')
    if (imported.kind !== 'refused') {
      // Slipway takes the same bytes twice; Octopus does not.
      if (imported.kind === 'same' && onConflict === 'refuse') return refused(409, exists('the same'))
      return created(packageResource(request.space, imported.package, true))
    }
    if (imported.why === 'exists') return refused(409, exists('other'), [imported.remedy])
    return failed({ kind: imported.failure, message: imported.message, remedy: imported.remedy })
  } finally {
    await upload.drop()
  }
}

/** Every version of every package, each package's newest first. */
const all = async ({ ask }: SpaceRequest): Promise<readonly PackageVersionSummary[]> =>
  (await ask('package.list', {})).flatMap(({ versions }) => versions)

const list: SpaceHandler = async request => {
  const { query, space } = request
  const only = query.text('nuGetPackageId')
  const filter = query.text('filter')?.toLowerCase()
  const packages = (await request.ask('package.list', {})).filter(
    ({ packageId }) =>
      (only === undefined || sameName(packageId, only)) &&
      (filter === undefined || packageId.toLowerCase().includes(filter))
  )
  const isLatestOnly = query.flag('latest')
  const wanted = packages.flatMap(({ versions }) => (isLatestOnly ? versions.slice(0, 1) : versions))
  const ids = query.list('ids')?.map(id => id.toLowerCase())
  const chosen = ids === undefined ? wanted : wanted.filter(item => ids.includes(packageIdOf(item).toLowerCase()))
  return done(await pageOf('Package', chosen, query, item => packageResource(space, item, query.flag('includeNotes'))))
}

/** `packages-Hello.1.0.0`. Where id and version part cannot be seen from it, so it is looked for as a whole. */
async function named(request: SpaceRequest): Promise<PackageVersionSummary> {
  const text = request.params.id ?? ''
  const found = (await all(request)).find(item => sameName(packageIdOf(item), text) || sameName(item.id, text))
  return present(found, 'package', text)
}

const get: SpaceHandler = async request => done(packageResource(request.space, await named(request), true))

const remove: SpaceHandler = async request => {
  await request.ask('package.remove', { ids: [(await named(request)).id] })
  return deleted
}

export const packageRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'POST', pattern: 'packages/raw', handle: push },
  { method: 'GET', pattern: 'packages', handle: list },
  { method: 'GET', pattern: 'packages/:id', handle: get },
  { method: 'DELETE', pattern: 'packages/:id', handle: remove }
]
