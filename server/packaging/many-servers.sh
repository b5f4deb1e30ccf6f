#!/bin/bash
# Several servers on one PostgreSQL with a streaming replica, behind nginx: started at once, signed in on one and known on
# the other, told of each other's changes, one stopped and one killed while people read. By hand, a minute:
#
#   server/packaging/many-servers.sh target/release/kadpuls [PORT]
#
# Needs PostgreSQL's programs and, for what is said of nginx, nginx; as root it runs PostgreSQL as the user postgres.
set -euo pipefail
kadpuls=$(realpath "$1")
port=${2:-3400}
a=$port b=$((port + 1)) proxy=$((port + 4))
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -x "$bin/initdb" ] || { echo "SKIPPED: PostgreSQL's programs are not installed"; exit 0; }
nginx=$(PATH=$PATH:/usr/sbin command -v nginx || true)

dir=$(mktemp -d)
chmod 755 "$dir"
servers=()
# Whoever says that there is a proxy must have an account first.
trusted=
say() { echo "· $*"; }
fail() { echo "FAILED: $*" >&2; tail -n 8 "$dir"/*.log >&2; exit 1; }
if [ "$(id -u)" = 0 ]; then
    as() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
    mkdir "$dir/pg" && chown postgres: "$dir/pg"
else
    as() { "$@"; }
    mkdir "$dir/pg"
fi
cd /
clean() {
    for id in "${servers[@]}"; do kill -KILL "$id" 2>/dev/null || true; done
    [ -f "$dir/nginx.pid" ] && kill "$(cat "$dir/nginx.pid")" 2>/dev/null || true
    for one in replica primary; do as "$bin/pg_ctl" -D "$dir/pg/$one" -m immediate -s stop 2>/dev/null || true; done
    rm -rf "$dir"
}
trap clean EXIT
# PostgreSQL only listens on sockets in its own folder.
database() { echo "postgres://kadpuls@localhost/$2?host=$dir/pg/$1.socket"; }
ask() { as "$bin/psql" -X -q -t -A -h "$dir/pg/$1.socket" -U kadpuls -d "$2" -c "$3"; }
start_postgres() {
    as mkdir -p "$dir/pg/$1.socket"
    as "$bin/pg_ctl" -D "$dir/pg/$1" -s -w -l "$dir/pg/$1.log" \
        -o "-c listen_addresses= -c unix_socket_directories=$dir/pg/$1.socket -c fsync=off -c max_connections=150" start
}
start_server() { # port, further settings
    local at=$1
    shift
    env -u RUST_LOG KADPULS_CONFIG=none DATABASE_URL="$(database primary kad)" KADPULS_ADDR="127.0.0.1:$at" \
        KADPULS_METRICS="127.0.0.1:$((at + 10))" KADPULS_HTTPS=false ${trusted:+"KADPULS_TRUSTED_PROXIES=$trusted"} "$@" \
        "$kadpuls" serve >>"$dir/$at.log" 2>&1 &
    servers+=($!)
}
ready() { for _ in $(seq 300); do curl -sf "http://127.0.0.1:$1/health/ready" >/dev/null && return; sleep 0.1; done; fail "$1 isn't ready"; }
reads() { curl -sf "http://127.0.0.1:$((a + 10))/metrics" | sed -n "s/^kadpuls_reads_total{from=\"$1\"} //p" | grep . || echo 0; }
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }

say "a PostgreSQL and its streaming replica"
as "$bin/initdb" --username=kadpuls --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync -D "$dir/pg/primary" >/dev/null
start_postgres primary
ask primary postgres "CREATE DATABASE kad" >/dev/null
as "$bin/pg_basebackup" -h "$dir/pg/primary.socket" -U kadpuls -c fast -R -X stream --no-sync -D "$dir/pg/replica"
start_postgres replica
[ "$(ask replica postgres 'SELECT pg_is_in_recovery()')" = t ] || fail "the replica is no replica"

say "four servers that start at once on an empty database"
replica="DATABASE_REPLICA_URL=$(database replica kad)"
for n in 0 1 2 3; do start_server $((port + n)) "$replica"; done
for n in 0 1 2 3; do ready $((port + n)); done
[ "$(ask primary kad 'SELECT COUNT(*) FROM import_batch')" = 3 ] || fail "the reference tables came more than once"
kill -TERM "${servers[2]}" "${servers[3]}"

say "an account made on the command line; signed in on one server, known on the other"
echo 'et langt passord' | KADPULS_CONFIG=none DATABASE_URL="$(database primary kad)" "$kadpuls" \
    user add kari@example.no --role administrator >/dev/null 2>&1 || fail "user add"
trusted=127.0.0.1
signed_in=$(status -c "$dir/jar" -d 'epost=kari@example.no&passord=et langt passord' "http://127.0.0.1:$a/logg-inn")
[ "$signed_in" = 303 ] || fail "signing in: $signed_in"
[ "$(status -b "$dir/jar" "http://127.0.0.1:$b/konto")" = 200 ] || fail "the other server doesn't know her"

say "failed sign-ins count together: four on each, and five are free"
waits=
for n in 1 2 3 4 5 6 7 8; do
    waits+=" $(status -d 'epost=ola@example.no&passord=feil passord her' "http://127.0.0.1:$((n % 2 ? a : b))/logg-inn")"
done
[[ $waits == *429* ]] || fail "nobody is slowed down:$waits"

say "a change on one server reaches a live page of the other"
curl -sN -b "$dir/jar" "http://127.0.0.1:$b/ledige-senger/strom" >"$dir/stream" &
servers+=($!)
for _ in $(seq 50); do grep -q '^id:' "$dir/stream" && break; sleep 0.1; done
seen=$(grep -c '^id:' "$dir/stream" || true)
sleep 1.5
before=$(date +%s%N)
made=$(status -b "$dir/jar" -d 'sted=landet&dato=2024-01-15&slag=annet&beskrivelse=proeve' "http://127.0.0.1:$a/hendelser")
[ "$made" = 303 ] || fail "the event: $made"
for _ in $(seq 500); do [ "$(grep -c '^id:' "$dir/stream")" -gt "$seen" ] && break; sleep 0.01; done
[ "$(grep -c '^id:' "$dir/stream")" -gt "$seen" ] || fail "the other server's page heard nothing"
echo "  after $((($(date +%s%N) - before) / 1000000)) ms"

say "pages are read from the replica while it has everything, and never when it lacks what was written"
page() { curl -sf -b "$dir/jar" "http://127.0.0.1:$a/belegg" >/dev/null || fail "a page"; }
sleep 1
from=$(reads replica)
page
[ "$(reads replica)" -gt "$from" ] || fail "the replica isn't read"
ask replica postgres "SELECT pg_wal_replay_pause()" >/dev/null
status -b "$dir/jar" -d 'sted=landet&dato=2024-01-16&slag=annet&beskrivelse=nummer to' "http://127.0.0.1:$a/hendelser" >/dev/null
from=$(reads replica) own=$(reads database)
page
[ "$(reads replica)" = "$from" ] && [ "$(reads database)" -gt "$own" ] || fail "a replica that lags is read"
ask replica postgres "SELECT pg_wal_replay_resume()" >/dev/null
sleep 1
page
[ "$(reads replica)" -gt "$from" ] || fail "the replica isn't read again"
as "$bin/pg_ctl" -D "$dir/pg/replica" -m immediate -s stop
own=$(reads database)
page
page
[ "$(reads database)" -gt "$own" ] || fail "without the replica the database isn't read"

if [ -z "$nginx" ]; then
    echo "SKIPPED: nginx is not installed; what follows needs it"
    exit 0
fi
say "behind nginx: one server is stopped, the other killed and started again, while people read"
cat >"$dir/nginx.conf" <<EOF
pid $dir/nginx.pid;
error_log $dir/nginx.log;
events {}
http {
    access_log off;
    upstream kadpuls { server 127.0.0.1:$a max_fails=0; server 127.0.0.1:$b max_fails=0; }
    server {
        listen 127.0.0.1:$proxy;
        location / {
            proxy_pass http://kadpuls;
            proxy_set_header Host \$host:\$server_port;
            proxy_set_header X-Request-ID \$request_id;
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
            proxy_next_upstream error timeout http_503;
        }
    }
}
EOF
"$nginx" -c "$dir/nginx.conf" -e "$dir/nginx.log" || fail "nginx"
: >"$dir/reading"
(while [ -e "$dir/reading" ]; do status -b "$dir/jar" "http://127.0.0.1:$proxy/belegg"; echo; done >"$dir/statuses") &
reader=$!
sleep 1
kill -TERM "${servers[0]}"
sleep 1
start_server "$a"
ready "$a"
kill -KILL "${servers[1]}"
wait "${servers[1]}" 2>/dev/null || true
sleep 1
rm "$dir/reading"
wait "$reader"
[ -z "$(grep -v '^200$' "$dir/statuses")" ] || fail "answers: $(sort "$dir/statuses" | uniq -c | tr '\n' ' ')"
echo "  $(wc -l <"$dir/statuses") pages, every one answered"
id=$(curl -s -o /dev/null -D - "http://127.0.0.1:$proxy/health/live" | tr -d '\r' | sed -n 's/^x-request-id: //p')
[ "${#id}" = 32 ] || fail "the proxy's reference wasn't taken over: $id"
say "all well"
