#!/bin/sh
# Says something on both outputs, tells how far it is, and goes on when the file named after the job appears; its last act is to note the time.
echo "to stdout"
echo "to stderr" >&2
uws-progress 42 "half \"way\" & on"
until [ -e "$GATE/$UWS_JOB_ID" ]; do sleep 0.1; done
date +%s%N >"$UWS_OUTPUT_DIR/stamp.txt"
