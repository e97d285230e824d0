/** What goes over the wire: anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined }
export type JsonObject = { readonly [name: string]: Json | undefined }

/** Octopus writes booleans in properties as words. */
export const wordOf = (value: boolean): string => (value ? 'True' : 'False')

/** The word for true; what is false or absent is left out. */
export const wordIfTrue = (value: boolean | undefined): string | undefined =>
  value === true ? wordOf(true) : undefined

/** Case does not count; anything but “true” is false, as in Octopus. */
export const isTrueWord = (text: string): boolean => text.trim().toLowerCase() === 'true'

/** A moment as Octopus writes it; null stays null. */
export const timeOf = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString()

/** The part of an address that Octopus makes of a name: `Hello, World!` is `hello-world`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
