#!/bin/sh
# Stands in for docker in tests/prove.rs and tests/terminal. Writes its arguments to $FAKE_LOG, a line each call, and plays the part that
# $FAKE names: a word for each thing that goes wrong.
printf '%s\n' "$*" >>"$FAKE_LOG"

plays() {
    case " $FAKE " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

fail() {
    printf '%s\n' "$2" >&2
    exit "$1"
}

failed_step() {
    printf '#5 [2/2] RUN x\n------\n > [2/2] RUN x:\n0.1 %s\n------\nDockerfile:2\n' "$1" >&2
    fail 1 "ERROR: failed to solve: process \"/bin/sh -c x\" did not complete successfully: exit code: 1"
}

# Until it is asked to end, and then, for one that is stubborn, until the log is gone.
wait_until_told() {
    told=
    trap 'told=yes' TERM
    echo "waits" >>"$FAKE_LOG"
    until [ "$told" ] || ! [ -e "$FAKE_LOG" ]; do sleep 0.01; done
    echo "was asked to end" >>"$FAKE_LOG"
    while plays stubborn && [ -e "$FAKE_LOG" ]; do sleep 0.01; done
    fail 1 "ERROR: failed to solve: Canceled: context canceled"
}

# The tag or the container's name tells which of the two this is about.
case "$*" in *-before*) side=before ;; *) side=after ;; esac

case "$1 $2" in
version*)
    plays no-daemon && fail 1 "Cannot connect to the Docker daemon at unix:///nope. Is the docker daemon running?"
    echo linux
    ;;
"buildx version")
    plays no-buildx && fail 1 "docker: unknown command: docker buildx"
    plays podman && echo "buildah 1.28.2" && exit
    echo "github.com/docker/buildx 0.13.1"
    ;;
"context show") echo default ;;
"buildx inspect")
    plays old-daemon && echo "Driver:        docker-container" && exit
    echo "Driver:        docker"
    ;;
build*)
    file=
    for argument; do
        [ "$file" = next ] && file=$argument
        [ "$argument" = --file ] && file=next
    done
    cp "$file" "$FAKE_LOG.$side"
    if [ -e "$file.dockerignore" ]; then cp "$file.dockerignore" "$FAKE_LOG.$side.dockerignore"; fi
    plays "$side-hangs" && exec sleep 60
    plays "$side-waits" && wait_until_told
    plays "$side-no-space" && failed_step "OSError: [Errno 28] No space left on device"
    plays "$side-daemon-dies" && fail 1 "ERROR: rpc error: code = Unavailable desc = error reading from server: EOF"
    plays "$side-fails" && failed_step "ModuleNotFoundError: No module named 'x'"
    ;;
"image inspect")
    case $side in
    before) entrypoint='["python3"]' size=296400000 ;;
    after) entrypoint='[]' size=87700000 ;;
    esac
    check=null
    if plays "$side-check"; then check='{"Test": ["CMD", "probe", "-c", "a b"], "Timeout": 1000000000}'; fi
    echo "[{\"Id\": \"sha256:0123\", \"Size\": $size, \"Config\": {\"ExposedPorts\": {\"8000/tcp\": {}}, \"Entrypoint\": $entrypoint, \"Env\": [\"PATH=/bin\"], \"Healthcheck\": $check}}]"
    ;;
"image rm")
    plays keeps-images && fail 1 "Error response from daemon: conflict: image is in use"
    ;;
run*)
    plays no-network && fail 125 "docker: Error response from daemon: network bridge not found"
    plays "$side-lacks-program" && fail 127 "docker: exec: \"python3\": no such file"
    ;;
"container wait") plays "$side-runs-on" && wait_until_told ;;
exec*)
    case "$*" in */proc/net/tcp*)
        plays lacks-python3 && fail 127 "OCI runtime exec failed: exec: \"python3\": not found"
        echo "$$" >>"$FAKE_LOG.looks-$side"
        looks=$(wc -l <"$FAKE_LOG.looks-$side")
        plays "$side-listens-late" && [ "$looks" -lt 3 ] && exit
        plays "$side-listens-to-more" && echo 9000
        plays "$side-listens-to-more-late" && [ "$looks" -ge 3 ] && echo 9000
        plays "$side-is-deaf" || echo 8000 40001
        exit
        ;;
    esac
    plays "$side-lacks-curl" && fail 127 "OCI runtime exec failed: exec: \"curl\": not found"
    plays "$side-check-hangs" && exec sleep 60
    plays "$side-late" && ! [ -e "$FAKE_LOG.tried" ] && touch "$FAKE_LOG.tried" && fail 1 "not yet"
    plays "$side-sick" && fail 1 "BlockingIOError: [Errno 115]"
    plays "$side-sick-silently" && exit 1
    ;;
"container inspect")
    plays "$side-exits" && echo "exited 1" && exit
    plays "$side-dies-of-check" && grep -q "^exec.*-$side" "$FAKE_LOG" && echo "exited 1" && exit
    echo "running 0"
    ;;
"container rm") plays keeps-containers && fail 1 "Error response from daemon: removal in progress" ;;
"container logs") echo "KeyError: 'PORT'" ;;
esac
exit 0
