import type { ComparedRelease } from '@shared/comparison/comparison'
import type { RollbackPlan } from '@shared/comparison/rollback'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import { FailureAlert } from '../../components/FailureAlert'
import { Loaded, LoadingBars } from '../../components/Loaded'
import { Section } from '../../components/Section'
import { useRead } from '../../stores/catalog'
import { useWorkspaceFlags } from '../deploy/use-workspace-flags'
import { CompareLink } from './links'
import { RollbackConfirmation } from './RollbackConfirmation'
import { RollbackDifferences } from './RollbackDifferences'
import { RollbackFacts } from './RollbackFacts'
import { rollbackCommand } from './rollback-command'
import type { AddressTenant } from './use-address-tenant'
import { useWayBack } from './use-way-back'
import { WayPlan } from './WayPlan'

interface RollbackPaneProps {
  readonly project: Project
  readonly environment: Environment
  readonly tenant: AddressTenant
  readonly release: ComparedRelease
}

/** What going back to a release means, and the button. */
export function RollbackPane(props: RollbackPaneProps) {
  const { release, environment, tenant } = props
  const rollback = useRead('rollback.plan', {
    releaseId: release.id,
    environmentId: environment.id,
    ...(tenant.id === null ? {} : { tenantId: tenant.id })
  })
  return (
    <Loaded load={rollback.load} onRetry={rollback.again} what="what going back means">
      {plan => <Way {...props} rollback={plan} />}
    </Loaded>
  )
}

function Way({
  project,
  environment,
  tenant,
  release,
  rollback
}: RollbackPaneProps & { readonly rollback: RollbackPlan }) {
  const way = useWayBack(rollback, release.id, environment.id, tenant.id ?? undefined)
  const flags = [...way.flags, ...useWorkspaceFlags()]
  if (way.read?.load.state === 'loading') return <LoadingBars what="the plan" />
  const { before } = rollback.comparison
  const link = before && (
    <CompareLink before={before.id} after={release.id} environment={environment.id} tenant={tenant.id ?? undefined}>
      On a screen of its own
    </CompareLink>
  )
  return (
    <>
      <RollbackFacts rollback={rollback} plan={way.plan} skip={way.skip} />
      <Section
        title="What differs"
        description={`From ${before?.version ?? 'nothing'}, which is there now, to ${release.version}; values as they are in ${environment.name}${tenant.words}.`}
        actions={link}
      >
        <RollbackDifferences comparison={rollback.comparison} />
      </Section>
      <Section title="What runs" description="Untick what is to be left out.">
        <WayPlan way={way} projectId={project.id} />
      </Section>
      <RollbackConfirmation
        environment={environment}
        tenantWords={tenant.words}
        version={release.version}
        command={rollbackCommand(project.name, environment.name, release.version, tenant.name, flags)}
        isReady={way.isReady}
        isBusy={way.isBusy}
        onTyped={way.onTyped}
        onStart={() => void way.goBack()}
      >
        {way.failure && (
          <FailureAlert failure={way.failure} severity={way.failure.kind === 'plan-changed' ? 'warning' : 'error'} />
        )}
      </RollbackConfirmation>
    </>
  )
}
