import { Modal, TextInput } from '@mantine/core'
import { search } from '@shared/search/search'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { actionIcons } from '../../lib/action-icons'
import { useReturnFocus } from '../../lib/use-return-focus'
import { kindNames, type StepKind, stepKinds, typeOfKind } from './draft/kinds'
import classes from './StepPicker.module.css'

const texts: Readonly<Record<StepKind, string>> = {
  script: 'Bash, Python 3 or PowerShell, on targets or on this machine. Passes values on and keeps files.',
  manual: 'Waits until a person has looked and lets it go on, or stops it.',
  email: 'Tells somebody, with the facts of the deployment in it.',
  http: 'Asks an address, and goes on when the answer is the right one.',
  'health-check': 'Looks at targets again, and leaves out those that are gone.',
  'deploy-release': 'Deploys a release of another project and waits for it.',
  'deploy-package': 'Unpacks a package on targets, configures it, runs its scripts and keeps earlier versions.',
  'transfer-package': 'Puts a package on targets as the file that it is.',
  'package-script': 'Runs a script that lies in a package, on targets or on this machine.',
  nginx: 'Deploys a package and sets up a site of NGINX that serves it, or goes before it.'
}

/** Further words that find a kind. */
const keywords: Readonly<Record<StepKind, string>> = {
  script: 'bash python powershell shell command run',
  manual: 'approval approve confirm question wait person',
  email: 'mail smtp message notify',
  http: 'request url web hook webhook get post ping api',
  'health-check': 'ping connection target',
  'deploy-release': 'child project chain',
  'deploy-package': 'install zip nupkg tar jar war artifact web',
  'transfer-package': 'copy upload file',
  'package-script': 'bash python powershell artifact',
  nginx: 'web site proxy server'
}

export interface StepPickerProps {
  readonly title: string
  /** Why a kind cannot be chosen here; null where it can. */
  readonly whyNot: (type: StepKind) => string | null
  readonly onPick: (type: StepKind) => void
  readonly onClose: () => void
}

/** The kinds of work that there are: type to find one, Enter takes the first. */
export function StepPicker({ title, whyNot, onPick, onClose }: StepPickerProps) {
  useReturnFocus()
  const [text, setText] = useState('')
  const grid = useRef<HTMLDivElement>(null)
  const found = search(
    text,
    stepKinds.map(type => ({ type, label: kindNames[type], keywords: `${keywords[type]} ${texts[type]}` }))
  )
  const first = found.find(({ type }) => whyNot(type) === null)
  const cards = () => [...(grid.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') cards()[0]?.focus()
    else if (event.key === 'Enter' && first) onPick(first.type)
    else return
    event.preventDefault()
  }
  const onCardKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 2, ArrowUp: -2 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const all = cards()
    const next = all.indexOf(document.activeElement as HTMLElement) + by
    if (next < 0) event.currentTarget.closest('[role="dialog"]')?.querySelector<HTMLElement>('input')?.focus()
    else all[Math.min(next, all.length - 1)]?.focus()
  }
  return (
    <Modal opened onClose={onClose} title={title} size={640}>
      <TextInput
        aria-label="Find a kind of step"
        placeholder="Find: approval, url, mail…"
        leftSection={<Icon name="search" size={13} />}
        data-autofocus
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go between its buttons */}
      <div ref={grid} className={classes.cards} onKeyDown={onCardKey}>
        {found.map(({ type }) => (
          <TypeCard key={type} type={type} why={whyNot(type)} isFirst={type === first?.type} onPick={onPick} />
        ))}
      </div>
      {found.length === 0 && (
        <p className={classes.none}>Nothing of that name. There are scripts for everything else.</p>
      )}
    </Modal>
  )
}

interface TypeCardProps extends Pick<StepPickerProps, 'onPick'> {
  readonly type: StepKind
  readonly why: string | null
  readonly isFirst: boolean
}

function TypeCard({ type, why, isFirst, onPick }: TypeCardProps) {
  return (
    <button type="button" className={classes.card} disabled={why !== null} onClick={() => onPick(type)}>
      <span className={classes.icon}>
        <Icon name={actionIcons[typeOfKind(type)]} size={18} />
      </span>
      <span className={classes.words}>
        <span className={classes.title}>
          {kindNames[type]}
          {isFirst && <Kbd keys="Enter" />}
        </span>
        <span className={classes.text}>{why ?? texts[type]}</span>
      </span>
    </button>
  )
}
