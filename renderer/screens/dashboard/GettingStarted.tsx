import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { type StepCard, StepCards } from '../../components/StepCards'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { EnvironmentDialog } from '../environments/EnvironmentDialog'
import classes from './GettingStarted.module.css'

/** What a workspace needs before its dashboard can show something: environment, target, project. */
export function GettingStarted() {
  const [isAdding, setAdding] = useState(false)
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const targets = valueOr(useRead('target.list', {}).load, [])
  const projects = valueOr(useRead('project.list', {}).load, [])
  const done = [environments.length > 0, targets.length > 0, projects.length > 0]
  const first = done.indexOf(false)
  const stateAt = (index: number): StepCard['state'] =>
    done[index] === true ? 'done' : index === first ? 'next' : 'later'
  const cards: readonly StepCard[] = [
    {
      key: 'environment',
      title: 'Add an environment',
      text: 'A place that releases go through, such as Test or Production.',
      state: stateAt(0),
      action: <Button onClick={() => setAdding(true)}>Add environment</Button>
    },
    {
      key: 'target',
      title: 'Add a target',
      text: 'A machine that scripts run on: an SSH host, or this machine.',
      state: stateAt(1),
      action: (
        <Button component={Link} href="/targets">
          Go to targets
        </Button>
      )
    },
    {
      key: 'project',
      title: 'Add a project',
      text: 'Something you deploy, with its steps, variables and releases.',
      state: stateAt(2),
      action: <Button onClick={() => showOverlay({ kind: 'new-project' })}>New project</Button>
    }
  ]
  return (
    <section aria-label="Getting started">
      <p className={classes.lead}>Three things, and the first deployment can start. You can do them in any order.</p>
      <StepCards label="Getting started" cards={cards} />
      {isAdding && <EnvironmentDialog environment={null} onClose={() => setAdding(false)} />}
    </section>
  )
}
