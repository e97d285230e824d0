import { z } from 'zod'

const isAddress = (text: string): boolean => z.ipv4().safeParse(text).success || z.ipv6().safeParse(text).success

/** Where the HTTP API listens: an address of this machine. Names are not looked up. */
export const httpApiPlace = z.strictObject({
  host: z
    .string()
    .trim()
    .toLowerCase()
    .max(60, 'must be at most 60 characters')
    .refine(text => text === 'localhost' || isAddress(text), 'must be an address of this machine, such as 127.0.0.1'),
  port: z.number().int().min(1, 'must be at least 1').max(65_535, 'must be at most 65535')
})
export type HttpApiPlace = z.infer<typeof httpApiPlace>

/** Whether the HTTP API listens while the window is open, and where. */
export const httpApiSettings = z.strictObject({ isOn: z.boolean(), ...httpApiPlace.shape })
export type HttpApiSettings = z.infer<typeof httpApiSettings>

/** Until somebody sets something: off, and out of reach of other machines. */
export const defaultHttpApi: HttpApiSettings = { isOn: false, host: '127.0.0.1', port: 8065 }

/** The address for programs, such as `http://127.0.0.1:8065`; IPv6 in brackets. */
export const httpApiAddress = ({ host, port }: HttpApiPlace): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** What whoever lets other machines reach the API has to know first. */
export const plainHttpWarning =
  'Other machines reach it there by plain HTTP: whoever can read the network reads the keys and the logs. A tunnel, such as ssh -L, to 127.0.0.1 keeps both private.'
