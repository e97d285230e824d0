import type { Failure } from '@shared/failure'
import type { ActionOf } from '@shared/model/action'
import { fail, ok, type Result } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { performHttp } from '../../../electron/engine/actions/http'
import type { HttpRequest, HttpResponse } from '../../../electron/engine/ports'
import { attempt } from '../../support/action-attempt'

const get = (more: Partial<ActionOf<'http'>> = {}): Omit<ActionOf<'http'>, 'id'> => ({
  type: 'http',
  method: 'GET',
  url: 'https://shop.example/health',
  ...more
})

const refused: Failure = {
  kind: 'http-failed',
  message: 'shop.example:443 refused the connection.',
  remedy: 'Start it.'
}

type Answer = Failure | Partial<HttpResponse>

/** A server that answers these, one after the other; the last one for ever. */
function server(...answers: readonly Answer[]) {
  const requests: HttpRequest[] = []
  const request = async (one: HttpRequest): Promise<Result<HttpResponse>> => {
    requests.push(one)
    const answer = answers[Math.min(requests.length, answers.length) - 1] ?? {}
    return 'kind' in answer ? fail(answer) : ok({ status: 200, location: null, body: '', ...answer })
  }
  return { request, requests }
}

const failureIn = (end: { readonly kind: string }): Failure | null =>
  'failure' in end ? (end.failure as Failure) : null

describe('a request', () => {
  it('has everything replaced, and neither query nor headers are said', async () => {
    const { request, requests } = server({ status: 201, body: 'made' })
    const action = get({
      method: 'POST',
      url: 'https://ada:pa%20ss@#{Host}/orders?token=abc#top',
      headers: [{ name: 'X-Key', value: ' #{Key} ' }],
      body: '{"id": "#{Id}"}',
      requestSeconds: 7,
      proxy: 'http://proxy:3128',
      caFile: '#{Ca}'
    })
    const values = { Host: 'shop.example:8443', Key: 'k3y', Id: '7', Ca: '/etc/ca.pem' }
    const { end, lines, facts } = await attempt(performHttp, action, { http: { request }, values })
    expect(end).toEqual({ kind: 'succeeded' })
    expect(requests).toEqual([
      {
        why: 'HTTP step “Warm up” of Hello World',
        method: 'POST',
        url: 'https://shop.example:8443/orders?token=abc',
        headers: [
          { name: 'X-Key', value: 'k3y' },
          { name: 'User-Agent', value: 'Slipway' },
          { name: 'Authorization', value: `Basic ${Buffer.from('ada:pa ss').toString('base64')}` }
        ],
        body: '{"id": "7"}',
        timeoutMs: 7000,
        proxy: 'http://proxy:3128',
        caFile: '/etc/ca.pem'
      }
    ])
    expect(lines).toEqual(['info POST https://shop.example:8443/orders?… answered 201, after 0.0 s.'])
    expect(facts).toEqual([
      { kind: 'output-variable', run: expect.any(String), variable: { name: 'Http.Status', value: '201' } },
      { kind: 'output-variable', run: expect.any(String), variable: { name: 'Http.Body', value: 'made' } }
    ])
  })

  it('keeps an address to itself that a secret is part of, in whichever form', async () => {
    const secrets = ['T0P/secret key']
    for (const url of ['https://hooks.example/T0P/secret key', 'https://hooks.example/T0P%2Fsecret%20key/x']) {
      const { request } = server({ status: 302, location: '/T0P/secret%20key' }, { status: 500 })
      const { end, lines } = await attempt(performHttp, get({ url }), { http: { request }, secrets })
      expect(failureIn(end)?.message).toBe('GET https://hooks.example/… answered 500 instead of 200-299.')
      expect(lines).toEqual(['info Redirected (302) to https://hooks.example/….'])
    }
  })

  it.each([
    ['ftp://shop.example', {}, 'What the step asks for is no web address once its variables are replaced.'],
    ['#{Nothing}', {}, 'What the step asks for is no web address once its variables are replaced.'],
    ['http://a', { proxy: 'proxy:3128' }, 'The proxy is no address once its variables are replaced.'],
    [
      'http://a',
      { headers: [{ name: 'X-Key', value: 'two\nlines' }] },
      'The value of the header “X-Key” has a line break or another character that no header may have.'
    ]
  ])('is not sent where it cannot be right: %s', async (url, more, message) => {
    const { end } = await attempt(performHttp, get({ url, ...more }))
    expect(failureIn(end)).toMatchObject({ kind: 'http-failed', message })
  })
})

