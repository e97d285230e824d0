import { Select, Textarea, TextInput } from '@mantine/core'
import type { ProjectGroupId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

interface ProjectDialogProps {
  /** Null makes a new one and goes to it. */
  readonly project: Project | null
  readonly onClose: () => void
}

/** Adds a project, or changes its name, description, group and what happens after failures. */
export function ProjectDialog({ project, onClose }: ProjectDialogProps) {
  const groups = valueOr(useRead('group.list', {}).load, [])
  const save = useRecordForm({
    stored: {
      name: project?.name ?? '',
      description: project?.description ?? '',
      groupId: project?.groupId ?? '',
      guided: project?.guidedFailure ?? 'environment'
    },
    what: 'The project',
    fields: ['name', 'description', 'groupId', 'guided'],
    prefix: 'value',
    send: ({ groupId, guided, ...rest }) => {
      const value = {
        ...rest,
        ...(groupId === '' ? {} : { groupId: groupId as ProjectGroupId }),
        ...(guided === 'environment' ? {} : { guidedFailure: guided as 'on' | 'off' })
      }
      return project ? api.call('project.update', { id: project.id, value }) : api.call('project.create', value)
    }
  })
  const leave = async (saved: Project) => {
    await useCatalog.getState().refresh('project')
    onClose()
    if (!project) navigate(`/projects/${saved.id}`)
  }
  const { value, ...groupProps } = save.form.getInputProps('groupId')
  return (
    <FormFrame
      shape="dialog"
      title={project ? 'Edit project' : 'New project'}
      size={440}
      submitLabel={project ? 'Save' : 'Create project'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Web shop" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
      {groups.length > 1 && (
        <Select
          label="Group"
          data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          {...groupProps}
          value={value === '' ? (groups[0]?.id ?? null) : value}
        />
      )}
      <Select
        label="When a step fails"
        description="Guided failure asks a person: try again, ignore it, leave the target out, or fail."
        data={[
          { value: 'environment', label: 'As the environment says' },
          { value: 'on', label: 'Ask what to do' },
          { value: 'off', label: 'Fail' }
        ]}
        {...save.form.getInputProps('guided')}
      />
    </FormFrame>
  )
}
