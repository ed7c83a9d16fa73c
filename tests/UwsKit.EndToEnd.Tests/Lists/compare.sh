#!/bin/sh
# The number of bytes that differ.
cmp -l "$UWS_INPUT_DIR/one" "$UWS_INPUT_DIR/other" 2>/dev/null | wc -l >"$UWS_OUTPUT_DIR/result.txt"
