import { LinkTabs } from '../../components/LinkTabs'

const addresses = {
  sets: '/library',
  lifecycles: '/library/lifecycles',
  certificates: '/library/certificates'
} as const

/** What projects share: sets of variables, the ways of releases, and the certificates that variables refer to. */
export function LibraryTabs({ current }: { readonly current: keyof typeof addresses }) {
  return (
    <LinkTabs
      label="Library"
      tabs={[
        { label: 'Variable sets', href: addresses.sets },
        { label: 'Lifecycles', href: addresses.lifecycles },
        { label: 'Certificates', href: addresses.certificates }
      ]}
      current={addresses[current]}
    />
  )
}
