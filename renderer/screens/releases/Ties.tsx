import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ProjectId, VariableId } from '@shared/ids'
import type { LibrarySetView } from '@shared/model/variable-set'
import type { Tie, TieFix } from '@shared/variables/ties'
import { useState } from 'react'
import { Link } from 'wouter'
import { rowLook } from '../../components/explain/row-look'
import { TieCard } from '../../components/explain/TieCard'
import { FixDialog } from './FixDialog'
import classes from './NewRelease.module.css'
import type { VariableNames } from './use-variable-names'

export interface TiesProps {
  readonly projectId: ProjectId
  readonly ties: readonly Tie[]
  readonly variables: Output<'variables.get'>
  readonly library: readonly LibrarySetView[]
  readonly names: VariableNames
}

/** Everything that stands against a release, each with its ways out. */
export function Ties({ projectId, ties, variables, library, names }: TiesProps) {
  const [chosen, setChosen] = useState<{ readonly tie: Tie; readonly fix: TieFix } | null>(null)
  const rows = new Map([...variables.variables, ...library.flatMap(set => set.variables)].map(row => [row.id, row]))
  const lookOf = (id: VariableId) => {
    const row = rows.get(id)
    return row ? rowLook(row, names.references) : null
  }
  return (
    <section className={classes.ties} aria-label="What stands against a release">
      {ties.map(tie => (
        <TieCard
          key={`${tie.name} ${tie.rows.map(({ id }) => id).join(' ')}`}
          tie={tie}
          lookOf={lookOf}
          labels={names.labels}
          onFix={fix => setChosen({ tie, fix })}
        >
          <WayTo tie={tie} projectId={projectId} />
        </TieCard>
      ))}
      {chosen && (
        <FixDialog
          {...chosen}
          row={rows.get(chosen.fix.rowId) ?? null}
          variables={variables}
          library={library}
          names={names}
          onClose={() => setChosen(null)}
        />
      )}
    </section>
  )
}

/** To where the rows are edited. */
function WayTo({ tie: { origin }, projectId }: { readonly tie: Tie; readonly projectId: ProjectId }) {
  const isShared = origin.kind === 'library'
  return (
    <Button
      size="xs"
      variant="subtle"
      component={Link}
      href={isShared ? `/library/${origin.id}` : `/projects/${projectId}/variables`}
    >
      {isShared ? 'Open the library set' : 'Open the variables'}
    </Button>
  )
}
