import { packageName, packageVersion } from '@shared/model/package'

/** What a NuGet package says of itself; null where it does not, or not in a way that can be used. */
export function identityIn(nuspec: string | null): { readonly packageId: string; readonly version: string } | null {
  // Only these two short texts are wanted, and a description with tricks in it is none.
  const metadata = /<metadata\b[^>]*>([\s\S]*?)<\/metadata>/i.exec(nuspec ?? '')?.[1] ?? ''
  const textOf = (tag: string) =>
    new RegExp(`<${tag}\\s*>\\s*([^<&]{1,200}?)\\s*</${tag}\\s*>`, 'i').exec(metadata)?.[1]
  const packageId = packageName.safeParse(textOf('id'))
  const version = packageVersion.safeParse(textOf('version'))
  return packageId.success && version.success ? { packageId: packageId.data, version: version.data } : null
}