describe('an answer', () => {
  it.each([
    ['200-299', 204, true],
    ['200-299', 300, false],
    ['200 - 204, 304', 304, true],
    ['404', 404, true],
    ['404', 200, false]
  ])('with the statuses %s: %i is right: %s', async (expectStatus, status, isRight) => {
    const { request } = server({ status })
    const { end } = await attempt(performHttp, get({ expectStatus }), { http: { request } })
    expect(end.kind).toBe(isRight ? 'succeeded' : 'failed')
  })

  it('must hold what is expected of its body', async () => {
    const { request } = server({ body: '{"status":"down"}' })
    const action = get({ expectBody: { kind: 'contains', text: '"#{State}"' } })
    const down = await attempt(performHttp, action, { http: { request }, values: { State: 'down' } })
    expect(down.lines).toEqual([
      'info GET https://shop.example/health answered 200, and its body is as expected, after 0.0 s.'
    ])
    const up = await attempt(performHttp, action, { http: { request }, values: { State: 'up' } })
    expect(failureIn(up.end)).toEqual({
      kind: 'http-failed',
      message: 'GET https://shop.example/health answered 200, but its body does not contain “"up"”.',
      remedy: 'Read the beginning of the answer in the log (level verbose), and the server’s own log.'
    })
    expect(up.lines).toEqual(['verbose The body of the last answer begins:', 'verbose {"status":"down"}'])
    expect(up.facts).toHaveLength(2)
  })

  it('is searched by a regular expression that is looked at first, and in 100,000 characters', async () => {
    const searched: [string, number][] = []
    const { request, requests } = server({ body: 'x'.repeat(200_000) })
    const matches = async (pattern: string, text: string) => {
      searched.push([pattern, text.length])
      return pattern === '(' ? fail<boolean>({ ...refused, message: 'Not readable.' }) : ok(text !== '')
    }
    const http = { request, matches }
    const right = await attempt(performHttp, get({ expectBody: { kind: 'matches', text: 'x+' } }), { http })
    expect(right.end.kind).toBe('succeeded')
    const wrong = await attempt(performHttp, get({ expectBody: { kind: 'matches', text: '(' } }), { http })
    expect(failureIn(wrong.end)?.message).toBe('Not readable.')
    expect(searched).toEqual([
      ['x+', 0],
      ['x+', 100_000],
      ['(', 0]
    ])
    expect(requests).toHaveLength(1)
  })

  it('passes at most 10,000 characters on, and no half of a secret', async () => {
    const secret = 'THE-SECRET-OF-THE-HOUSE'
    const kept = async (body: string) => {
      const { request } = server({ body })
      const { facts, stored } = await attempt(performHttp, get(), { http: { request }, secrets: [secret] })
      return { variable: facts[1] && 'variable' in facts[1] ? facts[1].variable : null, stored }
    }
    expect((await kept('a'.repeat(10_001))).variable).toEqual({ name: 'Http.Body', value: 'a'.repeat(10_000) })
    const across = await kept(`${'a'.repeat(9990)}${secret}`)
    expect(across.variable).toMatchObject({ name: 'Http.Body', value: expect.stringMatching(/^a{9900,9990}$/) })
    const inside = await kept(`${secret} is it`)
    expect(inside.variable).toEqual({ name: 'Http.Body', secret: expect.stringMatching(/^secret-/) })
    expect(inside.stored).toEqual([`${secret} is it`])
  })
})

