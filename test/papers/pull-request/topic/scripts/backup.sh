#!/bin/bash
set -euo pipefail
tar --zstd -cf "/var/backups/$(basename "$1")-$(date +%F-%H).tar.zst" "$1"
