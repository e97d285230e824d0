import type { BundleView } from '@shared/bundle-calls'
import { shellWord } from '../../deploy/cli-command'

/** What is typed at the far end, where the bundle was carried to: unpack it, go in, start it. */
export function bundleCommand({ path, form, words }: Pick<BundleView, 'path' | 'form' | 'words'>): string {
  const name = path.split(/[\\/]/).at(-1) ?? ''
  const folder = form === 'archive' ? name.replace(/\.tar$/, '') : name
  return [
    ...(form === 'archive' ? [`tar -xf ${shellWord(name)}`] : []),
    `cd ${shellWord(folder)}`,
    `sh deploy.sh --signer "${words}"`
  ].join(' && ')
}
