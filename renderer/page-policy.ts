import { config } from 'zod'

// The page is served with “require-trusted-types-for 'script'”: whatever hands text to innerHTML and its like asks here.
// Nothing of ours does. Mantine writes a style sheet into a <style> element that way, which is text without a tag.

interface TrustedTypes {
  createPolicy(name: 'default', rules: { readonly createHTML: (text: string) => string | null }): unknown
}

const { trustedTypes } = window as { readonly trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', { createHTML: text => (text.includes('<') ? null : text) })

// Else zod tries whether it may compile text to code, and Chromium writes the refusal to the console.
config({ jitless: true })
