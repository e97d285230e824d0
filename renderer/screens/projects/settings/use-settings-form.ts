import type { Project } from '@shared/model/project'
import { fail, type Result } from '@shared/result'
import { api } from '../../../api'
import { type SaveForm, useSaveForm } from '../../../forms/use-save-form'
import { type SettingsValues, settingsFields, settingsInputOf, settingsValuesOf, versioningOf } from './settings-form'

/** The form of the settings of a project, which are saved together. */
export const useSettingsForm = (project: Project): SaveForm<SettingsValues, Project> =>
  useSaveForm<SettingsValues, Project>({
    initial: settingsValuesOf(project),
    what: `The settings of ${project.name}`,
    fields: settingsFields,
    prefix: 'value',
    send: values => send(project, values)
  })

async function send(project: Project, values: SettingsValues): Promise<Result<Project>> {
  if (versioningOf(values) === null)
    return fail({
      kind: 'invalid-input',
      message: 'Choose the package that the version comes from.',
      remedy: '',
      issues: [{ path: 'value.versioning', message: 'must name a package' }]
    })
  return api.call('project.setReleases', {
    id: project.id,
    value: settingsInputOf(values),
    guidedFailure: values.guided === 'environment' ? null : values.guided
  })
}
