import { Button, MultiSelect, SegmentedControl, Select } from '@mantine/core'
import type { TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import { tagsInUse } from '@shared/model/tenant'
import { fitsTags } from '@shared/model/tenant-tag'
import { listOf } from '@shared/plan/words'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import classes from './DeployDialog.module.css'
import type { LeaveByLink } from './leave-by-link'
import { type OfferedTenant, offeredTenants } from './offered-tenants'
import type { DeployChoice } from './use-deploy-choice'

interface TenantFieldsProps {
  readonly choice: DeployChoice
  /** Called when a link leads away from the dialog. */
  readonly onLeave: LeaveByLink
}

/** For whom a release is deployed: tenants by name, by tag or all of them; or nobody in particular. */
export function TenantFields({ choice, onLeave }: TenantFieldsProps) {
  const { tenants, release, runbook } = choice
  if (tenants.tenancy === null) return null
  return (
    <fieldset className={classes.tenants}>
      <legend className={classes.legend}>Tenants</legend>
      {tenants.tenancy === 'allowed' && (
        <SegmentedControl
          aria-label="Whether it is for tenants"
          data={[
            { value: 'none', label: 'Without a tenant' },
            { value: 'tenants', label: 'For tenants' }
          ]}
          value={tenants.isForTenants ? 'tenants' : 'none'}
          onChange={value => tenants.setForTenants(value === 'tenants')}
        />
      )}
      {tenants.isForTenants &&
        (tenants.isLoaded && tenants.able.length === 0 && tenants.chosen.length === 0 ? (
          <p className={classes.hint}>
            {runbook === null ? `${release?.version ?? 'The release'} is for no tenant` : 'No tenant is linked'} yet:
            none is linked to the project{runbook === null && ', or its channel is for others'}.{' '}
            <Link href="/tenants" onClick={onLeave}>
              Go to tenants
            </Link>
          </p>
        ) : (
          <TenantPicker choice={choice} />
        ))}
    </fieldset>
  )
}

function TenantPicker({ choice }: { readonly choice: DeployChoice }) {
  const { tenants, chosen, release } = choice
  const offered = offeredTenants(tenants, chosen, release?.id)
  const free = offered.filter(({ why }) => why === null)
  const ids = tenants.chosen.map(({ id }) => id)
  const add = (more: readonly OfferedTenant[]) =>
    tenants.choose([...new Set([...ids, ...more.map(({ tenant }) => tenant.id)])])
  const tags = tagsInUse(free.map(({ tenant }) => tenant))
  return (
    <>
      <MultiSelect
        className={classes.tenantNames ?? ''}
        classNames={{ input: classes.tenantPills ?? '' }}
        aria-label="Tenants by name"
        placeholder={ids.length === 0 ? 'Choose tenants' : ''}
        searchable
        clearable
        maxDropdownHeight={260}
        limit={200}
        nothingFoundMessage="No such tenant"
        data={offered.map(({ tenant, why }) => ({ value: tenant.id, label: tenant.name, disabled: why !== null }))}
        renderOption={({ option, checked = false }) => (
          <Offer offered={offered.find(({ tenant }) => tenant.id === option.value)} isChosen={checked} />
        )}
        value={[...ids]}
        // The options are ids of tenants.
        onChange={next => tenants.choose(next as TenantId[])}
      />
      {tags.length > 0 && (
        <Select
          className={classes.tenantTag ?? ''}
          aria-label="Add tenants by tag"
          placeholder="Add by tag…"
          searchable
          nothingFoundMessage="No such tag"
          data={[...tags]}
          value={null}
          onChange={tag => tag !== null && add(free.filter(({ tenant }) => fitsTags([tag], tenant.tags)))}
        />
      )}
      {free.length > 0 && (
        <Button variant="default" onClick={() => add(free)}>
          {free.length === 1 ? 'The one that may get it' : `All ${free.length} that may get it`}
        </Button>
      )}
      <Standing offered={offered} chosen={chosen} choice={choice} />
    </>
  )
}

interface OfferProps {
  readonly offered: OfferedTenant | undefined
  readonly isChosen: boolean
}

/** A tenant as it is offered: what it has, and why it may not be chosen. */
function Offer({ offered, isChosen }: OfferProps) {
  if (offered === undefined) return null
  return (
    <span className={classes.offer}>
      <span className={classes.offerName}>
        {isChosen && <Icon name="check" size={12} label="Chosen:" />} {offered.tenant.name}
      </span>
      <span className={classes.offerNote}>
        {offered.why !== null && <Icon name="lock" size={12} label="Closed:" />} {offered.why ?? offered.has}
      </span>
    </span>
  )
}

interface StandingProps {
  readonly offered: readonly OfferedTenant[]
  readonly chosen: readonly Environment[]
  readonly choice: DeployChoice
}

/** Of the chosen tenants: who has the release already, and who is linked to none of the environments. */
function Standing({ offered, chosen, choice: { tenants, release } }: StandingProps) {
  const picked = offered.filter(({ tenant }) => tenants.chosen.some(({ id }) => id === tenant.id))
  const current = picked.filter(({ isCurrent }) => isCurrent)
  const apart = tenants.chosen.filter(
    ({ id }) => tenants.able.some(({ tenant }) => tenant.id === id) && !offered.some(({ tenant }) => tenant.id === id)
  )
  const where = listOf(
    chosen.map(({ name }) => name),
    'or'
  )
  const notes = [
    ...(current.length === 0
      ? []
      : [
          `${plural(current.length, 'tenant')} of ${picked.length} ${current.length === 1 ? 'has' : 'have'} ${release?.version} there already: ${namesOf(current.map(({ tenant }) => tenant))}.`
        ]),
    ...(apart.length === 0 || chosen.length === 0 ? [] : [`Not linked to ${where}: ${namesOf(apart)}.`])
  ]
  if (notes.length === 0) return null
  return (
    <ul className={classes.closed} aria-label="About these tenants">
      {notes.map(note => (
        <li key={note}>
          <Icon name="info" size={12} /> {note}
        </li>
      ))}
    </ul>
  )
}

/** How many tenants a note names. */
const namedTenants = 8

function namesOf(tenants: readonly { readonly name: string }[]): string {
  const names = tenants.slice(0, namedTenants).map(({ name }) => name)
  const rest = tenants.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : listOf(names)
}
