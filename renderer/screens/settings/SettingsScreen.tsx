import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { shownWorkspace, type WorkspaceInfo } from '@shared/workspace'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { attemptToLeave } from '../../stores/unsaved'
import { useWorkspace, useWorkspaceInfo } from '../../stores/workspace'
import classes from './SettingsScreen.module.css'
import { SettingsTabs } from './SettingsTabs'

/** Theme, workspace, versions: what there is to set, and what this is. */
export function SettingsScreen() {
  const { load, again } = useWorkspaceInfo()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Screen width="narrow">
      <PageHeader title="Settings and about">
        <SettingsTabs current="/settings" />
      </PageHeader>
      <Section title="Theme">
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          onChange={setColorScheme}
          data={[
            { value: 'auto', label: 'Like the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' }
          ]}
        />
      </Section>
      <Loaded load={load} onRetry={again} what="the workspace">
        {info => <About info={info} />}
      </Loaded>
    </Screen>
  )
}

/** What people call the systems that Node names. */
const systemNames: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

function About({ info }: { readonly info: WorkspaceInfo }) {
  const { move, moving, failure } = useWorkspace()
  const isDemo = info.kind === 'demo'
  return (
    <>
      <Section title="Workspace">
        <Card>
          <dl className={classes.facts}>
            <dt>Open now</dt>
            <dd>{shownWorkspace(info)}</dd>
            <dt>Data folder</dt>
            <dd>
              <code className={classes.path}>{info.dataFolder}</code>
            </dd>
          </dl>
          <div className={classes.action}>
            <Button
              variant="default"
              loading={moving !== null}
              onClick={() => attemptToLeave(() => move(isDemo ? 'open-main' : 'open-demo'))}
            >
              {isDemo ? 'Open your own workspace' : 'Open the demo'}
            </Button>
            <Link href="/settings/workspaces">All workspaces</Link>
          </div>
          {failure && <FailureAlert failure={failure} />}
        </Card>
      </Section>
      {info.notices.length > 0 && (
        <Section title="Notices">
          <Card>
            <ul className={classes.notices}>
              {info.notices.map(notice => (
                <li key={notice.text}>
                  <Icon name={notice.kind === 'vault-key-file' ? 'lock' : 'info'} size={14} />
                  <span>{notice.text}</span>
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <Section title="About Slipway">
        <Card>
          <dl className={classes.facts}>
            <dt>Slipway</dt>
            <dd>{info.versions.slipway}</dd>
            <dt>Electron</dt>
            <dd>{info.versions.electron}</dd>
            <dt>Chromium</dt>
            <dd>{info.versions.chrome}</dd>
            <dt>Node.js</dt>
            <dd>{info.versions.node}</dd>
            <dt>System</dt>
            <dd>{systemNames[info.platform] ?? info.platform}</dd>
          </dl>
        </Card>
      </Section>
    </>
  )
}
