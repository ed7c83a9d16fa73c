#!/bin/sh
# Its last act is to note the time.
sleep "$UWS_PARAM_seconds"
date +%s%N >"$UWS_OUTPUT_DIR/stamp.txt"
