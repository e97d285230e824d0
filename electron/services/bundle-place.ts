import { join } from 'node:path'
import type { BundleId } from '@shared/ids'
import type { OfflineTarget } from '@shared/model/target'
import type { BundleDraft } from '../engine/ports'
import { keptFolder } from './bundle-removal'

/** What a bundle is called after. */
type Named = Pick<BundleDraft, 'environment' | 'tenant' | 'project' | 'release'>

/** `<drop>/[<Tenant>/]<Environment>/<Project>/<Release>/<Target>`; without a drop folder in one of the workspace's own. */
export function placeOfBundle(
  folder: string,
  target: Pick<OfflineTarget, 'name' | 'dropFolder' | 'form'>,
  { environment, tenant, project, release }: Named,
  id: BundleId
): string {
  const ending = target.form === 'archive' ? '.tar' : ''
  const names = [...(tenant === undefined ? [] : [tenant]), environment, project, release.version, target.name].map(
    plainName
  )
  if (target.dropFolder !== '') return `${join(target.dropFolder, ...names.map(name => cut(name, longest)))}${ending}`
  const whole = names.join('-')
  // Each gets its share, so that the last one, the target, is not cut off.
  const share = Math.floor((longest - (names.length - 1)) / names.length)
  const name = bytesOf(whole) <= longest ? whole : names.map(part => cut(part, share)).join('-')
  return join(keptFolder(folder, { id }), `${name}${ending}`)
}

/** Bytes of a name: file systems take 255, and a number and an ending may follow. */
const longest = 200

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** As much of a name as has so many bytes, in whole characters. */
function cut(name: string, bytes: number): string {
  if (bytesOf(name) <= bytes) return name
  const kept: string[] = []
  let used = 0
  for (const character of name) {
    used += bytesOf(character)
    if (used > bytes) break
    kept.push(character)
  }
  return kept.join('').trimEnd()
}

/** A name as a folder that every file system takes. */
function plainName(name: string): string {
  const plain = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_').trim()
  return plain === '' || /^\.+$/.test(plain) ? '_' : plain
}
