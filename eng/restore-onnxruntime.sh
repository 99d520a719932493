#!/usr/bin/env bash
# Makes the packages Microsoft.ML.OnnxRuntime.Managed and Microsoft.ML.OnnxRuntime (with Ort=gpu also
# Microsoft.ML.OnnxRuntime.Gpu) available to this checkout. A feed that has them serves them and nothing is done. Where it
# lacks them, they are built from two npm packages that carry Microsoft's C# sources and native libraries, and laid into
# .packages, which nuget.config lists. Downloads and built packages are kept in ${XDG_CACHE_HOME:-~/.cache}/mamledge.
#
#   eng/restore-onnxruntime.sh [--again]     --again: ask the feed again and rebuild, whatever earlier runs found
#
# On Linux only: elsewhere the packages come from a feed, and the build says so where none has them.
set -euo pipefail
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

[[ $(uname -s) == Linux ]] || exit 0
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ort=${Ort:-cpu}
version=${OrtVersion:-$(sed -n 's:.*>\(.*\)</OrtVersion>.*:\1:p' "$root/eng/OnnxRuntimeVersion.props")}
local_feed=$root/.packages
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mamledge
again=false
[[ ${1:-} == --again ]] && again=true

# Each npm package is pinned by its SHA-512: what is built does not depend on what a registry answers.
core=com.github.asus4.onnxruntime@0.4.9
core_sha512=064cf176e499f4891e0cfe90f25cf64c553689eee1492bd2ed921fccca28131a2ad02373267bae19a509ec8b288c182a3b8a2e0f58d76a1f0e63225b08ddbd16
gpu=com.github.asus4.onnxruntime.linux-x64-gpu@0.4.9
gpu_sha512=168a4884d13f360fafd97eb9c1573d7253c2042be1bc0e771f1a3653429fe5f19d56c0bb88203e999d0a2d6820710023ed3219ea9362751e000b5d20ef85e8eb
npm_carries=1.29.0

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

case $ort in
  cpu) wanted=(Microsoft.ML.OnnxRuntime.Managed Microsoft.ML.OnnxRuntime) ;;
  gpu) wanted=(Microsoft.ML.OnnxRuntime.Managed Microsoft.ML.OnnxRuntime Microsoft.ML.OnnxRuntime.Gpu) ;;
  *) fail "Ort is '$ort', expected cpu or gpu" ;;
esac

# The recipe names what decides the content of the packages; a change of it makes new ones.
recipe=$({ echo "$version $core $gpu linux-x64"; cat "$root"/eng/packages/*.* "$root"/eng/packages/*/*.csproj; } | sha256sum | cut -c1-16)
feed_stamp=$local_feed/onnxruntime-$version.feed
built_stamp=$local_feed/onnxruntime-$version.$ort.built
built=$cache/packages/$version-$recipe

lies_ready() {
  [[ -f $feed_stamp ]] && return 0
  [[ -f $built_stamp && $(<"$built_stamp") == "$recipe" ]] || return 1
  for id in "${wanted[@]}"; do [[ -f $local_feed/$id.$version.nupkg ]] || return 1; done
}

# Writes a file in one step, so that a run beside this one never sees half of it.
put() { # put TARGET < content
  local part
  part=$(mktemp "$(dirname "$1")/.part.XXXXXX")
  cat > "$part" && chmod 644 "$part" && mv -f "$part" "$1"
}

feed_answers() { # asks the configured feeds; eng/packages/nuget.config leaves .packages out
  rm -rf "$root/eng/packages/Probe/obj"
  dotnet restore "$root/eng/packages/Probe/Probe.csproj" -p:OrtVersion="$version" > "$work/probe.log" 2>&1 9>&-
}

