import { Button } from '@mantine/core'
import { scopeOf, type Variable } from '@shared/model/variable-set'
import { useMemo, useState } from 'react'
import { type Column, DataTable } from '../../components/DataTable'
import { rowLook } from '../../components/explain/row-look'
import { ScopeChips } from '../../components/explain/ScopeChips'
import { SecretMark } from '../../components/explain/SecretMark'
import { ValueText } from '../../components/explain/ValueText'
import { Tags } from '../../components/Tags'
import classes from './ReleaseScreen.module.css'
import type { VariableNames } from './use-variable-names'

/** How many rows are drawn before somebody asks for the others. */
const shownFirst = 200

interface SnapshotVariablesProps {
  readonly label: string
  readonly variables: readonly Variable[]
  readonly names: VariableNames
}

/** Frozen variables, where they apply and whether they are asked for; sensitive ones only say that they are there. */
export function SnapshotVariables({ label, variables, names }: SnapshotVariablesProps) {
  const [isWhole, setWhole] = useState(false)
  const columns = useMemo(() => columnsFor(names), [names])
  const shown = isWhole ? variables : variables.slice(0, shownFirst)
  return (
    <>
      <DataTable label={label} columns={columns} rows={shown} rowKey={({ id }) => id} />
      {shown.length < variables.length && (
        <div className={classes.more}>
          <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
            Show all {variables.length.toLocaleString()}
          </Button>
        </div>
      )}
    </>
  )
}

const columnsFor = ({ labels, references }: VariableNames): readonly Column<Variable>[] => [
  { key: 'name', header: 'Name', width: '30%', cell: ({ name }) => <span className={classes.value}>{name}</span> },
  {
    key: 'value',
    header: 'Value',
    cell: variable => (
      <span className={classes.marked}>
        <ValueText look={rowLook(variable, references)} />
        {variable.type === 'sensitive' && <SecretMark />}
        {(variable.type === 'account' || variable.type === 'certificate') && <Tags items={[variable.type]} />}
        {variable.prompt !== undefined && <Tags items={[variable.prompt.isRequired ? 'asked, required' : 'asked']} />}
      </span>
    )
  },
  {
    key: 'scope',
    header: 'Applies to',
    width: '32%',
    cell: variable => <ScopeChips scope={scopeOf(variable)} labels={labels} />
  }
]
