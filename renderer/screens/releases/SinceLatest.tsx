import type { Output } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import type { LibrarySetView } from '@shared/model/variable-set'
import { Link } from 'wouter'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './NewRelease.module.css'
import type { VariableNames } from './use-variable-names'
import { currentLists, diffVariables, diffWords, frozenLists } from './variable-diff'

interface SinceLatestProps {
  readonly projectId: ProjectId
  readonly variables: Output<'variables.get'>
  readonly library: readonly LibrarySetView[]
  readonly names: VariableNames
}

/** What a release would take along of variables, beside the newest one: so that no change goes unnoticed. */
export function SinceLatest({ projectId, variables, library, names }: SinceLatestProps) {
  const releases = valueOr(useRead('release.list', { projectId }).load, [])
  const [latest] = [...releases].sort((a, b) => b.createdAt - a.createdAt)
  const details = valueOr(useRead('release.get', latest ? { id: latest.id } : null).load, null)
  if (!latest || !details?.snapshot) return null
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
