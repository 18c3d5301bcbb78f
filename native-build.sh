#!/usr/bin/env bash
# Builds native executables of the services and the agent into target/native. `./native-build.sh --help` lists the options.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
builder=${FROSTLINE_NATIVE_BUILDER:-quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25}
agent=edge-agent

usage() {
  cat <<TEXT
native-build.sh [--app NAME]... [--container] [--check]

  --app NAME   only this one, may be repeated: $(all | tr '\n' ' ')
  --container  builds in a container even where there is a native-image here
  --check      no executables: runs every step up to native-image itself, for which no GraalVM is needed, and the agent's
               tests under the list of what a native executable can reach by reflection

Uses the native-image of GRAALVM_HOME, of JAVA_HOME or on PATH, of a GraalVM or Mandrel 25 or newer; without one, podman or docker
and the image $builder (FROSTLINE_NATIVE_BUILDER names another).
TEXT
}

all() {
  (cd "$root/cloud-services/apps" && for pom in */pom.xml; do dirname "$pom"; done)
  echo "$agent"
}

fail() {
  echo "native-build: $1" >&2
  exit "${2:-1}"
}

maven() {
  local jdk
  jdk=$("$root/frostline" jdk)
  (cd "$root" && JAVA_HOME=$jdk ./mvnw -B -ntp "$@")
}

find_native_image() { # prints its home; prints nothing if none is new enough
  local candidate version
  for candidate in "${GRAALVM_HOME:-}" "${JAVA_HOME:-}" "$(on_path native-image)"; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/native-image" ] || continue
    version=$("$candidate/bin/native-image" --version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 25 ]; then
      echo "$candidate"
      return
    fi
    echo "native-build: $candidate/bin/native-image is of Java ${version:-unknown}; 25 or newer is needed" >&2
  done
}

on_path() {
  local found
  found=$(command -v "$1") && dirname "$(dirname "$(readlink -f "$found")")" || true
}

find_containers() { # prints podman or docker, the first that answers
  local tool
  for tool in podman docker; do
    if command -v "$tool" >/dev/null && "$tool" info >/dev/null 2>&1; then
      echo "$tool"
      return
    fi
  done
}

missing() {
  fail "there is neither a native-image of Java 25 or newer - not in GRAALVM_HOME (${GRAALVM_HOME:-not set}), not in JAVA_HOME \
(${JAVA_HOME:-not set}), not on PATH - nor a podman or docker that answers. Do one of these:
  - install Mandrel 25 (https://github.com/graalvm/mandrel/releases) or GraalVM 25 (https://www.graalvm.org/downloads) with gcc and
    zlib1g-dev, and set GRAALVM_HOME to its folder;
  - install podman (apt-get install podman) for a build in the image $builder.
--check needs neither." 3
}

build_apps() { # NAME,NAME... OPTION...
  local apps=cloud-services/apps/${1//,/,cloud-services/apps/}
  shift
  maven -q package -pl "$apps" -am -DskipTests -Dspotless.check.skip -Dquarkus.native.enabled=true \
    -Dquarkus.package.jar.enabled=false "$@"
}

# options of native-image for the agent, in addition to those in its jars
agent_options=(--no-fallback -H:+AddAllCharsets --enable-native-access=ALL-UNNAMED -march=compatibility --gc=serial -R:MaxHeapSize=32m)

build_agent() { # NATIVE-IMAGE...
  maven -q package -pl "$agent" -am -DskipTests -Dspotless.check.skip
  "$@" "${agent_options[@]}" -cp "$agent/target/edge-agent.jar:$agent/target/lib/*" -o "target/native/frostline-edge" io.frostline.edge.Main
}

build_here() {
  export GRAALVM_HOME=$1
  if [ "$2" = "$agent" ]; then
    (cd "$root" && build_agent "$GRAALVM_HOME/bin/native-image")
  else
    build_apps "$2"
    cp "$root/cloud-services/apps/$2"/target/*-runner "$root/target/native/frostline-$2"
  fi
}

build_in_container() {
  if [ "$2" = "$agent" ]; then
    (cd "$root" && build_agent "$1" run --rm -v "$root:/project:z" -w /project --entrypoint native-image "$builder")
  else
    build_apps "$2" -Dquarkus.native.container-build=true -Dquarkus.native.container-runtime="$1" \
      -Dquarkus.native.builder-image="$builder"
    cp "$root/cloud-services/apps/$2"/target/*-runner "$root/target/native/frostline-$2"
  fi
}

check() { # NAME...
  local app services=()
  for app in "$@"; do
    [ "$app" = "$agent" ] || services+=("$app")
  done
  if [ ${#services[@]} -gt 0 ]; then
    for app in "${services[@]}"; do rm -rf "$root/cloud-services/apps/$app/target/native-sources"; done
    build_apps "$(IFS=,; echo "${services[*]}")" -Dquarkus.native.sources-only=true
    for app in "${services[@]}"; do
      [ -s "$root/cloud-services/apps/$app/target/native-sources/native-image.args" ] ||
        fail "the build of $app made nothing for native-image"
    done
  fi
  # the agent's reachability tests check what it reaches by reflection
  [ ${#services[@]} -eq $# ] || maven -q verify -pl "$agent" -am -Dspotless.check.skip
  echo "native-build: fit to be given to native-image: $*"
}

apps=()
container=
check=
while [ $# -gt 0 ]; do
  case $1 in
    --app)
      [ $# -ge 2 ] || fail "--app needs a name" 2
      [[ " $(all | tr '\n' ' ')" == *" $2 "* ]] || fail "no app '$2'; there are $(all | tr '\n' ' ')" 2
      apps+=("$2")
      shift ;;
    --container) container=yes ;;
    --check) check=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
[ ${#apps[@]} -gt 0 ] || mapfile -t apps < <(all)

if [ -n "$check" ]; then
  check "${apps[@]}"
  exit 0
fi
home=
[ -n "$container" ] || home=$(find_native_image)
tool=
[ -n "$home" ] || tool=$(find_containers)
[ -n "$home$tool" ] || missing
mkdir -p "$root/target/native"
for app in "${apps[@]}"; do
  if [ -n "$home" ]; then build_here "$home" "$app"; else build_in_container "$tool" "$app"; fi
  echo "native-build: target/native has $app"
done
