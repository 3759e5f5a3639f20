#!/usr/bin/env bash
# up.sh NAME [--owner PID] [--context PREFIX]: starts one control plane (etcd, API server, controller manager, scheduler) on loopback and
# prints facts about it as key=value lines. Any number may run at once: the port is chosen here, the certificate
# authority is the cluster's own, and all data lives in a folder that down.sh NAME deletes.
#
# --owner PID       stop by itself once that process is gone, so that a killed test run leaves nothing behind
# --context PREFIX  what contexts, clusters and users of the kubeconfig are called; NAME when left out
#
# Users, each with a context PREFIX-user; PREFIX alone is the reader, PREFIX-by-name the writer at https://localhost:
#   admin   client certificate, may do everything   writer  token, a developer: edit, and cordon nodes
#   reader  token, sees all but secrets             nobody  token, may do nothing
set -Eeuo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
bin="${XDG_CACHE_HOME:-$HOME/.cache}/sre-mcp/cluster/bin"
name="${1:-}"
folder="$(cluster_folder "$name")"
prefix="$name" owner=''
shift
while (($# > 0)); do
  case "$1" in
    --owner) owner="${2:?--owner needs a process id}" ;;
    --context) prefix="${2:?--context needs a prefix}" ;;
    *) die "unknown option $1" ;;
  esac
  shift 2
done
[[ -x "$bin/kube-apiserver" ]] || die "no control plane in $bin; build it once with tests/cluster/build.sh"

prepare_folder() {
  "$here/down.sh" "$name"
  mkdir -p "$folder/pki" "$folder/log"
  chmod 700 "$clusters" "$folder"
  cd "$(readlink -f "$folder")"
  folder="$PWD"
}

make_certificate() { # file, subject, extensions
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" 2>/dev/null \
    -extfile <(printf '%s\n' "$3" keyUsage=critical,digitalSignature basicConstraints=CA:FALSE)
  rm "$1.csr"
}

make_identities() (
  cd pki
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 3650 2>/dev/null \
    -subj "/CN=$name" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature
  make_certificate apiserver /CN=kube-apiserver $'subjectAltName=IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\nextendedKeyUsage=serverAuth'
  make_certificate kubelet /O=system:nodes/CN=system:node:testbed $'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth'
  make_certificate kubelet-client /CN=kube-apiserver-kubelet-client extendedKeyUsage=clientAuth
  make_certificate admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
  make_certificate controllers /CN=system:kube-controller-manager extendedKeyUsage=clientAuth
  make_certificate scheduler /CN=system:kube-scheduler extendedKeyUsage=clientAuth
  openssl genrsa -out accounts.key 2048 2>/dev/null
  openssl rsa -in accounts.key -pubout -out accounts.pub 2>/dev/null
  local user
  for user in reader writer nobody; do
    printf '%s,%s,%s,"sre-%s"\n' "$(openssl rand -hex 20)" "$user" "$user" "$user"
  done >tokens.csv
)

token_of() { awk -F, -v user="$1" '$2 == user { print $1 }' pki/tokens.csv; }

start() { # server, arguments…
  local server="$1"
  shift
  setsid "$bin/$server" "$@" >"log/$server.log" 2>&1 </dev/null 9>&- &
  printf '%s' "$!" >"$server.pid"
}

alive() { runs "$(cat "$1.pid")" "$folder"; }

# Waits for a command to succeed while a server lives: 0 in time, 1 when the server is gone or a minute has passed.
wait_for() { # server, command…
  local server="$1" tries
  shift
  for ((tries = 0; tries < 600; tries++)); do
    "$@" >/dev/null 2>&1 && return 0
    alive "$server" || return 1
    sleep 0.1
  done
  return 1
}

call() { # method, path, curl arguments…
  local method="$1" path="$2"
  shift 2
  curl --silent --show-error --fail --max-time 10 --noproxy '*' --user-agent sre-mcp-testbed --cacert pki/ca.crt \
    --cert pki/admin.crt --key pki/admin.key --request "$method" "https://127.0.0.1:$port$path" "$@"
}

# etcd listens on sockets inside the folder (host:number is the name of the file): no port to choose, and nobody else on
# the machine can write into it. A cluster that lives for minutes needs no data safe on the disk, hence no fsync.
start_etcd() {
  start etcd --name "$name" --data-dir "$folder/etcd" --unsafe-no-fsync --logger zap --log-level warn \
    --listen-client-urls unix://client:1 --advertise-client-urls unix://client:1 \
    --listen-peer-urls unix://peer:1 --initial-advertise-peer-urls http://localhost:1 --initial-cluster "$name=http://localhost:1"
  wait_for etcd curl --silent --fail --unix-socket client:1 http://localhost/health
}

# Which ports are free is known only once one is taken: a server that ends at once gets another one. The range lies
# below the one that kernels hand out for outgoing connections.
start_apiserver() {
  local attempt
  for attempt in {1..10}; do
    port=$((28400 + RANDOM % 1600))
    start kube-apiserver --etcd-servers=unix://client:1 --bind-address=127.0.0.1 --advertise-address=127.0.0.1 \
      --secure-port="$port" --endpoint-reconciler-type=none --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key \
      --client-ca-file=pki/ca.crt --token-auth-file=pki/tokens.csv --authorization-mode=RBAC \
      --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=pki/accounts.pub \
      --service-account-signing-key-file=pki/accounts.key --service-cluster-ip-range=10.0.0.0/24 --allow-privileged=true \
      --kubelet-client-certificate=pki/kubelet-client.crt --kubelet-client-key=pki/kubelet-client.key --kubelet-certificate-authority=pki/ca.crt \
      --event-ttl=24h --audit-policy-file="$here/audit-policy.yaml" --audit-log-path="$folder/audit.log" \
      --audit-log-maxsize=2000 --v=1
    wait_for kube-apiserver call GET /readyz && return 0
    alive kube-apiserver && break
    grep -q 'address already in use' log/kube-apiserver.log || break
    say "port $port is taken (attempt $attempt)"
  done
  return 1
}

