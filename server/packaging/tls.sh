#!/bin/bash
# A PostgreSQL that takes TLS alone, with an authority of its own: who connects, who is refused, and what the doctor says.
# By hand, half a minute:
#
#   server/packaging/tls.sh target/release/kadpuls [PORT]
#
# Needs PostgreSQL's programs and openssl; as root it runs PostgreSQL as the user postgres.
set -euo pipefail
kadpuls=$(realpath "$1")
port=${2:-3480}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -x "$bin/initdb" ] || { echo "SKIPPED: PostgreSQL's programs are not installed"; exit 0; }
dir=$(mktemp -d)
chmod 755 "$dir"
say() { echo "· $*"; }
fail() { echo "FAILED: $*" >&2; tail -n 8 "$dir"/*.log "$dir"/pg/*.log >&2; exit 1; }
if [ "$(id -u)" = 0 ]; then
    as() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
    mkdir "$dir/pg" && chown postgres: "$dir/pg"
else
    as() { "$@"; }
    mkdir "$dir/pg"
fi
cd /
clean() {
    as "$bin/pg_ctl" -D "$dir/pg/data" -m immediate -s stop 2>/dev/null || true
    rm -rf "$dir"
}
trap clean EXIT

say "two authorities, and a server's certificate for localhost from the first"
certificate() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "$@" 2>/dev/null; }
for one in ours theirs; do
    certificate -subj "/CN=$one" -keyout "$dir/$one.key" -out "$dir/$one.pem" -addext keyUsage=critical,keyCertSign
done
certificate -subj /CN=localhost -CA "$dir/ours.pem" -CAkey "$dir/ours.key" -keyout "$dir/pg/server.key" \
    -out "$dir/pg/server.pem" -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:false
[ "$(id -u)" != 0 ] || chown postgres: "$dir"/pg/server.*
chmod 600 "$dir/pg/server.key"

say "a PostgreSQL that refuses who comes without"
as "$bin/initdb" --username=kadpuls --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync -D "$dir/pg/data" >/dev/null
printf 'local all all trust\nhostssl all all all trust\nhostnossl open all all trust\n' | as tee "$dir/pg/data/pg_hba.conf" >/dev/null
as "$bin/pg_ctl" -D "$dir/pg/data" -s -w -l "$dir/pg/pg.log" -o "-c listen_addresses=* -c port=$port -c fsync=off \
    -c unix_socket_directories=$dir/pg -c ssl=on -c ssl_cert_file=$dir/pg/server.pem -c ssl_key_file=$dir/pg/server.key" start
ask() { as "$bin/psql" -X -q -t -A -h "$dir/pg" -p "$port" -U kadpuls -d postgres -c "$1"; }
ask "CREATE DATABASE kad" && ask "CREATE DATABASE open"

# host, database, further parts of the address
doctor() { KADPULS_CONFIG=none DATABASE_URL="postgres://kadpuls@$1:$port/$2?$3" "$kadpuls" doctor >"$dir/doctor.log" 2>&1 || true; }
connects() { doctor "$@"; grep -Eq "ok +database +PostgreSQL" "$dir/doctor.log" || fail "$* doesn't connect"; }
refused() { doctor "$@"; ! grep -Eq "database +PostgreSQL" "$dir/doctor.log" || fail "$* connects"; }
found() { grep -Eq "connection +$1" "$dir/doctor.log" || { cat "$dir/doctor.log" >&2; fail "the doctor doesn't say: $1"; }; }

say "with the right authority, asked for by its name"
connects localhost kad "sslmode=verify-full&sslrootcert=$dir/ours.pem" && found "by TLS"
say "encrypted where nothing is said, and where it is required"
connects localhost kad "" && found "by TLS"
connects localhost kad "sslmode=require" && found "by TLS"
say "refused: another authority, none that the machine knows, another name, no TLS"
refused localhost kad "sslmode=verify-full&sslrootcert=$dir/theirs.pem"
refused localhost kad "sslmode=verify-full"
refused 127.0.0.1 kad "sslmode=verify-full&sslrootcert=$dir/ours.pem"
refused localhost kad "sslmode=disable"
connects 127.0.0.1 kad "sslmode=verify-ca&sslrootcert=$dir/ours.pem" && found "by TLS"
say "the first start, by TLS"
KADPULS_CONFIG=none DATABASE_URL="postgres://kadpuls@localhost:$port/kad?sslmode=verify-full&sslrootcert=$dir/ours.pem" \
    "$kadpuls" user list >"$dir/list.log" 2>&1 || fail "the migrations"
say "in clear text through a network: the doctor says so"
connects 127.0.0.1 open "sslmode=disable" && found "stays on this machine"
address=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m 1 -E '^[0-9.]+$' || true)
if [ -n "$address" ]; then
    connects "$address" open "sslmode=disable" && found "in clear text"
else
    echo "  NOT TRIED: this machine has no address but its own"
fi
say "all well"
