import type { ScriptSyntax } from '../model/action'

/** Where a script mentions a variable in its language's own way, by a whole name that stands in it. */
export interface Access {
  readonly name: string
  /** The place of the name in the script. */
  readonly from: number
  readonly to: number
  /** How it is written there: between quotes, as a word, or as a member of a dictionary. */
  readonly form: 'quoted' | 'word' | 'member'
  /**
   * Whether the script gets nothing where nothing answers. Otherwise the name is in a comment, is set, or belongs to a
   * question that has an answer of its own.
   */
  readonly isAsked: boolean
}

/** Groups of patterns: the name, between quotes or without, and what makes a mention no question. */
type Group = 'double' | 'single' | 'word' | 'member' | 'polite'

interface Way {
  readonly pattern: RegExp
  /** What stands in front of a command that is run, on its line; absent for what is no command. */
  readonly after?: RegExp
}

/** Texts that hold backslashes and quotes as patterns have them. */
const raw = String.raw

const anyQuoted = raw`(?:"(?<double>[^"\n]+)"|'(?<single>[^'\n]+)')`
/** Without what bash and PowerShell replace between double quotes. */
const fixedQuoted = raw`"(?<double>[^"$\\${'`'}\n]+)"|'(?<single>[^'\n]+)'`
/** Words that stand for themselves, and do not go on behind their end; `2>` begins none. */
const bashWord = raw`(?:${fixedQuoted}|(?!\d+[<>])(?<word>[\w.:/@%+,[\]][\w.:/@%+,=[\]-]*))(?=[\s;|&()<>}${'`'}]|$)`
/** Parameters, which begin with a dash, are none. */
const powerShellWord = raw`(?:${fixedQuoted}|(?<word>[^\s"'$;|&(){}@,#${'`'}-][^\s"'$;|&(){},${'`'}]*))(?=[\s;|)},]|$)`
/** What stands in the brackets of an array of bash: brackets in it come in pairs, and `@` is all of it. */
const bashKey = raw`\[(?:${fixedQuoted}|(?![@*]\])(?<word>(?:[^[\]"'$\\${'`'}\n]|\[[^[\]"'$\\${'`'}\n]*\])+))\]`

const bashCommand =
  /(?:^|[`(){;|&!]|(?<![\w.-])(?:then|do|else|elif|if|while|until|time|command|eval|exec))\s*(?:\w+=\S*\s+)*$/
const powerShellCommand = /(?:^|[({;|=&]|(?<![\w.-])(?:return|else|in|throw))\s*$/i

const ways: Record<ScriptSyntax, readonly Way[]> = {
  bash: [
    { pattern: new RegExp(raw`(?<![\w-])get_octopusvariable[ \t]+${bashWord}`, 'dg'), after: bashCommand },
    { pattern: new RegExp(raw`\$\{octopus_parameters${bashKey}(?<polite>:?[-=+?])?`, 'dg') },
    { pattern: new RegExp(raw`(?<![\w{!#])octopus_parameters${bashKey}(?<polite>\+?=)`, 'dg') }
  ],
  python: [
    { pattern: new RegExp(raw`(?<!\w)get_octopusvariable\(\s*(?:name\s*=\s*)?${anyQuoted}\s*\)`, 'dg') },
    { pattern: new RegExp(raw`(?<!\w)octopusvariables\[\s*${anyQuoted}\s*\](?<polite>\s*=(?!=))?`, 'dg') },
    { pattern: new RegExp(raw`(?<!\w)octopusvariables(?<polite>\.get)\(\s*${anyQuoted}\s*[,)]`, 'dg') },
    { pattern: new RegExp(raw`${anyQuoted}\s+(?:not\s+)?(?<polite>in)\s+octopusvariables(?!\w)`, 'dg') }
  ],
  powershell: [
    { pattern: new RegExp(raw`\$OctopusParameters\[\s*(?:${fixedQuoted})\s*\](?<polite>\s*=)?`, 'dgi') },
    { pattern: new RegExp(raw`\$OctopusParameters(?<polite>\.\w+)\(\s*(?:${fixedQuoted})\s*[,)]`, 'dgi') },
    {
      // The first names are members of the dictionary itself.
      pattern: new RegExp(
        raw`\$OctopusParameters\.(?!(?:Keys|Values|Count|Comparer)\b)(?:${fixedQuoted}|(?<member>\w+)(?![\w(]))(?<polite>\s*=)?`,
        'dgi'
      )
    },
    {
      pattern: new RegExp(raw`(?<![\w-])Get-OctopusVariable[ \t]+(?:-Name(?:[ \t]+|:[ \t]*))?${powerShellWord}`, 'dgi'),
      after: powerShellCommand
    }
  ]
}

/** The variables that a script mentions in its language's own way, in the order of the ways to do so, with repeats. */
export const accessesOf = (body: string, syntax: ScriptSyntax): readonly Access[] =>
  /octopus/i.test(body)
    ? ways[syntax].flatMap(way => [...body.matchAll(way.pattern)].flatMap(match => accessOf(body, syntax, way, match)))
    : []

/** So many characters in front of a command tell whether it is one. */
const longestLead = 300

const forms = { double: 'quoted', single: 'quoted', word: 'word', member: 'member' } as const

function accessOf(body: string, syntax: ScriptSyntax, { after }: Way, match: RegExpMatchArray): readonly Access[] {
  const groups: Partial<Record<Group, string>> = match.groups ?? {}
  const group = (['double', 'single', 'word', 'member'] as const).find(one => groups[one] !== undefined)
  const [from, to] = (group && match.indices?.groups?.[group]) ?? []
  const name = group && groups[group]
  // What a template makes of it is not known here.
  if (group === undefined || name === undefined || from === undefined || to === undefined || name.includes('#{'))
    return []
  const start = match.index ?? 0
  const before = body.slice(body.lastIndexOf('\n', start - 1) + 1, start)
  const isRun = after?.test(before.slice(-longestLead)) ?? true
  const isSaid = isComment(before, syntax) || (syntax === 'powershell' && isInBlockComment(body, start))
  const isAsked = groups.polite === undefined && isRun && !isSaid
  return [{ name, from, to, form: forms[group], isAsked }]
}

/** Where a comment may begin: in bash and PowerShell where a word would. `${#…}` of bash is a length. */
const beginsWord: Partial<Record<ScriptSyntax, RegExp>> = { bash: /[\s;()&|<>]/, powershell: /[\s;()&|{}]/ }

/** Whether a line is a comment by its end, as far as quotes of the line itself tell. `#{` begins none: it is a template. */
function isComment(line: string, syntax: ScriptSyntax): boolean {
  const escaping = syntax === 'powershell' ? '`' : '\\'
  let quote: string | null = null
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (character === escaping && (quote !== "'" || syntax === 'python')) at++
    else if (quote !== null) quote = character === quote ? null : quote
    else if (character === '"' || character === "'") quote = character
    else if (character !== '#' || line[at + 1] === '{') continue
    else if (at === 0 || beginsWord[syntax]?.test(line.charAt(at - 1)) !== false) return true
  }
  return false
}

/** Whether a comment of PowerShell is open that may have several lines. */
const isInBlockComment = (body: string, at: number): boolean => body.lastIndexOf('<#', at) > body.lastIndexOf('#>', at)