start_controllers() {
  start kube-controller-manager --kubeconfig=pki/controllers.kubeconfig --use-service-account-credentials=true \
    --service-account-private-key-file=pki/accounts.key --root-ca-file=pki/ca.crt \
    --cluster-signing-cert-file=pki/ca.crt --cluster-signing-key-file=pki/ca.key \
    --secure-port=0 --port=0 --leader-elect=false --kube-api-qps=200 --kube-api-burst=400 --v=1 \
    --controllers='*,-nodelifecycle,-nodeipam,-route,-cloud-node-lifecycle,-service'
  start kube-scheduler --kubeconfig=pki/scheduler.kubeconfig --secure-port=0 --port=0 --leader-elect=false --v=1
  wait_for kube-controller-manager call GET /api/v1/namespaces/default/serviceaccounts/default
}

certificate_user() { # name
  printf '{ name: %s, user: { client-certificate-data: %s, client-key-data: %s } }' \
    "$1" "$(base64 -w0 "pki/$1.crt")" "$(base64 -w0 "pki/$1.key")"
}

cluster_entry() { # name, host
  printf '{ name: %s, cluster: { server: "https://%s:%s", certificate-authority-data: %s } }' "$1" "$2" "$port" "$(base64 -w0 pki/ca.crt)"
}

write_component_kubeconfig() { # name
  printf '%s\n' 'apiVersion: v1' 'kind: Config' "current-context: $1" "clusters: [$(cluster_entry plane 127.0.0.1)]" \
    "users: [$(certificate_user "$1")]" "contexts: [{ name: $1, context: { cluster: plane, user: $1 } }]" >"pki/$1.kubeconfig"
}

# The same server is there by address and by name, since a policy must not be fooled by either.
write_kubeconfig() {
  local user
  {
    printf '%s\n' 'apiVersion: v1' 'kind: Config' "current-context: $prefix" 'clusters:'
    printf -- '- %s\n' "$(cluster_entry "$prefix" 127.0.0.1)" "$(cluster_entry "$prefix-by-name" localhost)"
    printf 'users:\n- %s\n' "$(certificate_user admin | sed "s/name: admin/name: $prefix-admin/")"
    for user in reader writer nobody; do
      printf -- '- { name: %s-%s, user: { token: %s } }\n' "$prefix" "$user" "$(token_of "$user")"
    done
    printf 'contexts:\n- { name: %s, context: { cluster: %s, user: %s-reader } }\n' "$prefix" "$prefix" "$prefix"
    printf -- '- { name: %s-by-name, context: { cluster: %s-by-name, user: %s-writer } }\n' "$prefix" "$prefix" "$prefix"
    for user in admin reader writer nobody; do
      printf -- '- { name: %s-%s, context: { cluster: %s, user: %s-%s } }\n' "$prefix" "$user" "$prefix" "$prefix" "$user"
    done
  } >kubeconfig
}

create_role() { # name, rules
  call POST /apis/rbac.authorization.k8s.io/v1/clusterroles --header 'Content-Type: application/yaml' --data-binary \
    "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: $1 }, rules: $2 }" >/dev/null
}

bind_role() { # role, groups…
  local role="$1" group subjects=''
  shift
  for group in "$@"; do
    subjects+="{ kind: Group, name: $group, apiGroup: rbac.authorization.k8s.io },"
  done
  call POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings --header 'Content-Type: application/yaml' --data-binary \
    "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: testbed-$role },
       roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $role }, subjects: [$subjects] }" >/dev/null
}

give_rights() {
  create_role sre-reader '[{ apiGroups: [""], resources: [nodes, persistentvolumes], verbs: [get, list, watch] },
    { apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list] }, { apiGroups: [networking.k8s.io], resources: [ingressclasses], verbs: [list] },
    { apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch] },
    { apiGroups: [shop.example.com], resources: ["*"], verbs: [get, list, watch] }]'
  create_role sre-writer '[{ apiGroups: [""], resources: [nodes], verbs: [patch] }]'
  bind_role view sre-reader sre-writer
  bind_role sre-reader sre-reader sre-writer
  bind_role edit sre-writer
  bind_role sre-writer sre-writer
}

# Outlives this script, so it holds none of its files open.
watch_owner() {
  cd /
  while kill -0 "$owner" 2>/dev/null && [[ -d "$folder" ]]; do
    sleep 1
  done
  [[ ! -d "$folder" ]] || "$here/down.sh" "$name"
}

fail() {
  say "$1 did not start; the end of its log:"
  tail -n 5 "log/$1.log" >&2 || true
  "$here/down.sh" "$name"
  exit 1
}

umask 077
prepare_folder
make_identities
start_etcd || fail etcd
start_apiserver || fail kube-apiserver
write_component_kubeconfig controllers
write_component_kubeconfig scheduler
write_kubeconfig
start_controllers || fail kube-controller-manager
give_rights || fail kube-apiserver
if [[ -n "$owner" ]]; then
  watch_owner >/dev/null 2>&1 </dev/null &
fi

printf '%s\n' "name=$name" "folder=$folder" "server=https://127.0.0.1:$port" "ca=$folder/pki/ca.crt" "kubeconfig=$folder/kubeconfig" \
  "admin-certificate=$folder/pki/admin.crt" "admin-key=$folder/pki/admin.key" "tokens=$folder/pki/tokens.csv" \
  "kubelet-certificate=$folder/pki/kubelet.crt" "kubelet-key=$folder/pki/kubelet.key" "audit=$folder/audit.log"
