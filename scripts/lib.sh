# shellcheck shell=bash disable=SC2034,SC2154
# Shared by the scripts beside it; sourced by bash, never run. Expects $root, the repository's root.

# complain MESSAGE: one sentence on standard error, in the name of the calling script.
complain() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

# resolve PATH: the file behind a chain of symbolic links (macOS has no readlink -f).
resolve() {
  local path=$1 target
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=${path%/*}/$target ;;
    esac
  done
  printf '%s\n' "$path"
}

# java_major JAVA: its major version, from the release file when there is one (no JVM start).
java_major() {
  local file version
  file=$(resolve "$1")
  file=${file%/*}/../release
  version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$file" 2>/dev/null)
  if [ -z "$version" ]; then
    version=$("$1" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version#1.}
  version=${version%%[!0-9]*}
  printf '%s\n' "${version:-0}"
}

# find_java: sets $java to a Java 17 or later, or explains and ends with 2.
find_java() {
  local major
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
  else
    java=$(command -v java || true)
  fi
  if [ -z "$java" ] || [ ! -x "$java" ]; then
    if [ -n "${JAVA_HOME:-}" ]; then
      complain "there is no Java at JAVA_HOME ($JAVA_HOME): install JDK 17 or later and point JAVA_HOME at it."
    else
      complain "Java was not found: install JDK 17 or later and put it on the PATH or set JAVA_HOME."
    fi
    exit 2
  fi
  major=$(java_major "$java")
  if [ "$major" -lt 17 ]; then
    complain "the Java at $java is version $major: install JDK 17 or later and put it on the PATH or set JAVA_HOME."
    exit 2
  fi
}

# find_jdk: as find_java, and the compiler must be there too; points JAVA_HOME at it for Maven.
find_jdk() {
  local home
  find_java
  if [ -z "${JAVA_HOME:-}" ]; then
    home=$(resolve "$java")
    home=$(cd "${home%/*}/.." && pwd -P)
    # On macOS /usr/bin/java is a launcher that is not part of a JDK; Maven finds its own way there.
    if [ -x "$home/bin/javac" ] && [ -f "$home/release" ]; then
      export JAVA_HOME=$home
    fi
  fi
  if [ ! -x "${JAVA_HOME:-}/bin/javac" ] && ! command -v javac >/dev/null 2>&1; then
    complain "the Java at $java has no compiler (javac): install a full JDK 17 or later to build Salvor."
    exit 2
  fi
}

# find_maven: sets $maven to the mvn on the PATH if it is 3.8 or later, else to the wrapper.
find_maven() {
  local version
  maven=$root/mvnw
  if command -v mvn >/dev/null 2>&1; then
    version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
      3.[89] | 3.[1-9][0-9]* | [4-9].*) maven=mvn ;;
    esac
  fi
}

# lock_build: one build of this checkout at a time; held until the calling script ends.
lock_build() {
  if command -v flock >/dev/null 2>&1; then
    # The root pom itself is the lock: it always exists and no build removes it.
    exec 9<"$root/pom.xml"
    flock -n 9 && return
    echo "Waiting for another build of Salvor to finish …" >&2
    flock 9
  else
    local dir=$root/.salvor-build.lock
    until mkdir "$dir" 2>/dev/null; do
      # A holder that is gone (killed) leaves its directory behind: take it over.
      if ! kill -0 "$(cat "$dir/pid" 2>/dev/null || echo $$)" 2>/dev/null; then
        rm -rf "$dir"
        continue
      fi
      sleep 1
    done
    echo $$ >"$dir/pid"
    trap 'rm -rf "$root/.salvor-build.lock"' EXIT
  fi
}

# unlock_build: lets the next one go.
unlock_build() {
  if command -v flock >/dev/null 2>&1; then
    exec 9<&-
  else
    rm -rf "$root/.salvor-build.lock"
    trap - EXIT
  fi
}
