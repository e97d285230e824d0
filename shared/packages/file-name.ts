import type { Failure } from '../failure'
import { type PackageExtension, packageExtensions, packageName, packageVersion } from '../model/package'
import { fail, ok, type Result } from '../result'

/** What the name of a file says of the package in it. */
export interface Identified {
  readonly packageId: string
  readonly version: string
  /** As the table of extensions writes it, also where the file's is in capitals. */
  readonly extension: PackageExtension
}

/** What the owner of a badly named file can do, everywhere it is refused. */
const rename = 'Name the file like Shop.Web.1.4.2.zip, or say the id and the version of the package.'

const refused = (message: string, remedy = rename): Result<never> => {
  const failure: Failure = { kind: 'package-invalid', message, remedy }
  return fail(failure)
}

/** Double extensions are longer than the single ones that they end in, so they are found first. */
const known = (Object.keys(packageExtensions) as PackageExtension[]).sort((a, b) => b.length - a.length)

/** The extension of a package's file name; null where no package can have it. */
export function extensionOf(fileName: string): PackageExtension | null {
  const lower = fileName.toLowerCase()
  return known.find(item => lower.endsWith(item) && lower.length > item.length) ?? null
}

const labels = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*'
const wholeVersion = new RegExp(`^\\d+(?:\\.\\d+){0,3}(?:-${labels})?(?:\\+${labels})?$`)
/** Java's repositories know versions such as `6.1.0.Final`, which no other kind has. */
const javaVersion = /^\d[0-9A-Za-z._-]*$/
const wholeId = /^[A-Za-z0-9_]+(?:[_.-][A-Za-z0-9_]+)*$/
const ofJava: ReadonlySet<PackageExtension> = new Set(['.jar', '.war', '.ear'])

/**
 * Id and version of a package by the name of its file: `Shop.Web.1.4.2.zip`, `shop-web-1.4.2.tgz`,
 * `shop-1.4-py3-none-any.whl`. The id is as short as it can be: the first dot or dash behind which everything is a
 * version ends it. Fails with `package-invalid`.
 * @param fileName without folders
 */
export function identify(fileName: string): Result<Identified> {
  if (fileName.length > 255) return refused('The name of the file is longer than 255 characters.')
  if (/[/\\\p{Cc}]/u.test(fileName)) return refused(`“${fileName}” is no plain name of a file.`)
  const extension = extensionOf(fileName)
  if (extension === null)
    return refused(
      `“${fileName}” is no package that can be read.`,
      `Packages end in ${Object.keys(packageExtensions).join(', ')}.`
    )
  const stem = fileName.slice(0, -extension.length)
  const found = (extension === '.whl' ? ofWheel(stem) : null) ?? split(stem, ofJava.has(extension))
  if (found === null) return refused(`“${fileName}” says no id and version, such as Shop.Web.1.4.2${extension} does.`)
  const [packageId, version] = found
  return packageName.safeParse(packageId).success && packageVersion.safeParse(version).success
    ? ok({ packageId, version, extension })
    : refused(`“${fileName}” has an id or a version that is too long.`)
}

type Found = readonly [packageId: string, version: string] | null

/** `name-version(-build)-python-abi-platform` */
function ofWheel(stem: string): Found {
  const parts = stem.split('-')
  const [id = '', version = ''] = parts
  const fits = (parts.length === 5 || parts.length === 6) && wholeId.test(id) && /^\d[0-9A-Za-z._+]*$/.test(version)
  return fits ? [id, version] : null
}

function split(stem: string, isJava: boolean): Found {
  // A version alone would be taken for an id that is a number.
  if (wholeVersion.test(stem)) return null
  const whole = firstWith(stem, /[.-](?=\d)/g, wholeVersion)
  return whole ?? (isJava ? firstWith(stem, /-(?=\d)/g, javaVersion) : null)
}

function firstWith(stem: string, ends: RegExp, version: RegExp): Found {
  for (const { index } of stem.matchAll(ends)) {
    const [id, rest] = [stem.slice(0, index), stem.slice(index + 1)]
    if (version.test(rest) && wholeId.test(id)) return [id, rest]
  }
  return null
}

/** The file name of a package that came without a useful one: `Shop.Web.1.4.2.zip`. */
export const fileNameFor = (packageId: string, version: string, extension: PackageExtension): string =>
  `${packageId.replace(/^@/, '').replace(/[/:]/g, '-')}.${version.replace(/:/g, '-')}${extension}`
