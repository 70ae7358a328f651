"""Rewrites every Dockerfile of a folder inside Apache Spark, and writes what comes out as JSON lines.

usage: job.py LUCID_FIX FOLDER OUTPUT
"""

import json
import os
import pathlib
import shlex
import sys

from pyspark.sql import SparkSession


def main() -> None:
    program, folder, output = sys.argv[1:]
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("lucid-fix")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    names = sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*.Dockerfile"))

    def question(name: str) -> str:
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            return json.dumps({"path": name, "text": file.read()})

    # Spark cuts the command into words by itself; `pipe` gives it an empty environment, hence the absolute path, and
    # goes on after a failure unless checkCode says otherwise. One job for each task: Spark is what is parallel.
    command = shlex.join([os.path.abspath(program), "--jsonl", "--isolated", "--jobs", "1"])
    tasks = spark.sparkContext.parallelize(names, 8).map(question)
    answers = tasks.pipe(command, env={}, checkCode=True)
    with open(output, "w", encoding="utf-8") as file:
        for answer in answers.collect():
            file.write(answer + "\n")
    spark.stop()


main()
