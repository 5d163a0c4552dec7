#!/bin/bash
# Hands Caddy's certificate for the TURN name to coturn, where it changed; run by dialogue-turn.timer.
set -euo pipefail
name=@TURN_NAME@
found=$(find /var/lib/caddy -path "*/$name/$name.crt" -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-)
[ -n "$found" ] || { echo "Caddy has no certificate for $name yet" >&2; exit 1; }
folder=/etc/dialogue-turn # not below /etc/dialogue: that is closed to coturn
install -d -o turnserver -g turnserver -m 700 "$folder"
if ! cmp -s "$found" "$folder/cert.pem"; then
    install -o turnserver -g turnserver -m 600 "$found" "$folder/cert.pem"
    install -o turnserver -g turnserver -m 600 "${found%.crt}.key" "$folder/key.pem"
    systemctl restart coturn
fi
