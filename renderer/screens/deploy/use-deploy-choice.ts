import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Release } from '@shared/model/release'
import { useState } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

/** What the dialog was opened with; the rest is chosen in it. */
export interface DeployStart {
  readonly projectId?: ProjectId
  readonly releaseId?: ReleaseId
  readonly environmentId?: EnvironmentId
}

export interface DeployChoice {
  readonly projects: readonly Project[]
  readonly releases: readonly Release[]
  readonly environments: readonly Environment[]
  readonly project: Project | undefined
  readonly release: Release | undefined
  readonly environment: Environment | undefined
  readonly areReleasesLoaded: boolean
  readonly chooseProject: (id: ProjectId) => void
  readonly chooseRelease: (id: ReleaseId) => void
  readonly chooseEnvironment: (id: EnvironmentId) => void
}

/** Project, release and environment of a deployment to come. The newest release is chosen unless told otherwise. */
export function useDeployChoice(start: DeployStart): DeployChoice {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const [chosenProject, setProject] = useState(start.projectId)
  const [chosenRelease, setRelease] = useState(start.releaseId)
  const [environmentId, setEnvironment] = useState(start.environmentId)
  const projectId = chosenProject ?? (projects.length === 1 ? projects[0]?.id : undefined)

  const { load } = useRead('release.list', projectId === undefined ? null : { projectId })
  const releases = [...valueOr(load, [])].sort((a, b) => b.createdAt - a.createdAt)
  return {
    projects,
    releases,
    environments,
    project: projects.find(({ id }) => id === projectId),
    release: releases.find(({ id }) => id === chosenRelease) ?? releases[0],
    environment: environments.find(({ id }) => id === environmentId),
    areReleasesLoaded: load.state === 'ready',
    chooseProject: id => {
      setProject(id)
      setRelease(undefined)
    },
    chooseRelease: setRelease,
    chooseEnvironment: setEnvironment
  }
}
