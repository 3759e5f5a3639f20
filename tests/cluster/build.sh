#!/usr/bin/env bash
# Builds the Kubernetes control plane that the integration tests start: kube-apiserver, kube-controller-manager and
# kube-scheduler from the source package of Debian 12, and etcd as Debian ships it. Nothing is installed on the machine:
# everything is downloaded with the machine's own package sources into a scratch folder, which is deleted at the end.
#
# What remains is about 180 MB in ${XDG_CACHE_HOME:-~/.cache}/sre-mcp/cluster/bin. A second run finds it and returns at
# once; two runs at the same time build once. The first build takes 4 to 7 minutes on two cores and 2.2 GB of scratch.
set -Eeuo pipefail

readonly kubernetes='v1.20.2'
readonly source_package='kubernetes=1.20.5+really1.20.2-1.1+deb12u1'
readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/sre-mcp/cluster"
readonly bin="$cache/bin"
readonly components=(kube-apiserver kube-controller-manager kube-scheduler)

say() { printf '%(%T)T %s\n' -1 "$*" >&2; }
die() { say "$*"; exit 1; }

# Binaries count by what they answer, not by a stamp: a half-written one does not answer its version.
is_built() {
  local component
  for component in "${components[@]}"; do
    [[ "$("$bin/$component" --version 2>/dev/null)" == "Kubernetes $kubernetes" ]] || return 1
  done
  "$bin/etcd" --version >/dev/null 2>&1
}

need_tools() {
  local tool missing=()
  for tool in apt-get dpkg-deb flock patch tar xz; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) || die "cannot build the control plane: ${missing[*]} missing (Debian packages patch, xz-utils, util-linux)"
}

# The machine's own Debian sources with source packages switched on. Other vendors' sources are left out: they are not
# needed, and one that is out of reach would fail the build.
write_sources() {
  mkdir -p "$scratch/apt/lists/partial" "$scratch/apt/cache/archives/partial" "$scratch/apt/sources"
  if [[ -f /etc/apt/sources.list.d/debian.sources ]]; then
    sed 's/^Types:.*/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources >"$scratch/apt/sources/debian.sources"
  elif [[ -f /etc/apt/sources.list ]]; then
    sed -nE 's/^deb (.*)/deb \1\ndeb-src \1/p' /etc/apt/sources.list >"$scratch/apt/sources/debian.list"
  else
    die 'cannot build the control plane: no Debian package sources on this machine'
  fi
}

# apt with its own lists and cache, so that neither root nor the machine's state is needed; proxies and credentials of
# the machine's apt.conf.d stay in force.
own_apt() {
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$scratch/apt/sources" \
    -o Dir::State::lists="$scratch/apt/lists" -o Dir::Cache="$scratch/apt/cache" \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none "$@"
}

download() {
  say 'downloading sources and the Go compiler'
  write_sources
  own_apt update
  mkdir -p "$scratch/debs" "$scratch/source"
  (
    cd "$scratch/debs"
    own_apt download golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev etcd-server
    cd "$scratch/source"
    own_apt source --download-only "$source_package"
  ) || die "cannot build the control plane: this machine's package sources do not have what Debian 12 (bookworm) has"
}

unpack() {
  say 'unpacking'
  local deb name
  mkdir -p "$scratch/root" "$tree" "$scratch/bin"
  for deb in "$scratch"/debs/*.deb; do
    dpkg-deb -x "$deb" "$scratch/root"
  done
  cp "$scratch/root/usr/bin/etcd" "$scratch/bin/"
  tar -xzf "$scratch"/source/kubernetes_*.orig.tar.gz -C "$tree" --strip-components=1
  tar -xJf "$scratch"/source/kubernetes_*.debian.tar.xz -C "$tree"
  cd "$tree"
  while read -r name; do
    patch --quiet --strip=1 <"debian/patches/$name"
  done < <(grep -v '^#' debian/patches/series)

  # The vendored reflect2 panics when a map is decoded under Go 1.18 and later; Debian packages the release that does not.
  local vendored=vendor/github.com/modern-go/reflect2
  rm "$vendored"/*.go "$vendored"/*.s
  cp "$scratch/root/usr/share/gocode/src/github.com/modern-go/reflect2"/*.{go,s} "$vendored/"
}

# The schemas that the API server serves are generated code which the source package does not carry.
generate_schemas() {
  say 'generating the API schemas'
  go build -o "$scratch/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  local packages
  packages="$(grep -rl --include='*.go' '+k8s:openapi-gen=' pkg cmd plugin staging/src/k8s.io \
    | grep -vE '_test\.go$|/testdata/|/_examples/|^staging/src/k8s\.io/(code-generator|sample-apiserver)/' \
    | xargs -n1 dirname | LC_ALL=C sort -u \
    | sed -e 's#^staging/src/#vendor/#' -e 's#^#k8s.io/kubernetes/#' | paste -sd,)"
  "$scratch/openapi-gen" --logtostderr --input-dirs "$packages" --output-package k8s.io/kubernetes/pkg/generated/openapi \
    --output-file-base zz_generated.openapi --go-header-file vendor/k8s.io/code-generator/hack/boilerplate.go.txt \
    --report-filename "$scratch/violations"
}

compile() {
  export GOROOT="$scratch/root/usr/lib/go-1.19" GOPATH="$scratch/go" GOCACHE="$scratch/go-cache"
  export GO111MODULE=off GOFLAGS='' GOPROXY=off GOSUMDB=off CGO_ENABLED=0 PATH="$scratch/root/usr/lib/go-1.19/bin:$PATH"
  cd "$tree"
  generate_schemas

  # Without these the server calls itself v0.0.0-master, and clients choose API versions by it.
  local component package flags='-s -w'
  for package in component-base/version client-go/pkg/version; do
    package="k8s.io/kubernetes/vendor/k8s.io/$package"
    flags+=" -X $package.gitVersion=$kubernetes -X $package.gitMajor=1 -X $package.gitMinor=20"
    flags+=" -X $package.gitTreeState=archive -X $package.buildDate=2021-01-13T13:20:00Z"
  done
  for component in "${components[@]}"; do
    say "compiling $component"
    go build -trimpath -tags providerless -ldflags "$flags" -o "$scratch/bin/$component" "./cmd/$component"
  done
}

is_built && exit 0
need_tools
mkdir -p "$cache"
exec 9>"$cache/build.lock"
flock --nonblock 9 || { say 'another build is running; waiting for it'; flock 9; }
is_built && exit 0

# Scratch of a build that was killed: the lock is ours, so nobody uses it.
rm -rf "$cache"/scratch.*
scratch="$(mktemp -d "$cache/scratch.XXXXXX")"
readonly scratch tree="$scratch/go/src/k8s.io/kubernetes"
trap 'cd /; rm -rf "$scratch"' EXIT

download
unpack
compile
rm -rf "$bin"
mv "$scratch/bin" "$bin"
is_built || die "the build ended, but $bin does not answer as Kubernetes $kubernetes"
say "built: $bin"
