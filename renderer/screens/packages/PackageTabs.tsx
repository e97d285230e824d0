import { LinkTabs } from '../../components/LinkTabs'

const addresses = { repository: '/packages', feeds: '/packages/feeds' } as const

/** Where packages are: here, and at feeds that they are fetched from. */
export function PackageTabs({ current }: { readonly current: keyof typeof addresses }) {
  return (
    <LinkTabs
      label="Repository and feeds"
      tabs={[
        { label: 'Repository', href: addresses.repository },
        { label: 'Feeds', href: addresses.feeds }
      ]}
      current={addresses[current]}
    />
  )
}
