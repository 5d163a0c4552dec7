#!/bin/bash
# backup.sh FOLDER: saves the database and the key there, each for its owner alone; the newest 14 of each stay.
set -euo pipefail
folder=${1:?folder for the backups}
keep=14
here=$(cd "$(dirname "$0")/.." && pwd)
stamp=$(date +%Y-%m-%d-%H%M%S)
umask 077
mkdir -p "$folder"
"${DIALOGUE:-$here/.venv/bin/dialogue}" db backup "$folder/dialogue-$stamp.gz"
if [ -z "${SECRET_KEY:-}" ]; then
    cp "${DATA_DIR:-data}/secret" "$folder/secret-$stamp"
fi
for kind in 'dialogue-*.gz' 'secret-*'; do
    find "$folder" -maxdepth 1 -name "$kind" -printf '%f\n' | sort -r | tail -n +$((keep + 1)) | while read -r old; do
        rm -- "$folder/$old"
    done
done
