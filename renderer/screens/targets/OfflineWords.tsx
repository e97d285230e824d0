import type { OfflineTarget } from '@shared/model/target'
import type { Fact } from './HostFacts'

/** How work gets to a target that is not connected to, and back. */
export function OfflineWords({ target }: { readonly target: OfflineTarget }) {
  return (
    <p>
      Slipway does not connect to {target.name}. A deployment writes a signed bundle for it
      {target.dropFolder === '' ? ', which you save where you want it' : ` into ${target.dropFolder}`}. Carry it there,
      run it, and import the receipt that it writes.
    </p>
  )
}

/** What is set for such a target. */
export const offlineFacts = (target: OfflineTarget): readonly Fact[] => [
  ['Drop folder', target.dropFolder === '' ? 'None: Slipway keeps bundles until you save them' : target.dropFolder],
  ['Form', target.form === 'folder' ? 'A folder' : 'One .tar file'],
  ['System', target.platform === 'posix' ? 'Unix' : 'Windows'],
  ['Password', target.password === null ? 'None: secrets end a deployment' : 'Set'],
  ['Incremental', target.isIncremental ? 'Packages that are there are left out' : 'No: every bundle has all packages']
]
