import { extname, join, normalize, sep } from 'node:path'

/** The page's origin. Everything that it loads comes from there. */
export const uiOrigin = 'app://ui'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8'
}

/** The media type of a file of the page, by its name. */
export const mediaType = (path: string): string => types[extname(path).toLowerCase()] ?? 'application/octet-stream'

/** Screens may have a name with a dot in their address, such as `/packages/of/Shop.Web`; files lie in one folder. */
const isFile = (path: string): boolean => extname(path) !== '' && /^\/(assets\/.*|[^/]*)$/.test(path)

/**
 * The file below `root` that an address of the page stands for. Addresses of screens, which have no file, stand for
 * `index.html`. Null for an address that is not ours or leads out of `root`.
 */
export function fileFor(root: string, address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== 'app:' || url.host !== 'ui') return null
  const path = decoded(url.pathname)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  if (path.split('/').includes('..')) return null
  const file = normalize(join(root, path))
  if (file !== normalize(root) && !file.startsWith(normalize(root + sep))) return null
  return isFile(path) ? file : join(root, 'index.html')
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/**
 * What the page may do: load its own files and nothing else. Styles that libraries add at run time carry the nonce;
 * there is no inline script at all.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "worker-src 'none'",
    "manifest-src 'none'",
    // Text becomes markup or script nowhere; the page's default policy lets text without a tag through.
    "require-trusted-types-for 'script'",
    'trusted-types default'
  ].join('; ')

/**
 * The page as it is served: with the nonce where scripts find it (`meta[property=csp-nonce]`, in `nonce` and in
 * `content`), and with its files named from the root, because the addresses of screens are deeper than it.
 */
export const servedPage = (html: string, nonce: string): string =>
  html
    .replace(/<head>/i, `<head>\n    <meta property="csp-nonce" nonce="${nonce}" content="${nonce}" />`)
    .replace(/\b(src|href)="\.\//g, '$1="/')
