import { Button, Modal } from '@mantine/core'
import type { FeedView } from '@shared/feed-calls'
import type { FeedTest } from '@shared/model/feed'
import { useEffect, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCall } from '../../stores/use-call'
import classes from './packages.module.css'

/** Asks a feed once and says how that went. */
export function FeedTestDialog({ feed, onClose }: { readonly feed: FeedView; readonly onClose: () => void }) {
  useReturnFocus()
  const { run, isBusy, failure } = useCall('feed.test')
  const [found, setFound] = useState<FeedTest | null>(null)
  useEffect(() => {
    void run({ id: feed.id }).then(result => {
      if (result.ok) setFound(result.value)
    })
  }, [run, feed.id])
  return (
    <Modal opened onClose={onClose} title={`Test ${feed.name}`} size={520}>
      <div aria-live="polite">
        {isBusy && <p>Asking it…</p>}
        {failure && <FailureAlert failure={failure} />}
        {found && (
          <div className={classes.result} data-tone={found.ok ? 'good' : 'bad'}>
            <Icon name={found.ok ? 'check-circle' : 'x-circle'} size={15} />
            <div>
              {found.message}
              {found.remedy !== '' && <p className={classes.muted}>{found.remedy}</p>}
            </div>
          </div>
        )}
      </div>
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  )
}
