#!/usr/bin/env bash
# packaging/build.sh [--output FOLDER] [PLATFORM...]: builds all that ships and that can be built on this machine.
#
#   sre-mcp-VERSION-PLATFORM.tar.gz or .zip   one file: self-contained, trimmed, compiled ahead
#   sre-mcp-VERSION-PLATFORM.mcpb             the same file as a bundle for desktop clients
#   sre-mcp.VERSION.nupkg                     the .NET tool, package type McpServer, for dnx and dotnet tool install
#   sre-mcp-VERSION.cdx.json                  what is inside, with versions and hashes (CycloneDX)
#   SHA256SUMS                                of all of these
#
# FOLDER is artifacts when left out; PLATFORM/sre-mcp in it is the file itself. Without a PLATFORM it is all five. One whose
# runtime the registry does not have is named and left out; anything else that goes wrong ends the script.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly everything=(linux-x64 linux-arm64 osx-arm64 osx-x64 win-x64) project=src/SreMcp
# Archives carry this time, so that the same sources give the same bytes.
readonly epoch='2000-01-01 00:00:00 UTC'

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

output=artifacts platforms=()
while (($# > 0)); do
  case "$1" in
    --output) output="${2:?--output needs a folder}"; shift ;;
    -*) die "unknown option $1" ;;
    *) [[ " ${everything[*]} " == *" $1 "* ]] || die "no platform '$1'; there are: ${everything[*]}"; platforms+=("$1") ;;
  esac
  shift
done
((${#platforms[@]} > 0)) || platforms=("${everything[@]}")
for command in dotnet jq zip; do
  command -v "$command" >/dev/null || die "$command is missing"
done
mkdir -p "$output"
output="$(cd "$output" && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
version="$(dotnet msbuild "$project" -getProperty:Version)"

# Succeeds when everything for this platform is at hand; names what the registry does not have.
restore() {
  local log="$scratch/restore.log" missing
  dotnet restore "$project" -p:RuntimeIdentifier="$1" -p:ShipAs=file >"$log" 2>&1 && return 0
  missing="$(sed -nE 's/.*NU110[123]: Unable to find (a stable )?package ([^ ]+).*/\2/p' "$log" | sort -u | paste -sd ' ')"
  [[ -n "$missing" ]] || { cat "$log" >&2; die "restore failed for $1"; }
  say "left out $1: not in this registry: $missing"
  return 1
}

file_of() { if [[ "$1" == win-* ]]; then echo sre-mcp.exe; else echo sre-mcp; fi; }

archive() {
  local folder="$output/$1" name="$output/sre-mcp-$version-$1"
  touch --date="$epoch" "$folder"/*
  if [[ "$1" == win-* ]]; then
    rm -f "$name.zip"
    (cd "$folder" && TZ=UTC zip -qX "$name.zip" "$(file_of "$1")")
  else
    tar --create --directory "$folder" --owner=0 --group=0 --numeric-owner --mode=755 --mtime="$epoch" "$(file_of "$1")" | gzip -n >"$name.tar.gz"
  fi
}

bundle() {
  local folder="$scratch/mcpb-$1" system
  case "$1" in win-*) system=win32 ;; osx-*) system=darwin ;; *) system=linux ;; esac
  mkdir -p "$folder/server"
  cp "$output/$1/$(file_of "$1")" "$folder/server/"
  jq --arg version "$version" --arg system "$system" --arg file "server/$(file_of "$1")" \
    '.version = $version | .compatibility.platforms = [$system] | .server.entry_point = $file' packaging/mcpb/manifest.json >"$folder/manifest.json"
  find "$folder" -exec touch --date="$epoch" {} +
  rm -f "$output/sre-mcp-$version-$1.mcpb"
  (cd "$folder" && TZ=UTC zip -qX "$output/sre-mcp-$version-$1.mcpb" manifest.json server/*)
}

publish() {
  rm -rf "${output:?}/$1"
  dotnet publish "$project" --configuration Release --runtime "$1" --no-restore -p:ShipAs=file --output "$output/$1" --nologo
  archive "$1"
  bundle "$1"
}

# The lock file knows every package with its hash; no tool for this restores everywhere.
bill_of_materials() {
  jq --arg version "$version" --arg runtime "$(dotnet msbuild "$project" -getProperty:BundledNETCoreAppPackageVersion)" '{
      bomFormat: "CycloneDX", specVersion: "1.6", version: 1,
      metadata: { component: { type: "application", name: "sre-mcp", version: $version, licenses: [{ license: { id: "MIT" } }] } },
      components: ([.dependencies | to_entries[] | select(.key | contains("/") | not) | .value | to_entries[]
        | select(.value.contentHash != null and (.key | IN("Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.NET.ILLink.Tasks") | not))
        | { type: "library", name: .key, version: .value.resolved, purl: "pkg:nuget/\(.key)@\(.value.resolved)",
            properties: [{ name: "nuget:contentHash", value: .value.contentHash }] }]
        + [{ type: "framework", name: "Microsoft.NETCore.App", version: $runtime, purl: "pkg:nuget/Microsoft.NETCore.App.Runtime@\($runtime)" }])
    }' "$project/packages.lock.json" >"$output/sre-mcp-$version.cdx.json"
}

built=()
for platform in "${platforms[@]}"; do
  if restore "$platform"; then
    publish "$platform"
    built+=("$platform")
  fi
done
((${#built[@]} > 0)) || die 'no platform could be built'

jq --arg version "$version" '.version = $version | .packages[].version = $version' packaging/mcp/server.json | cmp --quiet - <(jq . packaging/mcp/server.json) \
  || die "packaging/mcp/server.json is not of version $version"
dotnet pack "$project" --configuration Release -p:ShipAs=tool --output "$output" --nologo
bill_of_materials
sums="$(cd "$output" && find . -maxdepth 1 -type f -name 'sre-mcp*' -printf '%P\n' | LC_ALL=C sort | xargs sha256sum)"
printf '%s\n' "$sums" >"$output/SHA256SUMS"
say "built for ${built[*]}, in $output:"
say "$sums"
