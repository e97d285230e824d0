import { Button } from '@mantine/core'
import type { LibrarySetId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import type { LibrarySetView } from '@shared/model/variable-set'
import { useMemo, useState } from 'react'
import { api } from '../../api'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { useRead } from '../../stores/catalog'
import { together, valueOr } from '../../stores/load'
import { NotFoundScreen } from '../NotFoundScreen'
import { useEditorModel } from '../variables/editor-model'
import { type Owner, useDrawnAround } from '../variables/use-surroundings'
import { VariableEditor } from '../variables/VariableEditor'
import { VariablesFrame } from '../variables/VariablesFrame'
import { LibrarySetDialog } from './LibrarySetDialog'
import { usersOf } from './set-users'

/** The variables of one library set. */
export function LibrarySetScreen({ librarySetId }: { readonly librarySetId: LibrarySetId }) {
  const { load, again } = useRead('library.get', { id: librarySetId })
  const drawn = useDrawnAround(null)
  if (load.state === 'failed' && load.failure.kind === 'not-found') return <NotFoundScreen what="variable set" />
  return (
    <Loaded load={together(load, ...drawn)} onRetry={again} what="the variables">
      {set => <SetVariables key={set.id} set={set} />}
    </Loaded>
  )
}

const none: readonly Project[] = []

function SetVariables({ set }: { readonly set: LibrarySetView }) {
  const { id, name, version, variables } = set
  const projects = valueOr(useRead('project.list', {}).load, none)
  const [isRenaming, setRenaming] = useState(false)
  const owner = useMemo((): Owner => ({ kind: 'library', id, name }), [id, name])
  const stored = useMemo(() => ({ version, variables, includes: [] }), [version, variables])
  const model = useEditorModel(owner, {
    stored,
    what: `The variables of ${name}`,
    entity: 'library-set',
    send: async (over, rows) => {
      const result = await api.call('library.save', { id, version: over, variables: rows })
      return result.ok ? { ok: true, value: { ...result.value, includes: [] } } : result
    }
  })
  return (
    <>
      <VariableEditor
        model={model}
        frame={(actions, children) => (
          <VariablesFrame
            title={name}
            crumbs={[{ label: 'Library', href: '/library' }]}
            isDirty={model.draft.isDirty}
            subtitle={`Included by ${usersOf(set, projects)}.${set.description === '' ? '' : ` ${set.description}`}`}
            actions={
              <>
                <Button
                  variant="subtle"
                  color="gray"
                  leftSection={<Icon name="edit" size={14} />}
                  onClick={() => setRenaming(true)}
                >
                  Rename…
                </Button>
                {actions}
              </>
            }
          >
            {children}
          </VariablesFrame>
        )}
      />
      {isRenaming && <LibrarySetDialog set={set} onClose={() => setRenaming(false)} />}
    </>
  )
}
