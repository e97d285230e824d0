import type { OfflineTarget } from '@shared/model/target'
import type { Fact } from './HostFacts'

/** How work gets to a target that nobody reaches, and back. */
export function OfflineWords({ target }: { readonly target: OfflineTarget }) {
  return (
    <p>
      Nobody here reaches {target.name}. A deployment writes a signed bundle for it
      {target.dropFolder === '' ? ', which you save where you want it' : ` into ${target.dropFolder}`}. Carry it there,
      run it, and import the receipt that it writes.
    </p>
  )
}

/** What is set for such a target. */
export const offlineFacts = (target: OfflineTarget): readonly Fact[] => [
  ['Drop folder', target.dropFolder === '' ? 'none: Slipway keeps bundles until you save them' : target.dropFolder],
  ['Form', target.form === 'folder' ? 'a folder' : 'one .tar file'],
  ['System', target.platform === 'posix' ? 'Unix' : 'Windows'],
  ['Password', target.password === null ? 'none: secrets end a deployment' : 'set'],
  ['Incremental', target.isIncremental ? 'packages that are there are left out' : 'no: every bundle has all packages']
]
