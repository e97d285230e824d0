import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { VaultDialogs } from '../screens/vault/VaultDialogs'
import { Banners, useAreBannersLoading } from './Banners'
import { CommandPalette } from './CommandPalette'
import { Curtain } from './Curtain'
import { LeaveGuard } from './LeaveGuard'
import { LoginQuestionDialog } from './LoginQuestionDialog'
import { Overlays } from './Overlays'
import classes from './Shell.module.css'
import { Sidebar } from './Sidebar'
import { useGlobalKeys } from './use-global-keys'
import { useWorkspaceTitle } from './use-workspace-title'

/** The frame around every screen: navigation at the left, banners above, dialogs over it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  useGlobalKeys()
  useWorkspaceTitle()
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <Sidebar />
      <Column>{children}</Column>
      <Overlays />
      <LoginQuestionDialog />
      <CommandPalette />
      <LeaveGuard />
      <VaultDialogs />
      <Curtain />
      <Notifications position="bottom-right" autoClose={4000} limit={3} />
    </div>
  )
}

/** What stands above every screen comes before the screen, which would be pushed down by it otherwise. */
function Column({ children }: { readonly children: ReactNode }) {
  const isLoading = useAreBannersLoading()
  return (
    <div className={classes.column}>
      <Banners />
      <main id="main" tabIndex={-1} className={classes.main}>
        {!isLoading && children}
      </main>
    </div>
  )
}
