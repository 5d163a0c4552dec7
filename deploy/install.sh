#!/bin/bash
# Turns an empty Debian 12 machine into a running HTTPS server with TURN. As root, from a checkout:
#   deploy/install.sh --name dialog.example.org --address 203.0.113.7 [--turn turn.example.org --turn-address 203.0.113.8]
#       [--town Musterstadt] [--hotline "0800 123 456"] [--mail buergerdialog@example.org] [--media-processes N]
# Run again, then also without options, it brings a newer checkout into place and changes only what differs; settings in
# /etc/dialogue/env are never overwritten and count. With --dry-run FOLDER in front it writes all files below that folder and does nothing else.
set -Eeuo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

name='' address='' turn='' turn_address='' town=Musterstadt hotline='' mail='' processes='' root=''
give_up() { echo "install.sh: $*" >&2; exit 2; }
[ "${1:-}" != --dry-run ] || { root=${2:-}; shift; [ -n "$root" ] || give_up "--dry-run needs a value"; shift; }
[ $# -gt 0 ] || [ ! -r "$root/etc/dialogue/install" ] || { mapfile -t given < "$root/etc/dialogue/install"; set -- "${given[@]}"; }
given=("$@")
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || give_up "$1 needs a value"
    case $1 in
        --name) name=$2 ;;
        --address) address=$2 ;;
        --turn) turn=$2 ;;
        --turn-address) turn_address=$2 ;;
        --town) town=$2 ;;
        --hotline) hotline=$2 ;;
        --mail) mail=$2 ;;
        --media-processes) processes=$2 ;;
        *) give_up "unknown option $1" ;;
    esac
    shift 2
done
is_name() { [[ $1 =~ ^[a-z0-9-]+(\.[a-z0-9-]+)+$ ]]; }
is_address() { [[ $1 =~ ^[0-9]+(\.[0-9]+){3}$ || $1 == *:*:* ]]; }
is_name "$name" || give_up "--name must be a host name such as dialog.example.org"
is_address "$address" || give_up "--address must be this machine's IP address that browsers reach"
[ -z "$turn" ] || is_name "$turn" || give_up "--turn must be a host name such as turn.example.org"
[ -z "$turn_address" ] || is_address "$turn_address" || give_up "--turn-address must be an IP address"
[ -z "$turn" ] || [ "$turn" != "$name" ] || give_up "--turn needs a name of its own: its certificate is another"
cores=$(nproc)
processes=${processes:-$((cores > 2 ? cores - 1 : 1))}
turn_tls=443
[ -n "$turn_address" ] && [ "$turn_address" != "$address" ] || { turn_address=$address; turn_tls=5349; }
changed='' # what differs in the program
ssh_port=$(sed -n 's/^ *Port  *\([0-9]*\).*/\1/p' /etc/ssh/sshd_config 2>/dev/null | head -n 1 || true)

say() { echo "- $*"; }
trap 'echo "install.sh: stopped in line $LINENO: $BASH_COMMAND. Mend what it says above and run it again." >&2' ERR
real() { [ -z "$root" ]; }
if real; then
    [ "$(id -u)" = 0 ] || give_up "run it as root"
    . /etc/os-release
    [ "${ID:-}" = debian ] && [ "${VERSION_ID:-0}" -ge 12 ] || give_up "this is made for Debian 12 or newer, here is ${PRETTY_NAME:-something else}"
fi

put() {  # put SOURCE TARGET MODE: fills in what is known
    local target=$root$2
    mkdir -p "$(dirname "$target")"
    sed -e "s/@SSH@/${ssh_port:-22}/g; s/@MEDIA_FIRST@/10000/g; s/@MEDIA_LAST@/$last/g" \
        -e "s/@TURN_ADDRESS@/$turn_address/g; s/@TURN_TLS_PORT@/$turn_tls/g; s/@TURN_NAME@/$turn/g" \
        -e "s|@TURN_SECRET@|${TURN_SECRET:-}|g; s/@ALLOWED_PEERS@/allowed-peer-ip=$address/" "$here/$1" > "$target.new"
    chmod "$3" "$target.new"
    mv "$target.new" "$target"
    say "$2"
}

settings() {
    local file=$root/etc/dialogue/env
    mkdir -p "$(dirname "$file")"
    chmod 750 "$(dirname "$file")"
    if [ ! -e "$file" ]; then
        (umask 077; cat > "$file" <<END
SITE=$name
PUBLIC_URL=https://$name
MEDIA_ADDRESSES=$address
MEDIA_PROCESSES=$processes
TOWN="$town"
HOTLINE="$hotline"
CONTACT_MAIL=$mail
SECRET_KEY=$(openssl rand -hex 32)
LOG_STYLE=json
END
        )
        say "/etc/dialogue/env (new; keep SECRET_KEY somewhere safe: without it sent links no longer open)"
    fi
    if [ -n "$turn" ] && ! grep -q '^TURN_SECRET=' "$file"; then
        cat >> "$file" <<END
TURN_URL=turns:$turn:$turn_tls?transport=tcp
TURN_SECRET=$(openssl rand -hex 32)
END
    fi
    printf '%s\n' "${given[@]}" > "$root/etc/dialogue/install"
    TURN_SECRET=$(sed -n 's/^TURN_SECRET=//p' "$file")
    processes=$(sed -n 's/^MEDIA_PROCESSES=//p' "$file")
    last=$((9999 + ${processes:-1}))
}

