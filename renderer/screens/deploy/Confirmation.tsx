import { Button, CopyButton, TextInput, UnstyledButton } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import type { Release } from '@shared/model/release'
import type { PlanPrompt } from '@shared/plan/plan'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { navigate } from '../../navigation/history'
import { useCall } from '../../stores/use-call'
import { answersFor } from './answers'
import { answerFlags, deployCommand, secretFile } from './cli-command'
import classes from './DeployDialog.module.css'
import type { Answering } from './use-answers'

interface ConfirmationProps {
  readonly release: Release
  readonly environment: Environment
  readonly projectName: string
  /** Whether there is a plan to start. */
  readonly isReady: boolean
  readonly prompts: readonly PlanPrompt[]
  readonly answers: Answering
  readonly onClose: () => void
}

/** The last look: production asks for its name. */
export function Confirmation(props: ConfirmationProps) {
  const { release, environment, projectName, isReady, prompts, answers, onClose } = props
  const [typed, setTyped] = useState('')
  const { run, isBusy, failure, clear } = useCall('deployment.start')
  const isConfirmed = !environment.isProduction || typed.trim() === environment.name
  const start = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || !isConfirmed || isBusy || !answers.check()) return
    const given = answersFor(prompts, answers.typed)
    const result = await run({
      releaseId: release.id,
      environmentId: environment.id,
      ...(given.length === 0 ? {} : { answers: [...given] })
    })
    if (!result.ok) {
      if (answers.refuse(result.failure)) clear()
      return
    }
    onClose()
    navigate(`/deployments/${result.value.id}`)
  }
  const flags = answerFlags(prompts, answers.typed)
  return (
    <form
      noValidate
      className={classes.confirmation}
      data-production={environment.isProduction}
      onSubmit={event => void start(event)}
    >
      {failure && <FailureAlert failure={failure} />}
      {environment.isProduction && isReady && (
        <TextInput
          label={
            <>
              This is production. Type <strong>{environment.name}</strong> to go on
            </>
          }
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      )}
      <SameCommand
        command={deployCommand(projectName, release.version, environment.name, flags)}
        hasSecrets={flags.some(flag => flag.startsWith('--variable-file'))}
      />
      <div className={classes.footer}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={isBusy}
          disabled={!isReady || !isConfirmed}
          leftSection={<Icon name={environment.isProduction ? 'shield' : 'deployment'} size={14} />}
          {...(environment.isProduction ? { color: 'red' } : {})}
        >
          Deploy {release.version} to {environment.name}
        </Button>
      </div>
    </form>
  )
}

interface SameCommandProps {
  readonly command: string
  readonly hasSecrets: boolean
}

function SameCommand({ command, hasSecrets }: SameCommandProps) {
  const note = hasSecrets
    ? `\n\n${secretFile} stands for a file that the secret is read from; it is never typed here.`
    : ''
  return (
    <CopyButton value={command}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.command ?? ''} onClick={copy} title={`Same as command:\n${command}${note}`}>
          <Icon name={copied ? 'check' : 'terminal'} size={13} />
          <span className={classes.commandWord}>{copied ? 'Copied' : 'Same as command:'}</span>
          <code className={classes.commandText}>{command}</code>
        </UnstyledButton>
      )}
    </CopyButton>
  )
}
