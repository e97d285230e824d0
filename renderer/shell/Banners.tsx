import { ActionIcon, Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { WorkspaceInfo } from '@shared/workspace'
import { useState } from 'react'
import { Link } from 'wouter'
import { ConfirmDialog } from '../components/ConfirmDialog'
import { Icon } from '../components/Icon'
import { useScreenCommands } from '../lib/screen-commands'
import { navigate } from '../navigation/history'
import { useRead } from '../stores/catalog'
import { changeGuide, useFollowGuide, useGuide } from '../stores/demo-guide'
import { valueOr } from '../stores/load'
import { attemptToLeave } from '../stores/unsaved'
import { askVault } from '../stores/vault'
import { useWorkspace, useWorkspaceInfo } from '../stores/workspace'
import classes from './Banners.module.css'

const demoText =
  'Embedded targets on this computer. Scripts really run, in sandbox folders; nothing here reaches a real server.'

/** Whether it is still to be read what banners would say. */
export function useAreBannersLoading(): boolean {
  const info = useWorkspaceInfo()
  const vault = useRead('vault.status', {})
  if (info.load.state !== 'ready') return info.load.state === 'loading'
  return info.load.value.kind !== 'demo' && vault.load.state === 'loading'
}

/** What the person should know about this workspace, above every screen. */
export function Banners() {
  const isLoading = useAreBannersLoading()
  const info = valueOr(useWorkspaceInfo().load, null)
  if (!info || isLoading) return null
  return (
    <>
      {info.kind !== 'demo' && <VaultBar />}
      {info.kind === 'demo' && <DemoRibbon text={info.notices.find(({ kind }) => kind === 'demo')?.text ?? demoText} />}
      {info.notices
        .filter(({ kind }) => kind !== 'demo')
        .map(notice => (
          <NoticeBar key={notice.text} notice={notice} />
        ))}
    </>
  )
}

/** Says that secrets are locked away, before something fails because of it. */
function VaultBar() {
  const status = valueOr(useRead('vault.status', {}).load, null)
  if (!status?.isLocked) return null
  const isBroken = status.protection === 'unknown'
  return (
    <section className={classes.notice} aria-label="Vault">
      <Icon name={isBroken ? 'x-circle' : 'lock'} size={14} />
      <span className={classes.text}>
        {isBroken ? 'The vault cannot be opened.' : 'The vault is locked. Slipway asks when a secret is needed.'}{' '}
        <Link href="/settings/security" className={classes.details ?? ''}>
          Details
        </Link>
      </span>
      {!isBroken && (
        <Button size="compact-sm" variant="default" onClick={() => void askVault('unlock')}>
          Unlock…
        </Button>
      )}
    </section>
  )
}

function DemoRibbon({ text }: { readonly text: string }) {
  const { move, moving, failure, dismissFailure } = useWorkspace()
  const [isAsking, setAsking] = useState(false)
  const showGuide = useGuideCommand()
  return (
    <section className={classes.ribbon} aria-label="Demo workspace">
      <span className={classes.demo}>DEMO</span>
      <span className={classes.text} title={text}>
        {text}
      </span>
      {showGuide !== null && (
        <Button size="compact-sm" variant="default" onClick={showGuide}>
          Show the guide
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} disabled={moving !== null}>
        Reset
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => attemptToLeave(() => move('open-main'))}
        loading={moving === 'open-main'}
      >
        Leave the demo
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Reset the demo?"
          confirmLabel="Reset the demo"
          isBusy={moving === 'reset-demo'}
          onConfirm={() => attemptToLeave(() => move('reset-demo'))}
          onCancel={() => setAsking(false)}
          failure={failure}
        >
          Everything in the demo workspace, with its deployments, is made anew. Your own workspace is not touched.
        </ConfirmDialog>
      )}
      {failure && !isAsking && (
        <ConfirmDialog
          title="The demo stays open"
          confirmLabel="Try again"
          cancelLabel="Close"
          onConfirm={() => attemptToLeave(() => move('open-main'))}
          onCancel={dismissFailure}
          failure={failure}
        >
          Slipway could not open your own workspace just now.
        </ConfirmDialog>
      )}
    </section>
  )
}

/** Follows the guide, and offers it in the palette. Returns what brings it back; null while it is not put away. */
function useGuideCommand(): (() => void) | null {
  useFollowGuide()
  const guide = valueOr(useGuide().load, null)
  const putAway = (isPutAway: boolean) => changeGuide({ change: 'put-away', isPutAway })
  const show = () => {
    putAway(false)
    navigate('/')
  }
  const keywords = 'demo tour help first steps'
  const command = guide?.isPutAway
    ? { id: 'show', label: 'Show the guide', icon: 'flag', keywords, run: show }
    : { id: 'put-away', label: 'Put the guide away', icon: 'flag', keywords, run: () => putAway(true) }
  useScreenCommands('demo-guide', guide === null ? [] : [{ ...command, icon: 'flag' as const }])
  return guide?.isPutAway ? show : null
}

type Notice = WorkspaceInfo['notices'][number]

/** The screen that has more about a notice. */
const detailsOf = ({ kind, href }: Notice): string =>
  href ?? (kind === 'vault-key-file' ? '/settings/security' : '/settings')

/** Stays until it was read; “Settings and about” keeps it. */
function NoticeBar({ notice }: { readonly notice: Notice }) {
  const [read, setRead] = useLocalStorage<readonly string[]>({
    key: 'slipway-read-notices',
    defaultValue: [],
    getInitialValueInEffect: false
  })
  if (read.includes(notice.text)) return null
  return (
    <section className={classes.notice} aria-label="Notice">
      <Icon name={notice.kind === 'vault-key-file' ? 'lock' : 'bolt'} size={14} />
      <span className={classes.text} title={notice.text}>
        {notice.short ?? notice.text}
        {notice.short !== undefined && (
          <>
            {' '}
            <Link href={detailsOf(notice)} className={classes.details ?? ''}>
              {notice.kind === 'vault-key-file' ? 'Protect them' : 'Details'}
            </Link>
          </>
        )}
      </span>
      <ActionIcon size={24} aria-label="I have read this notice" onClick={() => setRead([...read, notice.text])}>
        <Icon name="x" size={13} />
      </ActionIcon>
    </section>
  )
}
