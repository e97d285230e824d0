import { MantineProvider } from '@mantine/core'
import { Component, type ReactNode, useEffect } from 'react'
import { Router } from 'wouter'
import { FailureAlert } from './components/FailureAlert'
import { followScreenChoices } from './navigation/follow-screen-choices'
import { useGuardedLocation } from './navigation/history'
import { Routes } from './routes'
import { colorSchemeManager } from './shell/color-scheme'
import { Shell } from './shell/Shell'
import { followCatalog } from './stores/catalog'
import { followConnectionTests } from './stores/connection-tests'
import { followDashboard } from './stores/dashboard'
import { followLoginQuestions } from './stores/login-questions'
import { followPackageImports } from './stores/package-imports'
import { followVault } from './stores/vault'
import { theme } from './theme'

/** The window. */
export function App() {
  useEffect(() => {
    const undo = [
      followCatalog(),
      followDashboard(),
      followConnectionTests(),
      followVault(),
      followLoginQuestions(),
      followPackageImports(),
      followScreenChoices()
    ]
    return () => {
      for (const each of undo) each()
    }
  }, [])
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      // Both would write <style> elements; styles/tokens.css has what they would hold.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Router hook={useGuardedLocation}>
        <Shell>
          <ScreenBoundary>
            <Routes />
          </ScreenBoundary>
        </Shell>
      </Router>
    </MantineProvider>
  )
}

/** Keeps the frame alive when a screen breaks, so that there is a way out. */
class ScreenBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <FailureAlert
        failure={{
          kind: 'internal',
          message: `This screen broke: ${error.message}`,
          remedy: 'Nothing that was saved is lost. Show the screen again, or choose another one.'
        }}
        onRetry={() => this.setState({ error: null })}
      />
    )
  }
}
