import { Button } from '@mantine/core'
import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { navigate } from '../../navigation/history'
import { changesAddress, comparisonAddress, rollbackAddress } from './addresses'

interface CompareLinkProps {
  readonly before: ReleaseId
  readonly after: ReleaseId
  /** Where values are resolved; absent for rows as they are written. */
  readonly environment?: EnvironmentId
  readonly tenant?: TenantId | undefined
  readonly children: ReactNode
}

/** Leads to what differs between two releases. */
export const CompareLink = ({ before, after, environment, tenant, children }: CompareLinkProps) => (
  <Link href={comparisonAddress(before, after, environment, tenant)}>{children}</Link>
)

interface ChangesLinkProps {
  readonly release: ReleaseId
  readonly environment: EnvironmentId
  readonly tenant?: TenantId | undefined
  readonly children: ReactNode
}

/** Leads to what a release would change in an environment. */
export const ChangesLink = ({ release, environment, tenant, children }: ChangesLinkProps) => (
  <Link href={changesAddress(release, environment, tenant)}>{children}</Link>
)

interface RollbackButtonProps {
  readonly project: ProjectId
  readonly environment: EnvironmentId
  /** What to go back to; absent for a choice. */
  readonly release?: ReleaseId
  readonly tenant?: TenantId | undefined
  readonly children?: ReactNode
}

/** Leads to the way back of an environment. Nothing happens before its plan was looked at. */
export const RollbackButton = ({
  project,
  environment,
  release,
  tenant,
  children = 'Roll back…'
}: RollbackButtonProps) => (
  <Button
    variant="default"
    leftSection={<Icon name="undo" size={14} />}
    onClick={() => navigate(rollbackAddress(project, environment, { release, tenant }))}
  >
    {children}
  </Button>
)
