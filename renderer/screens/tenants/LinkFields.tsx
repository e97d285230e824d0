import { ActionIcon, MultiSelect, Select } from '@mantine/core'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../../components/Icon'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { type LinkValues, linked, relinked, unlinked } from './tenant-form'
import classes from './tenants.module.css'

interface LinkFieldsProps {
  readonly links: readonly LinkValues[]
  /** By path, such as `projects.0.environmentIds`. */
  readonly errors: Readonly<Record<string, ReactNode>>
  readonly onChange: (links: readonly LinkValues[]) => void
}

/** The projects that a tenant gets, each with its environments. */
export function LinkFields({ links, errors, onChange }: LinkFieldsProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const places = environments.map(({ id, name }) => ({ value: id as string, label: name }))
  const focusOn = useFocusOn()
  const free = projects.filter(({ id }) => !links.some(({ projectId }) => projectId === id))
  return (
    <section className={classes.links} aria-labelledby="tenant-projects">
      <h3 id="tenant-projects" className={classes.heading}>
        Projects
      </h3>
      <p className={classes.quiet}>What it gets, and where. Only projects that take tenants are deployed for one.</p>
      {links.map((link, index) => (
        <LinkField
          key={link.projectId}
          link={link}
          project={projects.find(({ id }) => id === link.projectId)}
          places={places}
          error={errors[`projects.${index}.environmentIds`]}
          onChange={next => onChange(relinked(links, link.projectId, next))}
          onRemove={() => {
            onChange(unlinked(links, link.projectId))
            focusOn(anotherId)
          }}
        />
      ))}
      {free.length > 0 && (
        <Select
          id={anotherId}
          aria-label="Add a project"
          placeholder="Add a project…"
          searchable
          nothingFoundMessage="No such project"
          data={free.map(({ id, name }) => ({ value: id as string, label: name }))}
          value={null}
          error={errors.projects}
          // The options are ids of projects.
          onChange={id => {
            if (id === null) return
            onChange(linked(links, id as ProjectId, environments))
            focusOn(fieldId(id as ProjectId))
          }}
        />
      )}
    </section>
  )
}

interface LinkFieldProps {
  readonly link: LinkValues
  /** Undefined for one that is not known. */
  readonly project: Project | undefined
  readonly places: readonly { readonly value: string; readonly label: string }[]
  readonly error: ReactNode
  readonly onChange: (environmentIds: readonly EnvironmentId[]) => void
  readonly onRemove: () => void
}

/** One project with the environments in which the tenant gets it. */
function LinkField({
  link: { projectId, environmentIds },
  project,
  places,
  error,
  onChange,
  onRemove
}: LinkFieldProps) {
  const name = project?.name ?? 'A project that is gone'
  return (
    <div className={classes.link}>
      <MultiSelect
        id={fieldId(projectId)}
        className={classes.linkField ?? ''}
        label={name}
        placeholder={environmentIds.length === 0 ? 'No environment' : ''}
        {...(project === undefined || takesTenants(project)
          ? {}
          : { description: 'Takes no tenants yet: its settings say whether it does.' })}
        data={[...places]}
        value={[...environmentIds]}
        error={error}
        // The options are ids of environments.
        onChange={next => onChange(next as EnvironmentId[])}
      />
      <ActionIcon
        className={classes.unlink ?? ''}
        aria-label={`Remove ${name}`}
        title={`Remove ${name}`}
        onClick={onRemove}
      >
        <Icon name="x" size={14} />
      </ActionIcon>
    </div>
  )
}

const fieldId = (id: ProjectId): string => `link-${id}`
const anotherId = 'link-another'

/** Gives the focus to a field as soon as it is there: what had it may be gone once a project was added or removed. */
function useFocusOn(): (id: string) => void {
  const [wanted, setWanted] = useState<{ readonly id: string } | null>(null)
  useEffect(() => {
    if (wanted !== null) document.getElementById(wanted.id)?.focus()
  }, [wanted])
  return id => setWanted({ id })
}

const takesTenants = ({ releases }: Project): boolean => releases?.tenancy !== undefined
