import { Select } from '@mantine/core'
import type { ActionId, ReleaseId } from '@shared/ids'
import { type DeployingAction, deployWhenWords } from '@shared/model/deploying'
import type { ChildRelease } from '@shared/model/release'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './NewRelease.module.css'

/** Which release each action deploys, as chosen. */
export type ChosenChildren = Readonly<Record<ActionId, ReleaseId>>

export interface ChildChoice {
  readonly chosen: ChosenChildren
  readonly choose: (action: ActionId, release: ReleaseId) => void
  /** As a call takes it. */
  readonly children: { actionId: ActionId; releaseId: ReleaseId }[]
}

/**
 * The releases that the steps of a release to be deploy.
 * @param preset what is chosen to begin with: that of a release which is copied.
 */
export function useChildChoice(
  actions: readonly DeployingAction[],
  preset: readonly Pick<ChildRelease, 'actionId' | 'releaseId'>[] = []
): ChildChoice {
  const [chosen, setChosen] = useState<ChosenChildren>(() =>
    Object.fromEntries(preset.map(({ actionId, releaseId }) => [actionId, releaseId]))
  )
  return {
    chosen,
    choose: (action, release) => setChosen(before => ({ ...before, [action]: release })),
    children: actions.flatMap(({ action }) => {
      const releaseId = chosen[action.id]
      return releaseId === undefined ? [] : [{ actionId: action.id, releaseId }]
    })
  }
}

/** The path of the field of an action, as a refusal names it. */
export const childPath = (action: ActionId): string => `children.${action}`

interface ChildReleasesProps {
  readonly actions: readonly DeployingAction[]
  readonly choice: ChildChoice
  /** What was refused, by `childPath`. */
  readonly errors: Readonly<Record<string, unknown>>
}

/** One field for each step that deploys a release. */
export function ChildReleases({ actions, choice, errors }: ChildReleasesProps) {
  if (actions.length === 0) return null
  return (
    <section className={classes.childReleases} aria-label="Releases that it deploys">
      {actions.map(deploying => {
        const error = errors[childPath(deploying.action.id)]
        return (
          <ChildSelect
            key={deploying.action.id}
            deploying={deploying}
            value={choice.chosen[deploying.action.id] ?? null}
            error={typeof error === 'string' ? error : null}
            onChoose={release => choice.choose(deploying.action.id, release)}
          />
        )
      })}
    </section>
  )
}

interface ChildSelectProps {
  readonly deploying: DeployingAction
  readonly value: ReleaseId | null
  readonly error: string | null
  readonly onChoose: (release: ReleaseId) => void
}

/** The newest is chosen until somebody chooses. */
function ChildSelect({ deploying: { name, action }, value, error, onChoose }: ChildSelectProps) {
  const { load } = useRead('release.list', { projectId: action.projectId })
  const projects = valueOr(useRead('project.list', {}).load, [])
  const project = projects.find(({ id }) => id === action.projectId)
  const releases = [...valueOr(load, [])].sort((a, b) => b.createdAt - a.createdAt)
  const newest = releases[0]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known which one is the newest
  useEffect(() => {
    if (value === null && newest !== undefined) onChoose(newest)
  }, [newest])
  const isEmpty = load.state === 'ready' && releases.length === 0
  return (
    <Select
      label={`Release of ${project?.name ?? 'a project that is gone'} that “${name}” deploys`}
      description={
        isEmpty && project ? (
          <>
            {project.name} has no release yet. <Link href={`/projects/${project.id}/releases/new`}>Create one</Link>
          </>
        ) : (
          `It is deployed ${deployWhenWords[action.when]}.`
        )
      }
      maw={440}
      searchable
      allowDeselect={false}
      disabled={releases.length === 0}
      data={releases.map(({ id, version }) => ({ value: id as string, label: version }))}
      value={value}
      error={error}
      onChange={next => {
        const release = releases.find(({ id }) => id === next)
        if (release) onChoose(release.id)
      }}
    />
  )
}