describe('a redirect', () => {
  const headers = [
    { name: 'Authorization', value: 'Bearer x' },
    { name: 'X-Api-Key', value: 'y' },
    { name: 'Accept', value: 'text/html' }
  ]
  const carried = (request: HttpRequest | undefined) => request?.headers.map(({ name }) => name)

  it('is followed and said; what lets somebody in stays with the origin', async () => {
    const { request, requests } = server(
      { status: 301, location: '/new' },
      { status: 307, location: 'https://other.example/x' },
      { status: 302, location: 'https://shop.example/back' },
      { status: 200 }
    )
    const { end, lines } = await attempt(performHttp, get({ headers }), { http: { request } })
    expect(end.kind).toBe('succeeded')
    expect(lines.slice(0, 3)).toEqual([
      'info Redirected (301) to https://shop.example/new.',
      'info Redirected (307) to https://other.example/x.',
      'info Redirected (302) to https://shop.example/back.'
    ])
    const all = ['Authorization', 'X-Api-Key', 'Accept', 'User-Agent']
    expect(requests.map(carried)).toEqual([all, all, ['Accept', 'User-Agent'], ['Accept', 'User-Agent']])
  })

  it('is the answer where it is expected, or something is to be changed', async () => {
    const there = { status: 302, location: '/there' }
    const expected = server(there)
    expect((await attempt(performHttp, get({ expectStatus: '302' }), { http: expected })).end.kind).toBe('succeeded')
    const post = server(there)
    const { end } = await attempt(performHttp, get({ method: 'POST' }), { http: post })
    expect(failureIn(end)?.message).toBe('POST https://shop.example/health answered 302 instead of 200-299.')
    expect([expected.requests.length, post.requests.length]).toEqual([1, 1])
  })

  it('ends somewhere', async () => {
    const round = server({ status: 302, location: '/again' })
    const { end } = await attempt(performHttp, get(), { http: round })
    expect(failureIn(end)?.message).toBe('GET https://shop.example/health leads on and on: more than 5 redirects.')
    expect(round.requests).toHaveLength(6)
    const nowhere = await attempt(performHttp, get(), {
      http: server({ status: 302, location: 'mailto:ada@example.com' })
    })
    expect(failureIn(nowhere.end)?.message).toBe('GET https://shop.example/health leads to what is no web address.')
  })
})

describe('asking until the answer is right', () => {
  const until = { everySeconds: 5, forSeconds: 60 }

  it('goes on over failures and wrong answers, and the log has each verdict', async () => {
    const { request } = server(refused, { status: 503 }, { status: 200 })
    const { end, lines, sleeps } = await attempt(performHttp, get({ until }), { http: { request } })
    expect(end.kind).toBe('succeeded')
    expect(sleeps).toEqual([5000, 5000])
    expect(lines).toEqual([
      'info Try 1: GET https://shop.example/health failed: shop.example:443 refused the connection. Asks again in 5 s.',
      'info Try 2: GET https://shop.example/health answered 503 instead of 200-299. Asks again in 5 s.',
      'info GET https://shop.example/health answered 200, after 0.0 s.'
    ])
  })

  it('ends when its time is over, and no request lasts longer than what is left', async () => {
    const { request, requests } = server({ status: 503 })
    const { end } = await attempt(performHttp, get({ until: { everySeconds: 5, forSeconds: 12 } }), {
      http: { request }
    })
    expect(failureIn(end)?.message).toBe(
      'GET https://shop.example/health was not right within 12 s and 3 tries; the last try answered 503 instead of 200-299.'
    )
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([12_000, 7000, 2000])
  })

  it('ends at once where another try cannot help, or the deployment stops', async () => {
    const blocked: Failure = { ...refused, kind: 'air-gapped', detail: { again: 'useless' } }
    const gap = server(blocked)
    expect((await attempt(performHttp, get({ until }), { http: gap })).end).toMatchObject({ failure: blocked })
    expect(gap.requests).toHaveLength(1)
    const slow = server({ status: 503 })
    const onSleep = (_: number, stop: AbortController) => stop.abort()
    const stopped = await attempt(performHttp, get({ until }), { http: slow, onSleep })
    expect([stopped.end, stopped.facts]).toEqual([{ kind: 'stopped' }, []])
  })
})
