import { Switch } from '@mantine/core'
import { rollbackWords } from '@shared/model/process-words'
import type { DraftAction } from '../draft/nodes'
import { sentence } from '../draft/rows'
import type { ActionForm } from './form-host'

/** What an action means to whoever goes back to an older release. */
export function RollbackFields({ settings, onChange }: ActionForm) {
  const isRequired = settings.isRequired === true || (settings.type === 'manual' && settings.responsible !== undefined)
  return (
    <>
      <Switch
        label="Cannot be undone"
        description="Deploying an older release does not take back what it does, such as migrating a database. Whoever rolls back is told."
        checked={settings.isIrreversible === true}
        onChange={event => onChange({ isIrreversible: event.currentTarget.checked ? true : undefined })}
      />
      <Switch
        label="Leave it out when it is rolled back"
        description={
          isRequired
            ? 'It is required, so a rollback runs it all the same.'
            : 'The plan of a rollback proposes to skip it. Whoever rolls back can take it in again.'
        }
        checked={settings.isLeftOutOnRollback === true}
        onChange={event => onChange({ isLeftOutOnRollback: event.currentTarget.checked ? true : undefined })}
      />
    </>
  )
}

/** The same in a few words. */
export function rollbackSummary({ settings }: DraftAction): string {
  const words = rollbackWords(settings)
  return words.length === 0 ? 'Runs again, like everything else' : sentence(words.join(' · '))
}
