import { join } from 'node:path'
import type { FeedVersion } from '@shared/packages/feed-transport'
import { extensionOf } from '@shared/packages/file-name'
import { fail, ok, type Result } from '@shared/result'
import { feedFailed, notThere } from './failures'
import { baseOf, type FeedDialect } from './feed'
import { fromHex, type Promised } from './hashes'
import { type FeedWeb, withWeb } from './web'

/** `group:artifact`, `group:artifact:extension` or `group:artifact:extension:classifier`. */
interface Coordinates {
  readonly folder: string
  readonly artifact: string
  /** Null where it is to be found out. */
  readonly extension: string | null
  readonly classifier: string | null
}

function coordinatesOf(base: string, packageId: string): Result<Coordinates> {
  const [group = '', artifact = '', extension, classifier, ...more] = packageId.split(':')
  if (group === '' || artifact === '' || more.length > 0)
    return fail(
      feedFailed(
        `“${packageId}” is no id of a package in a Maven repository.`,
        'Write it like org.example:shop, or org.example:shop:war where it is no jar.'
      )
    )
  const folder = `${base}${group.replaceAll('.', '/')}/${artifact}/`
  return ok({ folder, artifact, extension: extension || null, classifier: classifier || null })
}

const unescaped = (text: string): string =>
  text.trim().replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** The contents of every such element; what these files hold is flat, so that nothing more is needed. */
const elements = (xml: string, name: string): readonly string[] =>
  [...xml.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(match =>
    unescaped(match[1] ?? '')
  )

async function versionsOf(web: FeedWeb, { folder }: Coordinates): Promise<Result<readonly FeedVersion[]>> {
  const found = await web.text(`${folder}maven-metadata.xml`)
  if (!found.ok) return found
  const versions = found.value === null ? [] : elements(found.value, 'version')
  return ok([...new Set(versions)].map(version => ({ version, publishedAt: null })))
}

/** What is tried when nothing says how a package is packed. */
const usual = ['jar', 'war', 'ear', 'zip', 'tar.gz', 'tgz']

/** The extensions that a version may have, the likeliest first. */
async function extensionsFor(
  web: FeedWeb,
  at: Coordinates,
  version: string,
  file: string
): Promise<Result<readonly string[]>> {
  if (at.extension !== null) return ok([at.extension])
  const pom = await web.text(`${at.folder}${version}/${file}.pom`)
  if (!pom.ok) return pom
  const [packaging] = elements(
    (pom.value ?? '').replace(/<(plugin|dependencies|parent)>[\s\S]*?<\/\1>/g, ''),
    'packaging'
  )
  return ok([...new Set([...(packaging !== undefined && usual.includes(packaging) ? [packaging] : []), ...usual])])
}

/** How a version is named in its files: snapshots have the moment at which they were made. */
async function fileVersion(web: FeedWeb, at: Coordinates, version: string): Promise<Result<string>> {
  if (!/-SNAPSHOT$/i.test(version)) return ok(version)
  const found = await web.text(`${at.folder}${version}/maven-metadata.xml`)
  if (!found.ok) return found
  const [stamp] = elements(found.value ?? '', 'timestamp')
  const [number] = elements(found.value ?? '', 'buildNumber')
  return ok(stamp === undefined || number === undefined ? version : version.replace(/SNAPSHOT$/i, `${stamp}-${number}`))
}

/** The hash that lies beside a file; none where no such file is there. */
async function promiseOf(web: FeedWeb, url: string): Promise<Result<Promised | null>> {
  for (const algorithm of ['sha512', 'sha256', 'sha1'] as const) {
    const found = await web.text(`${url}.${algorithm}`)
    if (!found.ok) return found
    const promised = found.value === null ? null : fromHex(algorithm, found.value)
    if (promised !== null) return ok(promised)
  }
  return ok(null)
}

/** A Maven repository, by its root. */
export const mavenFeed: FeedDialect = {
  test: (access, signal) =>
    withWeb(access, signal, async web => {
      const answered = await web.answers(baseOf(access))
      return answered.ok ? ok('The repository answers.') : answered
    }),

  // Repositories have no search of their own: who knows the whole id is told whether it is there.
  search: (access, text, take, signal) =>
    withWeb(access, signal, async web => {
      const at = coordinatesOf(baseOf(access), text.trim())
      if (!at.ok || take < 1) return ok([])
      const found = await web.text(`${at.value.folder}maven-metadata.xml`)
      if (!found.ok) return found
      if (found.value === null) return ok([])
      return ok([{ packageId: text.trim(), latest: elements(found.value, 'release')[0] ?? null }])
    }),

  versions: (access, packageId, signal) =>
    withWeb(access, signal, async web => {
      const at = coordinatesOf(baseOf(access), packageId)
      return at.ok ? versionsOf(web, at.value) : at
    }),

  fetch: (access, packageId, version, folder, watch) =>
    withWeb(access, watch.signal, async web => {
      const at = coordinatesOf(baseOf(access), packageId)
      if (!at.ok) return at
      const named = await fileVersion(web, at.value, version)
      if (!named.ok) return named
      const stem = `${at.value.artifact}-${named.value}`
      const extensions = await extensionsFor(web, at.value, version, stem)
      if (!extensions.ok) return extensions
      const classifier = at.value.classifier === null ? '' : `-${at.value.classifier}`
      for (const extension of extensions.value) {
        const fileName = `${stem}${classifier}.${extension}`
        if (extensionOf(fileName) === null) continue
        const url = `${at.value.folder}${version}/${fileName}`
        const promised = await promiseOf(web, url)
        if (!promised.ok) return promised
        const path = join(folder, 'package')
        const came = await web.download(url, path, promised.value, watch)
        if (!came.ok) return came
        if (came.value) return ok({ path, fileName })
      }
      return notThere(packageId, version)
    })
}
