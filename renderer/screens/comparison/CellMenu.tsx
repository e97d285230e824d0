import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'
import { RowMenu, type RowMenuItem } from '../../components/RowMenu'
import { SpareMenu } from '../../components/SpareMenu'
import { navigate } from '../../navigation/history'
import { rollbackAddress } from './addresses'
import { useNoWayBack } from './use-no-way-back'

/** A place from which somebody may want to go back. */
interface BackFrom {
  readonly projectId: ProjectId
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId
}

interface CellMenuProps {
  readonly label: string
  /** Asked when somebody opens it. */
  readonly items: () => readonly RowMenuItem[]
  /** Offers to go back at the end; null for not. */
  readonly back: BackFrom | null
  /** What the place is called: `Test`, or `Test for Acme`. */
  readonly place: string
}

/** The menu of a release in a place. Whether there is a way back is looked up once somebody opens it. */
export const CellMenu = ({ label, items, back, place }: CellMenuProps) => (
  <SpareMenu label={label} items={items}>
    {own => <OpenMenu label={label} items={own} back={back} place={place} />}
  </SpareMenu>
)

interface OpenMenuProps extends Pick<CellMenuProps, 'label' | 'back' | 'place'> {
  readonly items: readonly RowMenuItem[]
}

function OpenMenu({ label, items, back, place }: OpenMenuProps) {
  const whyNot = useNoWayBack(back, place)
  const offered: readonly RowMenuItem[] = back === null ? [] : [backItem(back, whyNot)]
  return <RowMenu label={label} items={[...items, ...offered]} isOpenAtFirst />
}

const backItem = ({ projectId, environmentId, tenantId }: BackFrom, whyNot: string | null): RowMenuItem => ({
  label: 'Roll back…',
  icon: 'undo',
  onSelect: () => navigate(rollbackAddress(projectId, environmentId, { tenant: tenantId })),
  ...(whyNot === null ? {} : { whyNot })
})
