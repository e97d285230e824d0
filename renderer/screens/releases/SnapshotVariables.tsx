import type { Variable } from '@shared/model/variable-set'
import { type Column, DataTable } from '../../components/DataTable'
import classes from './ReleaseScreen.module.css'

const columns: readonly Column<Variable>[] = [
  { key: 'name', header: 'Name', width: '34%', cell: ({ name }) => <span className={classes.value}>{name}</span> },
  {
    key: 'value',
    header: 'Value',
    cell: variable => (
      <span className={classes.value}>{variable.type === 'sensitive' ? '•••••• sensitive' : variable.value}</span>
    )
  }
]

/** The frozen variables; sensitive ones only say that they are there. */
export function SnapshotVariables({ variables }: { readonly variables: readonly Variable[] }) {
  return <DataTable label="Variables in this release" columns={columns} rows={variables} rowKey={({ id }) => id} />
}
