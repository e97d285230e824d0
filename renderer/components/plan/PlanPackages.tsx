import type { PlannedPackage, Stage } from '@shared/plan/plan'
import { bytesWords } from '@shared/plan/words'
import classes from './PlanView.module.css'

/** Above this many packages of one action, the rest is counted. */
const namedPackages = 6

/** Each content once, however many actions use it. */
const eachOnce = (packages: readonly PlannedPackage[]): readonly PlannedPackage[] => [
  ...new Map(packages.map(item => [`${item.packageId} ${item.version} ${item.sha256}`, item])).values()
]

/** The packages of an action with their versions and sizes; pointing at one says which content it is. */
export function PlanPackages({ stage }: { readonly stage: Stage }) {
  const packages = eachOnce(stage.packages ?? [])
  if (packages.length === 0) return null
  const shown = packages.slice(0, namedPackages)
  const rest = packages.length - shown.length
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <ul className={classes.packages} aria-label={`Packages of ${stage.name}`}>
      {shown.map(item => (
        <li key={`${item.packageId} ${item.sha256}`} className={classes.note} title={`SHA-256 ${item.sha256}`}>
          {item.packageId} {item.version} · {bytesWords(item.bytes)}
          <code className={classes.hash}>{item.sha256.slice(0, 8)}</code>
        </li>
      ))}
      {rest > 0 && (
        <li className={classes.note}>
          and {rest} more, {bytesWords(total)} together
        </li>
      )}
    </ul>
  )
}
