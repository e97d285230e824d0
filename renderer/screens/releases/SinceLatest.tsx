import type { Output, ReleaseDetails } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import type { LibrarySetView } from '@shared/model/variable-set'
import { Link } from 'wouter'
import { useRead } from '../../stores/catalog'
import { type Load, mapLoad, valueOr } from '../../stores/load'
import classes from './NewRelease.module.css'
import type { VariableNames } from './use-variable-names'
import { currentLists, diffVariables, diffWords, frozenLists } from './variable-diff'

interface SinceLatestProps {
  readonly projectId: ProjectId
  readonly variables: Output<'variables.get'>
  readonly library: readonly LibrarySetView[]
  readonly names: VariableNames
}

/** The newest release of a project; null where there is none yet. */
export function useLatestRelease(projectId: ProjectId): Load<ReleaseDetails | null> {
  const list = useRead('release.list', { projectId }).load
  const [latest] = [...valueOr(list, [])].sort((a, b) => b.createdAt - a.createdAt)
  const details = useRead('release.get', latest ? { id: latest.id } : null).load
  return latest === undefined ? mapLoad(list, () => null) : details
}

/** What a release would take along of variables, beside the newest one: so that no change goes unnoticed. */
export function SinceLatest({ projectId, variables, library, names }: SinceLatestProps) {
  const details = valueOr(useLatestRelease(projectId), null)
  if (!details?.snapshot) return null
  const latest = details.release
  const diff = diffVariables(frozenLists(details.snapshot), currentLists(variables, library), names.references)
  const words = diffWords(diff)
  const link = <Link href={`/releases/${latest.id}`}>{latest.version}</Link>
  if (words !== null)
    return (
      <p>
        Since {link}: <strong>{words}</strong>.
      </p>
    )
  if (!details.isOutdated)
    return <p className={classes.since}>The process and the variables are as they were in {link}.</p>
  return <p className={classes.since}>Since {link}, no variable was added, changed or removed that can be read here.</p>
}
