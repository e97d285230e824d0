import { Button } from '@mantine/core'
import type { ApproverView } from '@shared/approval-calls'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { Copyable } from '../../components/Copyable'
import { type Column, DataTable } from '../../components/DataTable'
import { FailureAlert } from '../../components/FailureAlert'
import { FileChooser } from '../../components/FileChooser'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { useDroppedFiles } from '../../lib/use-dropped-files'
import { useCatalog, useRead } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { EnvironmentTabs } from '../freezes/EnvironmentTabs'
import { AnswerCard } from './AnswerCard'
import classes from './approvals.module.css'
import { RequestCard } from './RequestCard'
import { useApprovalFile } from './use-approval-file'

/** Answers requests for approvals, and says whose approvals count here. */
export function ApprovalsScreen() {
  const file = useApprovalFile()
  const isDragging = useDroppedFiles(([first]) => void file.open(first))
  const approvers = useRead('approver.list', {})
  const { opened } = file
  return (
    <Screen>
      <PageHeader
        title="Approvals"
        help="approvals"
        crumbs={[{ label: 'Environments', href: '/environments' }]}
        actions={
          <FileChooser accept=".json,application/json" onFiles={([chosen]) => void file.open(chosen)}>
            {button => (
              <Button {...button} leftSection={<Icon name="folder" size={14} />}>
                Open a request…
              </Button>
            )}
          </FileChooser>
        }
      >
        <EnvironmentTabs current="/approvals" />
      </PageHeader>
      {file.failure && <FailureAlert failure={file.failure} />}
      {opened === null && <Drop isDragging={isDragging} />}
      {opened?.kind === 'request' && (
        <RequestCard key={opened.text} text={opened.text} view={opened.view} onClose={file.close} />
      )}
      {opened?.kind === 'answer' && (
        <Card>
          <AnswerCard key={opened.text} text={opened.text} view={opened.view} onClose={file.close} />
        </Card>
      )}
      <Loaded load={approvers.load} onRetry={approvers.again} what="approvers">
        {list => (
          <>
            <Approvers approvers={list} />
            <Own />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

function Drop({ isDragging }: { readonly isDragging: boolean }) {
  return (
    <div className={classes.drop} data-over={isDragging || undefined}>
      <Icon name="shield" size={18} />
      <p>
        {isDragging
          ? 'Drop the file to read it.'
          : 'Somebody asks you to approve a deployment, or sent you an approval? Drop their file anywhere on this window.'}
      </p>
      <p className={classes.note}>
        An approval proves that somebody with that key said yes to exactly this plan. It cannot stop a person who owns
        the disk that Slipway works on.
      </p>
    </div>
  )
}

function Approvers({ approvers }: { readonly approvers: readonly ApproverView[] }) {
  const [removing, setRemoving] = useState<ApproverView | null>(null)
  const columns: readonly Column<ApproverView>[] = [
    { key: 'name', header: 'Approver', width: '24%', cell: ({ name }) => <strong>{name}</strong> },
    {
      key: 'words',
      header: 'Words of their key',
      cell: ({ words, name }) => <Copyable text={words} label={name} what="the words" />
    },
    {
      key: 'added',
      header: 'Added',
      width: '190px',
      cell: ({ addedAt, addedBy }) => (
        <>
          <TimeAgo at={addedAt} /> by {addedBy}
        </>
      )
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: approver => (
        <RowMenu
          label={`Actions for ${approver.name}`}
          items={[{ label: 'Remove…', icon: 'trash', isDangerous: true, onSelect: () => setRemoving(approver) }]}
        />
      )
    }
  ]
  return (
    <Section
      title="Whose approvals count here"
      description="Somebody becomes an approver once an approval of theirs was opened here and the words of their key were compared with them."
    >
      <Card padding={approvers.length === 0 ? 'normal' : 'flush'}>
        {approvers.length === 0 ? (
          <p className={classes.note}>Nobody yet. Where an approval is needed, nothing can be deployed until then.</p>
        ) : (
          <DataTable label="Approvers" columns={columns} rows={approvers} rowKey={({ id }) => id} />
        )}
      </Card>
      {removing && <RemoveApprover approver={removing} onClose={() => setRemoving(null)} />}
    </Section>
  )
}

function RemoveApprover({ approver, onClose }: { readonly approver: ApproverView; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('approver.remove')
  const confirm = async () => {
    if (!(await run({ id: approver.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('approval')
  }
  return (
    <ConfirmDialog
      title={`Remove ${approver.name}?`}
      confirmLabel="Remove approver"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      What they approved counts no more for what was not started yet. What was started stays as it is.
    </ConfirmDialog>
  )
}

/** Asked for on demand: the key is made with it, and the vault has to be open for that. */
function Own() {
  const { run, isBusy, failure } = useCall('approver.own')
  const [words, setWords] = useState<string | null>(null)
  const show = async () => {
    const own = await run({})
    if (own.ok) setWords(own.value.words)
  }
  return (
    <Section
      title="Your own key"
      description="It signs what you ask for and what you approve. Read its words to others when they compare."
    >
      <Card>
        {words === null ? (
          <Button variant="default" loading={isBusy} onClick={() => void show()}>
            Show the words
          </Button>
        ) : (
          <Copyable text={words} label="Your words" what="the words" />
        )}
        {failure && <FailureAlert failure={failure} />}
      </Card>
    </Section>
  )
}
