import { ActionIcon, Select } from '@mantine/core'
import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { isLinked } from '@shared/model/tenant'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { TenantChip } from '../../components/TenantChip'
import { navigate, useSearch } from '../../navigation/history'
import { routeId } from '../../navigation/route-id'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { comparisonAddress } from './addresses'
import { ComparisonView } from './ComparisonView'
import classes from './comparison.module.css'
import { ChangesLink } from './links'
import { useAddressTenant } from './use-address-tenant'

interface ComparisonScreenProps {
  readonly before: ReleaseId
  readonly after: ReleaseId
}

/** What differs between two releases of a project, which are chosen here as well. */
export function ComparisonScreen({ before, after }: ComparisonScreenProps) {
  const environment = routeId('environment', new URLSearchParams(useSearch()).get('in') ?? undefined)
  const tenant = useAddressTenant()
  const compared = useRead('release.compare', {
    before,
    after,
    ...(environment === null ? {} : { environmentId: environment }),
    ...(tenant.id === null ? {} : { tenantId: tenant.id })
  })
  const details = valueOr(useRead('release.get', { id: after }).load, null)
  const projectId = details?.release.projectId ?? null
  const releases = valueOr(useRead('release.list', projectId === null ? null : { projectId }).load, [])
  const project = valueOr(useRead('project.list', {}).load, []).find(({ id }) => id === projectId)
  const versionOf = (id: ReleaseId) => releases.find(item => item.id === id)?.version ?? '…'
  return (
    <Screen>
      <PageHeader
        title={`${versionOf(before)} → ${versionOf(after)}`}
        // Beside the title, which is longer once the versions are known.
        {...(releases.length === 0 ? {} : { help: 'comparison' as const })}
        crumbs={[
          { label: 'Projects', href: '/projects' },
          ...(project ? [{ label: project.name, href: `/projects/${project.id}` }] : [])
        ]}
        {...(tenant.name === null ? {} : { badge: <TenantChip name={tenant.name} /> })}
        subtitle="What differs between two releases: what each froze, side by side."
      />
      <Choice
        before={before}
        after={after}
        environment={environment}
        tenant={tenant.id}
        releases={releases}
        project={project}
      />
      <Loaded load={compared.load} onRetry={compared.again} what="the comparison">
        {comparison => (
          <>
            {comparison.environment && (
              <p className={classes.hint}>
                <ChangesLink release={after} environment={comparison.environment.id} tenant={tenant.id ?? undefined}>
                  What {comparison.after.version} would change in {comparison.environment.name}
                  {tenant.words} now
                </ChangesLink>
              </p>
            )}
            <ComparisonView comparison={comparison} />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

interface ChoiceProps extends ComparisonScreenProps {
  readonly environment: EnvironmentId | null
  readonly tenant: TenantId | null
  readonly releases: readonly Release[]
  /** Undefined until it is read. */
  readonly project: Project | undefined
}

const asWritten = 'written'

/** Which two releases, and where the values are looked at. */
function Choice({ before, after, environment, tenant, releases, project }: ChoiceProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const go = (from: ReleaseId, to: ReleaseId, where: EnvironmentId | null, whom = tenant) =>
    navigate(comparisonAddress(from, to, where, whom), { replace: true })
  const data = releases.map(({ id, version }) => ({ value: id as string, label: version }))
  const idOf = (value: string | null) => releases.find(({ id }) => id === value)?.id
  return (
    <section className={classes.controls} aria-label="What is compared">
      <Select
        className={classes.control ?? ''}
        label="Before"
        searchable
        allowDeselect={false}
        data={data}
        value={before}
        onChange={value => {
          const id = idOf(value)
          if (id) go(id, after, environment)
        }}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Swap the two releases"
        title="Swap the two releases"
        onClick={() => go(after, before, environment)}
      >
        <Icon name="swap" size={14} />
      </ActionIcon>
      <Select
        className={classes.control ?? ''}
        label="After"
        searchable
        allowDeselect={false}
        data={data}
        value={after}
        onChange={value => {
          const id = idOf(value)
          if (id) go(before, id, environment)
        }}
      />
      <Select
        className={classes.control ?? ''}
        label="Values"
        allowDeselect={false}
        data={[
          { value: asWritten, label: 'As they are written' },
          ...environments.map(({ id, name }) => ({ value: id as string, label: `In ${name}` }))
        ]}
        value={environment ?? asWritten}
        onChange={value => go(before, after, environments.find(({ id }) => id === value)?.id ?? null)}
      />
      {project?.releases?.tenancy !== undefined && environment !== null && (
        <TenantField
          project={project.id}
          environment={environment}
          tenant={tenant}
          onChange={whom => go(before, after, environment, whom)}
        />
      )}
    </section>
  )
}

interface TenantFieldProps {
  readonly project: ProjectId
  readonly environment: EnvironmentId
  readonly tenant: TenantId | null
  readonly onChange: (tenant: TenantId | null) => void
}

const nobody = 'none'

/** Whom values are looked at for: those that get the project there, and one that was chosen before. */
function TenantField({ project, environment, tenant, onChange }: TenantFieldProps) {
  const tenants = valueOr(useRead('tenant.list', {}).load, [])
  const offered = tenants.filter(item => item.id === tenant || isLinked(item, project, environment))
  return (
    <Select
      className={classes.control ?? ''}
      label="Tenant"
      searchable
      allowDeselect={false}
      data={[
        { value: nobody, label: 'Without a tenant' },
        ...offered.map(({ id, name }) => ({ value: id as string, label: name }))
      ]}
      value={tenant ?? nobody}
      onChange={value => onChange(offered.find(({ id }) => id === value)?.id ?? null)}
    />
  )
}
