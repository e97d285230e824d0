import type { Environment } from '@shared/model/environment'
import type { ReleaseRow } from '@shared/release-calls'
import { DeployButton } from '../../components/DeployButton'
import { DeploymentCell } from '../../components/DeploymentCell'
import matrix from '../../components/EnvironmentMatrix.module.css'
import { Icon } from '../../components/Icon'
import type { RowMenuItem } from '../../components/RowMenu'
import { navigate } from '../../navigation/history'
import { showOverlay } from '../../stores/overlay'
import { CellMenu } from '../comparison/CellMenu'
import { ReleaseTenantsCell } from './ReleaseTenantsCell'

interface ReleaseCellViewProps {
  readonly row: ReleaseRow
  readonly environment: Environment
}

/** A release in an environment: how it went there, whether it is there now, and where it may go. */
export const ReleaseCellView = (props: ReleaseCellViewProps) =>
  props.row.tenants === undefined ? <UntenantedCell {...props} /> : <ReleaseTenantsCell {...props} />

function UntenantedCell({ row, environment }: ReleaseCellViewProps) {
  const { release, cells, deployable, next } = row
  const { id, name } = environment
  const cell = cells[id]
  const isNext = next.includes(id)
  const deploy = () =>
    showOverlay({ kind: 'deploy', projectId: release.projectId, releaseId: release.id, environmentId: id })
  const button = isNext && (
    <DeployButton
      isNext
      text={wasSomewhere(row) ? 'Promote…' : 'Deploy…'}
      label={`${wasSomewhere(row) ? 'Promote' : 'Deploy'} ${release.version} to ${name}`}
      onClick={deploy}
    />
  )
  const mayGo = isNext || deployable.includes(id)
  const menu = (mayGo || cell !== undefined) && (
    <CellMenu
      label={`More for ${release.version} in ${name}`}
      items={() => itemsOf(row, environment, mayGo, deploy)}
      back={cell === undefined ? null : { projectId: release.projectId, environmentId: id }}
      place={name}
    />
  )
  if (cell === undefined)
    return button || menu ? (
      <div className={matrix.beside}>
        <span className={matrix.offers}>{button}</span>
        {menu}
      </div>
    ) : (
      <span className={matrix.none} title={`${release.version} may not go to ${name} yet`}>
        –
      </span>
    )
  return (
    <div className={matrix.beside}>
      <DeploymentCell summary={cell.newest} withVersion={false}>
        {(cell.isCurrent || button) && (
          <span className={matrix.offers}>
            {cell.isCurrent && (
              <span className={matrix.current}>
                <Icon name="check" size={12} />
                is there
              </span>
            )}
            {button}
          </span>
        )}
      </DeploymentCell>
      {menu}
    </div>
  )
}

/** Whether some environment has had the release: then it is promoted from there. */
const wasSomewhere = ({ cells }: ReleaseRow): boolean =>
  Object.values(cells).some(cell => cell !== undefined && (cell.isCurrent || cell.newest.outcome === 'succeeded'))

function itemsOf(
  { release, cells }: ReleaseRow,
  { id }: Environment,
  mayGo: boolean,
  deploy: () => void
): readonly RowMenuItem[] {
  const cell = cells[id]
  return [
    ...(mayGo
      ? ([
          { label: cell === undefined ? 'Deploy…' : 'Deploy again…', icon: 'deployment', onSelect: deploy },
          {
            label: 'What would change',
            icon: 'eye',
            onSelect: () => navigate(`/releases/${release.id}/changes/${id}`)
          }
        ] as const)
      : []),
    ...(cell === undefined
      ? []
      : ([
          {
            label: 'Open the deployment',
            icon: 'arrow-right',
            onSelect: () => navigate(`/deployments/${cell.newest.id}`)
          }
        ] as const))
  ]
}
