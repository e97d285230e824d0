import { DeployDialog } from '../screens/deploy/DeployDialog'
import { ProjectDialog } from '../screens/projects/ProjectDialog'
import { WorkspaceDialog } from '../screens/workspaces/WorkspaceDialog'
import { closeOverlay, inOverlay, type Overlay, useOverlay } from '../stores/overlay'
import { UnsavedPlace } from '../stores/unsaved'
import { ShortcutSheet } from './ShortcutSheet'

/** The dialog that lies over the screen, if any. */
export function Overlays() {
  const { overlay, number } = useOverlay()
  return (
    <UnsavedPlace key={number} value={inOverlay}>
      <Dialog overlay={overlay} />
    </UnsavedPlace>
  )
}

function Dialog({ overlay }: { readonly overlay: Overlay }) {
  switch (overlay.kind) {
    case 'none':
      return null
    case 'shortcuts':
      return <ShortcutSheet onClose={closeOverlay} />
    case 'new-project':
      return <ProjectDialog project={null} onClose={closeOverlay} />
    case 'new-workspace':
      return <WorkspaceDialog workspace={null} onClose={closeOverlay} />
    case 'deploy':
      return <DeployDialog start={overlay} onClose={closeOverlay} />
  }
}
