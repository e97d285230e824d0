import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState } from '../components/EmptyState'
import { PageHeader } from '../components/PageHeader'
import { Screen } from '../components/Screen'

/** For addresses that lead nowhere (any more). */
export function NotFoundScreen({ what }: { readonly what: string }) {
  return (
    <Screen width="narrow">
      <PageHeader title="Not found" />
      <EmptyState
        icon="search"
        title={`There is no such ${what}`}
        action={
          <Button component={Link} href="/">
            Go to the dashboard
          </Button>
        }
      >
        It may have been deleted, or the address has a typing mistake.
      </EmptyState>
    </Screen>
  )
}
