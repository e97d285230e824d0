# Runs an offline deployment of Slipway on Windows: Windows PowerShell 5.1 (with .NET Framework 4.7.2) or PowerShell 7.
# It does what deploy.sh does, for scripts in PowerShell and Python; packages, other users and bash need deploy.sh.
# This file is plain ASCII, because Windows PowerShell reads other characters in its own way.
param(
  [switch]$Plan, [string]$Only = '', [string]$PasswordFile = '', [string]$Signer = '',
  [switch]$RetryUnfinished, [switch]$Yes, [string]$Root = ''
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2

function Stop-Refused([string]$Message, [int]$Code = 3) {
  [Console]::Error.WriteLine($(if ($Code -eq 3) { "REFUSED: $Message" } else { $Message }))
  exit $Code
}
# .NET reads a relative path from the folder that the process was started in, not from the one that PowerShell is in.
function Get-WholePath([string]$Path) { $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path) }

if ($args.Count -gt 0) { Stop-Refused "There is no option $($args[0])." 2 }
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $Root) { $Root = Join-Path $HOME '.slipway' }
$Root = Get-WholePath $Root
if ($PasswordFile) { $PasswordFile = Get-WholePath $PasswordFile }
$utf8 = New-Object Text.UTF8Encoding $false
$dots = [string][char]0x2022 * 6
$secrets = @{}
$masks = New-Object 'System.Collections.Generic.List[string]'
$outputs = New-Object 'System.Collections.Generic.List[object]'
$standing = @{}
$runner = '1'
# Of each stream of an attempt, of each line and of each message, as deploy.sh has it; and how long the log may be before it has only
# what is no line of a script, so that Slipway takes the receipt.
$mostLines = 100000
$longestLine = 3000
$longestMessage = 8388608
$mostBytes = 48000000
