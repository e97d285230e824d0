import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { Router } from 'wouter'
import { useGuardedLocation } from '../../renderer/navigation/history'
import { followCatalog, useCatalog } from '../../renderer/stores/catalog'
import { followConnectionTests, useConnectionTests } from '../../renderer/stores/connection-tests'
import { followDashboard, useDashboard } from '../../renderer/stores/dashboard'
import { followLoginQuestions, useLoginQuestions } from '../../renderer/stores/login-questions'
import { useOverlay } from '../../renderer/stores/overlay'
import { followPackageImports, usePackageImports } from '../../renderer/stores/package-imports'
import { useUnsavedStore } from '../../renderer/stores/unsaved'
import { followVault, useVaultDialog } from '../../renderer/stores/vault'
import { useWorkspace } from '../../renderer/stores/workspace'
import { theme } from '../../renderer/theme'

const undo: (() => void)[] = []

/** Makes all stores as they are in a window that was just opened. */
export function resetWindow(): void {
  // React remembers that a button of the mouse is down, and tells of no selection until it is up again.
  for (const root of document.body.children) fireEvent.mouseUp(root)
  cleanup()
  for (const each of undo.splice(0)) each()
  for (const store of [
    useCatalog,
    useDashboard,
    useOverlay,
    usePackageImports,
    useConnectionTests,
    useLoginQuestions,
    useUnsavedStore,
    useVaultDialog,
    useWorkspace
  ]) {
    const { setState, getInitialState } = store as unknown as {
      setState: (state: unknown, replace: true) => void
      getInitialState: () => unknown
    }
    setState(getInitialState(), true)
  }
}

/** Shows a part of the window as the app does, with its stores listening, without transitions. */
export function show(element: ReactElement) {
  undo.push(
    followCatalog(),
    followDashboard(),
    followConnectionTests(),
    followLoginQuestions(),
    followVault(),
    followPackageImports()
  )
  return render(
    <MantineProvider theme={theme} env="test">
      <Router hook={useGuardedLocation}>{element}</Router>
    </MantineProvider>
  )
}
