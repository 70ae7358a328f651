#!/bin/sh
# Apache Spark, the real one from PyPI with two worker processes, gives the same result as the program by itself.
# usage: tests/spark/run.sh LUCID_FIX DIRECTORY; SPARK_PYTHON names a Python that has pyspark, else one is made for the run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
usage='usage: tests/spark/run.sh LUCID_FIX DIRECTORY'
program=$(realpath "${1:?$usage}")
folder=$(realpath "${2:?$usage}")
if [ ! -d "$folder" ]; then
    echo "skipped: there are no Dockerfiles in $folder"
    exit 0
fi
if ! command -v java >/dev/null; then
    echo "skipped: Spark needs Java 17, and there is none"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${SPARK_PYTHON:-}
if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet pyspark==4.3.0
    python=$work/venv/bin/python
fi

export SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$python" SPARK_WORKER_DIR="$work/spark"
cd "$work"
start=$(date +%s)
timeout 600 "$python" "$here/job.py" "$program" "$folder" "$work/spark.jsonl" >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
middle=$(date +%s)
"$python" "$here/compare.py" "$program" "$folder" "$work/spark.jsonl"
echo "Spark: $((middle - start)) s; the program by itself, once for each file: $(($(date +%s) - middle)) s"
