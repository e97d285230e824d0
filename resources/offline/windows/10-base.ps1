# Runs an offline deployment of Slipway on Windows: Windows PowerShell 5.1 (with .NET Framework 4.7.2) or PowerShell 7.
# It does what deploy.sh does, for scripts in PowerShell and Python; packages, other users and bash need deploy.sh.
# This file is plain ASCII, because Windows PowerShell reads other characters in its own way.
param(
  [switch]$Plan, [string]$Only = '', [string]$PasswordFile = '', [string]$Signer = '',
  [switch]$RetryUnfinished, [switch]$Yes, [string]$Root = ''
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $Root) { $Root = Join-Path $HOME '.slipway' }
$utf8 = New-Object Text.UTF8Encoding $false
$dots = [string][char]0x2022 * 6
$secrets = @{}
$masks = New-Object 'System.Collections.Generic.List[string]'
$outputs = New-Object 'System.Collections.Generic.List[object]'
$standing = @{}
$runner = '1'

function Stop-Refused([string]$Message, [int]$Code = 3) {
  [Console]::Error.WriteLine($(if ($Code -eq 3) { "REFUSED: $Message" } else { $Message }))
  exit $Code
}