download() { # download PACKAGE SHA512: leaves the verified tarball in the cache and prints its path
  local name=${1%@*} file
  file=$cache/npm/$name-${1##*@}.tgz
  verified() { [[ -f $1 ]] && sha512sum --status -c <<< "$2  $1"; }
  if ! verified "$file" "$2"; then
    command -v npm > /dev/null || fail "no NuGet feed has Microsoft.ML.OnnxRuntime.Managed $version, and npm, which could \
bring it, is not installed. Install Node.js with npm, or add a NuGet feed that has the package (dotnet nuget add source)."
    say "downloading $1 (once; kept in $cache/npm)"
    mkdir -p "$cache/npm" "$work/npm"
    npm pack "$1" --loglevel error --pack-destination "$work/npm" --cache "$work/npm-cache" > "$work/npm.log" 2>&1 || {
      sed 's/^/  npm: /' "$work/npm.log" >&2
      fail "no NuGet feed has Microsoft.ML.OnnxRuntime.Managed $version, and npm cannot fetch $1. Check the network and \
'npm config get registry', or add a NuGet feed that has the package (dotnet nuget add source)."
    }
    verified "$work/npm/$name-${1##*@}.tgz" "$2" ||
      fail "$1 from npm has an unexpected SHA-512 (expected ${2:0:16}...). Download again; if it stays so, the registry serves a changed package."
    mv -f "$work/npm/$name-${1##*@}.tgz" "$file"
    rm -rf "$work/npm-cache"
  fi
  printf '%s\n' "$file"
}

pack() { # pack PROJECT PROPERTY...
  dotnet pack "$work/eng/packages/$1/$1.csproj" -c Release -o "$work/out" -p:OrtVersion="$version" \
    -p:Source="$work/core/package" -p:RestoreAdditionalProjectSources="$work/out" "${@:2}" > "$work/pack.log" 2>&1 || {
    cat "$work/pack.log" >&2
    fail "building the package of $1 failed, see above"
  }
}

build() {
  [[ $version == "$npm_carries" ]] ||
    fail "no NuGet feed has ONNX Runtime $version, and the npm package carries $npm_carries. Set OrtVersion to $npm_carries, or add a feed."
  [[ $(uname -sm) == "Linux x86_64" ]] ||
    fail "no NuGet feed has Microsoft.ML.OnnxRuntime $version, and this script can build it for Linux x86_64 only. Add a NuGet feed that has it."
  local tarball missing=()
  for id in "${wanted[@]}"; do [[ -f $built/$id.$version.nupkg ]] || missing+=("$id"); done
  ((${#missing[@]})) || return 0
  say "building ${missing[*]} $version from $core"
  mkdir "$work/eng"
  cp -r "$root/eng/packages" "$root/eng/OnnxRuntimeVersion.props" "$work/eng/"
  rm -rf "$work"/eng/packages/*/{bin,obj}
  mkdir -p "$work/core" "$work/cpu" "$work/gpu" "$work/out" "$built"
  tarball=$(download "$core" "$core_sha512")
  tar -xzf "$tarball" -C "$work/core" package/LICENSE package/ThirdPartyNotices.txt package/Runtime package/Plugins/Linux
  export NUGET_PACKAGES=$work/nuget
  pack Managed
  cp "$work"/core/package/Plugins/Linux/x64/*.so "$work/cpu/"
  pack Native -p:NativePackageId=Microsoft.ML.OnnxRuntime -p:Natives="$work/cpu" -p:Rid=linux-x64
  if [[ $ort == gpu ]]; then
    tarball=$(download "$gpu" "$gpu_sha512")
    tar -xzf "$tarball" -C "$work/gpu" --strip-components=1
    find "$work/gpu" -name '*.so' -exec cp {} "$work/cpu/" \;
    pack Native -p:NativePackageId=Microsoft.ML.OnnxRuntime.Gpu -p:Natives="$work/cpu" -p:Rid=linux-x64
  fi
  for id in "${missing[@]}"; do put "$built/$id.$version.nupkg" < "$work/out/$id.$version.nupkg"; done
}

# NuGet unpacks a package once per id and version; what an older recipe built there would hide the new package.
forget_stale() { # forget_stale ID
  local unpacked=${NUGET_PACKAGES:-$HOME/.nuget/packages}/${1,,}/$version hash
  [[ -f $unpacked/.nupkg.metadata ]] || return 0
  grep -q '"source": *"[^"]*\.packages"' "$unpacked/.nupkg.metadata" || return 0
  hash=$(openssl dgst -sha512 -binary "$local_feed/$1.$version.nupkg" | base64 -w0)
  grep -qF "$hash" "$unpacked/.nupkg.metadata" && return 0
  mv "$unpacked" "$work/stale-$1"
}

if ! $again && lies_ready; then exit 0; fi
mkdir -p "$cache" "$local_feed"
# Build servers that outlive this script must not inherit the lock: every dotnet below runs with 9>&-.
exec 9> "$cache/lock"
flock 9
if ! $again && lies_ready; then exit 0; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/mamledge-onnxruntime.XXXXXX")
trap 'rm -rf "$work"' EXIT

$again && rm -f "$feed_stamp" "$built_stamp"
if feed_answers; then
  say "the NuGet feed has ONNX Runtime $version"
  put "$feed_stamp" <<< "The feed has ONNX Runtime $version."
  exit 0
fi
$again && rm -rf "$built"
( build ) 9>&-
for id in "${wanted[@]}"; do put "$local_feed/$id.$version.nupkg" < "$built/$id.$version.nupkg"; done
for id in "${wanted[@]}"; do forget_stale "$id"; done
put "$built_stamp" <<< "$recipe"
say "ONNX Runtime $version lies ready in .packages"
