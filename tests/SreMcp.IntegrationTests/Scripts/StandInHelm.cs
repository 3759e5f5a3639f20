namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Debian has no Helm, so this plays it: revisions are folders, and a release is one real Deployment made of the memory limit of its values.</summary>
internal static class StandInHelm
{
    /// <summary>The limit whose pods never get ready.</summary>
    public const string TooLittle = "13Mi";

    /// <summary>Keeps what it does under <c>$STANDIN</c>, every call in <c>calls</c>; is killed with its script after the call that matches <c>$KILL_AT</c>.</summary>
    public const string Script = """
        #!/usr/bin/env bash
        # Stands in for Helm: keeps revisions as folders, and makes one Deployment of the values it is given.
        set -euo pipefail
        printf '%s\n' "$*" >>"$STANDIN/calls"
        flags=() words=() values=() revision='' namespace='' context='' version=''
        for argument in "$@"; do
          case $argument in
            --kube-context=*) context=${argument#*=} ;;
            --namespace=*) namespace=${argument#*=} ;;
            --values=*) values+=("${argument#*=}") ;;
            --revision=*) revision=${argument#*=} ;;
            --version=*) version=${argument#*=} ;;
            --*) flags+=("$argument") ;;
            *) words+=("$argument") ;;
          esac
        done
        kube=(kubectl --context="$context" --namespace="$namespace")
        name=${words[1]}
        [[ ${words[0]} != get ]] || name=${words[2]}
        home="$STANDIN/$namespace/$name"
        has() { [[ " ${flags[*]-} " == *" $1 "* ]]; }
        newest() { find "$home" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n | tail -n 1; }
        render() {
          local memory
          memory=$(cat "${values[@]}" | sed -n 's/^ *memory: *"\{0,1\}\([0-9A-Za-z]*\).*/\1/p' | tail -n 1)
          printf -- '---\n# Source: service/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %s\n  labels: { app.kubernetes.io/managed-by: Helm }\nspec:\n  replicas: 1\n  selector: { matchLabels: { app: %s } }\n  template:\n    metadata:\n      labels: { app: %s }\n      annotations: { testbed/outcome: %s }\n    spec:\n      containers:\n        - name: main\n          image: registry.example/%s:1\n          resources:\n            limits:\n              memory: %s\n' \
            "$name" "$name" "$name" "$([[ $memory == 13Mi ]] && echo unready || echo ready)" "$name" "$memory"
        }
        keep() { # number, status, says, values, manifest
          mkdir -p "$home/$1"
          printf '%s' "$2" >"$home/$1/status"; printf '%s' "$3" >"$home/$1/says"
          cp "$4" "$home/$1/values.yaml"; cp "$5" "$home/$1/manifest.yaml"
        }
        send() {
          "${kube[@]}" apply --filename="$1" >/dev/null
          "${kube[@]}" rollout status "deployment/$name" --timeout=8s >/dev/null 2>&1
        }
        case "${words[0]}" in
          history)
            number=$(newest)
            printf 'REVISION\tUPDATED                 \tSTATUS  \tCHART        \tAPP VERSION\tDESCRIPTION     \n'
            printf '%s       \tSat Nov 21 10:00:00 2026\t%s\tservice-2.3.1\t1.0        \t%s\n' "$number" "$(<"$home/$number/status")" "$(<"$home/$number/says")"
            ;;
          get) cat "$home/${revision:-$(newest)}/${words[1]}.yaml" ;;
          upgrade)
            [[ $version == 2.3.1 ]]
            number=$(newest)
            mkdir -p "$STANDIN/work"; cat "${values[@]}" >"$STANDIN/work/values"; render >"$STANDIN/work/manifest"
            if has --dry-run; then
              printf 'Release "%s" has been upgraded. Happy Helming!\nNAME: %s\nHOOKS:\nMANIFEST:\n' "$name" "$name"; cat "$STANDIN/work/manifest"; printf '\nNOTES:\nRead me.\n'
              exit 0
            fi
            keep $((number + 1)) pending-upgrade 'Preparing upgrade' "$STANDIN/work/values" "$STANDIN/work/manifest"
            if send "$home/$((number + 1))/manifest.yaml"; then
              printf 'deployed' >"$home/$((number + 1))/status"; printf 'Upgrade complete' >"$home/$((number + 1))/says"
            else
              printf 'failed' >"$home/$((number + 1))/status"
              has --atomic || exit 1
              keep $((number + 2)) deployed "Rollback to $number" "$home/$number/values.yaml" "$home/$number/manifest.yaml"
              send "$home/$((number + 2))/manifest.yaml"
              echo 'Error: UPGRADE FAILED: release has been rolled back due to atomic being set' >&2
              exit 1
            fi
            ;;
          rollback)
            ! has --dry-run || exit 0
            number=$(newest); goal=${words[2]}
            keep $((number + 1)) deployed "Rollback to $goal" "$home/$goal/values.yaml" "$home/$goal/manifest.yaml"
            send "$home/$((number + 1))/manifest.yaml"
            ;;
          install) # only for tests
            cat "${values[@]}" >"$STANDIN/work-values"; mkdir -p "$home"; render >"$STANDIN/work-manifest"
            keep 1 deployed 'Install complete' "$STANDIN/work-values" "$STANDIN/work-manifest"
            send "$home/1/manifest.yaml"
            ;;
          *) exit 64 ;;
        esac
        if [[ -n ${KILL_AT:-} && "$*" == $KILL_AT ]]; then kill -9 0; fi
        """;
}
