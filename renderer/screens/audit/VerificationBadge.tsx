import { Button, Popover } from '@mantine/core'
import { entriesOf } from '@shared/audit-words'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import type { Verification } from '../../stores/audit'
import classes from './audit.module.css'
import { Hash } from './EntryRow'

interface Look {
  readonly text: string
  readonly icon: IconName
  readonly tone: 'good' | 'bad' | 'still'
}

function lookOf({ load, isChecking }: Verification): Look {
  if (isChecking && load.state !== 'ready') return { text: 'Verifying the chain…', icon: 'spinner', tone: 'still' }
  if (load.state !== 'ready') return { text: 'Not verified', icon: 'question-circle', tone: 'still' }
  const { broken, sound } = load.value
  if (broken) return { text: `Chain broken at entry ${broken.seq.toLocaleString('en')}`, icon: 'x-circle', tone: 'bad' }
  return { text: `Chain of ${entriesOf(sound)} verified`, icon: 'shield', tone: 'good' }
}

/** Whether the chain is sound; opened, its end to note down. */
export function VerificationBadge(verification: Verification) {
  const { load, isChecking, check } = verification
  const { text, icon, tone } = lookOf(verification)
  const verdict = load.state === 'ready' ? load.value : null
  return (
    <Popover position="bottom-start" width={540} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.badge} data-tone={tone}>
          <Icon name={icon} size={14} isTurning={icon === 'spinner'} />
          <span aria-live="polite">{text}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.verdict}>
          <p>
            Each entry carries the hash of the one before, so an entry that was edited, removed or moved breaks the
            chain where it stood.
          </p>
          {verdict && !verdict.broken && (
            <>
              <p>
                Whoever owns the disk could rebuild the whole chain. Note its end elsewhere, and{' '}
                <code>slipway audit verify --head</code> tells later whether it is still there:
              </p>
              <Hash hash={verdict.head.hash} />
            </>
          )}
          {verdict?.broken && <p>Before the break, {entriesOf(verdict.sound)} are as they were written.</p>}
          <Button variant="default" onClick={check} loading={isChecking}>
            Verify again
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
