import { createHash } from 'node:crypto'
import type { Deployment, DeploymentEvent } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import { elapsedOf } from '@shared/idle-time'
import { durationOf } from '@shared/plan/words'
import style from '../../../resources/export/page.css?raw'
import script from '../../../resources/export/page.js?raw'
import { type ExportContent, saidOf } from './export-text'
import { endOf, type PageData, PageLines, pageData } from './page-data'

export interface PageContent extends ExportContent {
  /** Without the text of output. */
  readonly events: readonly DeploymentEvent[]
  /** What the page says about where it came from, in a sentence. */
  readonly note: string
}

/**
 * One HTML document with everything in it: lines, matrix, replay. Its policy allows the two scripts and styles that are
 * in it and nothing else, so it cannot load or send anything.
 */
export async function* toPage(content: PageContent): AsyncGenerator<string> {
  const { deployment, events } = content
  yield headOf(deployment)
  yield bodyOf(content)
  const page = new PageLines(deployment)
  let count = 0
  for await (const lines of content.lines) {
    const made = lines.map(line => page.of(line))
    const from = made[0]?.[1] ?? 0
    yield `<script type="application/json" data-lines="${made.length}" data-first="${count}" data-from="${from}">${json(made)}</script>\n`
    count += made.length
  }
  const data: PageData = pageData(deployment, events, page.styles, count)
  yield `<script type="application/json" id="data">${json(data)}</script>\n`
  yield `<script type="module">${script}</script>\n</body>\n</html>\n`
}

/** JSON inside of a script element: no `<` can end it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}
const html = (text: string): string => text.replace(/[&<>"']/g, sign => escapes[sign] ?? sign)

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What a page of ours may do: nothing but run its own script and use its own styles. */
export const pagePolicy = (): string =>
  `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`

const titleOf = ({ plan }: Deployment): string =>
  `${plan.project.name} ${plan.release.version} to ${placeOf(titledOf(plan))}`

const headOf = (deployment: Deployment): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html(pagePolicy())}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${html(titleOf(deployment))}</title>
<style>${style}</style>
</head>
`

function bodyOf({ deployment, at, note }: PageContent): string {
  const { plan } = deployment
  const elapsed = elapsedOf(deployment, at)
  const took = elapsed === null ? '' : `, took ${durationOf(elapsed.active)}`
  const moment = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19)
  const environment = plan.environment.isProduction ? ' data-look="bad"' : ''
  return `<body>
<header>
<div class="title"><h1>${html(`${plan.project.name} ${plan.release.version}`)}</h1>
<span class="chip"${environment}>${html(placeOf(titledOf(plan)))}</span> <span class="chip" id="state"></span></div>
<p>${html(endOf(deployment))}</p>
<p class="facts">Queued ${moment(deployment.queuedAt)} UTC by ${html(deployment.queuedBy)}${took} · ${html(deployment.id)} · snapshot ${plan.release.snapshot.slice(0, 12)}</p>
${saidOf(deployment)
  .map(line => `<p class="facts">${html(line)}</p>\n`)
  .join('')}</header>
<div class="bar" role="toolbar" aria-label="Log">
<input type="search" id="search" placeholder="Search" aria-label="Search the log">
<button type="button" id="previous">Previous</button> <button type="button" id="next">Next</button>
<span id="hits" role="status"></span>
<span class="space"></span>
<span id="count"></span>
<button type="button" id="replay" aria-pressed="false">Replay</button>
</div>
<div class="bar ribbon" id="ribbon" hidden>
<b>REPLAY</b>
<button type="button" id="play">Play</button>
<select id="speed" aria-label="Speed"><option value="1">1×</option><option value="5" selected>5×</option><option value="20">20×</option><option value="60">60×</option></select>
<span class="track" id="track"><input type="range" id="position" min="0" step="100" aria-label="Moment of the deployment"></span>
<span id="clock"></span>
</div>
<main>
<section class="steps" aria-label="Steps and targets"><table><thead id="places"></thead><tbody id="stages"></tbody></table><p class="legend" id="legend"></p></section>
<section class="log" id="log" tabindex="0" aria-label="Task log"><div class="range" id="range"><div class="rows" id="rows"></div></div></section>
</main>
<footer>${html(note)}</footer>
<noscript><p>The log is drawn by the script in this file, which is switched off.</p></noscript>
`
}
