/** Where a web address leads to; null for a text that is none. */
export function webPlace(address: string): { readonly host: string; readonly port: number } | null {
  if (!URL.canParse(address)) return null
  const { hostname, port, protocol } = new URL(address)
  const usual = protocol === 'https:' ? 443 : 80
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) }
}