packages() {
    say "packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv caddy nftables openssl rsync curl ${turn:+coturn} >/dev/null
}

program() {
    say "program in /opt/dialogue"
    id dialogue >/dev/null 2>&1 || useradd --system --home-dir /var/lib/dialogue --shell /usr/sbin/nologin dialogue
    mkdir -p /opt/dialogue
    [ "$here" = /opt/dialogue ] ||
        changed=$(rsync -aiO --delete --exclude .git --exclude .venv --exclude node_modules --exclude data --exclude /build \
            --exclude '*.egg-info' --exclude __pycache__ "$here/" /opt/dialogue/)
    [ -x /opt/dialogue/.venv/bin/python ] || python3 -m venv /opt/dialogue/.venv
    /opt/dialogue/.venv/bin/pip install -q '/opt/dialogue[postgresql]'
    install -d -o dialogue -g dialogue -m 700 /var/lib/dialogue /var/backups/dialogue
    chown -R root:dialogue /etc/dialogue
    chmod 640 /etc/dialogue/env
    ln -sfn /etc/dialogue/env /var/lib/dialogue/.env
}

caddy_for_turn() {
    # Caddy serves this name only to get its certificate, which `certificate.sh` hands to coturn: that has port 443 where
    # the name leads to, or none of Caddy's ports, so the certificate's authority asks at port 80.
    cat <<END

$turn {
	bind $address
	tls {
		issuer acme {
			disable_tlsalpn_challenge
		}
	}
	respond 404
}
END
    [ "$turn_tls" = 443 ] || return 0
    cat <<END

http://$name {
	bind $address
	redir https://{host}{uri} permanent
}

http://$turn {
	bind $turn_address
	respond 404
}
END
}

files() {
    put deploy/systemd/dialogue.service /etc/systemd/system/dialogue.service 644
    put deploy/systemd/dialogue-backup.service /etc/systemd/system/dialogue-backup.service 644
    put deploy/systemd/dialogue-backup.timer /etc/systemd/system/dialogue-backup.timer 644
    put deploy/system/dialogue /usr/local/bin/dialogue 755
    put deploy/system/90-dialogue.conf /etc/sysctl.d/90-dialogue.conf 644
    put deploy/system/nftables.conf /etc/nftables.conf 644
    put deploy/caddy/Caddyfile /etc/caddy/Caddyfile 644
    mkdir -p "$root/etc/systemd/system/caddy.service.d"
    printf '[Service]\nEnvironment=SITE=%s CONTROL=localhost:8000\n' "$name" > "$root/etc/systemd/system/caddy.service.d/dialogue.conf"
    if [ -n "$turn" ]; then
        put deploy/coturn/turnserver.conf /etc/turnserver.conf 640
        put deploy/coturn/certificate.sh /etc/dialogue/certificate.sh 755
        put deploy/systemd/dialogue-turn.service /etc/systemd/system/dialogue-turn.service 644
        put deploy/systemd/dialogue-turn.timer /etc/systemd/system/dialogue-turn.timer 644
        put deploy/systemd/coturn.conf /etc/systemd/system/coturn.service.d/dialogue.conf 644
        caddy_for_turn >> "$root/etc/caddy/Caddyfile"
        [ "$turn_tls" = 5349 ] || sed -i "s/^{\$SITE} {\$/&\n\tbind $address/" "$root/etc/caddy/Caddyfile"
    fi
}

turn_certified() {  # Caddy asks for the certificate once it is up
    for _ in $(seq 30); do
        systemctl start dialogue-turn.service 2>/dev/null && return
        sleep 2
    done
    return 1
}

turn_answers() {  # by TLS, with a certificate
    local at=$turn_address
    [[ $at != *:* ]] || at="[$at]"
    for _ in $(seq 20); do
        openssl s_client -connect "$at:$turn_tls" -servername "$turn" </dev/null >/dev/null 2>&1 && return
        sleep 0.5
    done
    return 1
}

start() {
    sysctl -q -p /etc/sysctl.d/90-dialogue.conf 2>/dev/null ||
        say "this machine does not let its network buffers be set (a container?): the host's are used"
    systemctl enable -q --now nftables
    nft -f /etc/nftables.conf
    systemctl daemon-reload
    if [ -n "$changed" ] && systemctl -q is-active dialogue; then
        say "another version: the service starts anew"
        systemctl restart dialogue
    fi
    systemctl enable -q --now dialogue dialogue-backup.timer
    systemctl enable -q caddy
    systemctl restart caddy
    if [ -n "$turn" ]; then
        chgrp turnserver /etc/turnserver.conf
        systemctl enable -q --now dialogue-turn.timer
        systemctl enable -q coturn
        turn_certified || say "no certificate for $turn yet: does its name point to $turn_address? It is tried again every hour."
        turn_answers || say "TURN does not answer at $turn_address, port $turn_tls: systemctl status coturn dialogue-turn"
    fi
    for _ in $(seq 60); do
        if curl -fsS -o /dev/null http://127.0.0.1:8000/health 2>/dev/null; then
            say "the server is healthy: https://$name"
            return
        fi
        sleep 1
    done
    echo "The server does not become healthy. Its own words: journalctl -u dialogue -n 30" >&2
    exit 1
}

settings
if real; then packages; program; fi
files
if real; then start; fi
