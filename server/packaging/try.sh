#!/bin/sh
# Installs the package on this machine, starts it, looks whether it works, upgrades it, removes it again. For a machine or
# container to throw away: needs root, and refuses where kadpuls is installed.
#
#   cargo xtask package && sudo server/packaging/try.sh target/debian/kadpuls_*.deb [PORT]
#
# With systemd running it is started as a service; elsewhere by hand, as its user, from its folder.
set -eu
deb=$(realpath "$1")
port=${2:-3000}
log=$(mktemp)
started=

say() { echo "· $*"; }
fail() { echo "FAILED: $*" >&2; tail -n 20 "$log" >&2; exit 1; }
clean() {
    [ -z "$started" ] || kill "$started" 2>/dev/null || true
    dpkg --purge kadpuls >/dev/null 2>&1 || true
    rm -rf /var/lib/kadpuls /etc/kadpuls "$log"
    deluser --quiet kadpuls 2>/dev/null || true
}
# As the service runs: its user, its folder, nobody else's environment.
as_kadpuls() {
    (cd /var/lib/kadpuls && setpriv --reuid=kadpuls --regid=kadpuls --init-groups \
        env -i PATH=/usr/bin:/bin KADPULS_ADDR="127.0.0.1:$port" KADPULS_METRICS="127.0.0.1:$((port + 1))" "$@")
}
get() { curl --silent --show-error --fail --max-time 10 "http://127.0.0.1:$1"; }
wait_until_ready() {
    for _ in $(seq 300); do
        if get "$port/health/ready" >/dev/null 2>&1; then return; fi
        sleep 0.2
    done
    fail "it isn't ready after a minute"
}

[ "$(id -u)" = 0 ] || { echo "run as root" >&2; exit 2; }
for there in /usr/bin/kadpuls /var/lib/kadpuls /etc/kadpuls; do
    [ ! -e "$there" ] || { echo "$there is there: this is no machine to throw away" >&2; exit 2; }
done
trap clean EXIT

say "install"
dpkg -i "$deb" >"$log" 2>&1 || fail "dpkg -i"
[ "$(stat -c '%U:%G %a' /etc/kadpuls/kadpuls.toml)" = "root:kadpuls 640" ] || fail "the settings' owner and mode"
[ "$(stat -c '%U:%G %a' /var/lib/kadpuls)" = "kadpuls:kadpuls 750" ] || fail "the data folder's owner and mode"

say "the unit is understood, and shuts the program in"
if command -v systemd-analyze >/dev/null; then
    systemd-analyze verify /usr/lib/systemd/system/kadpuls.service 2>&1 | grep -i kadpuls && fail "systemd-analyze verify"
    systemd-analyze security --offline=yes --threshold=20 kadpuls.service >"$log" 2>&1 || fail "too much is open"
    tail -n 1 "$log"
else
    echo "  NOT CHECKED: no systemd-analyze here"
fi

for document in $(sed -n 's/.*](\([^)#:]*\.md\).*/\1/p' /usr/share/doc/kadpuls/OPERATIONS.md | sort -u); do
    [ -e "/usr/share/doc/kadpuls/$document" ] || fail "$document, which OPERATIONS.md leads to"
done
for list in kadpuls browser; do
    grep -q '"bomFormat": *"CycloneDX"' "/usr/share/doc/kadpuls/$list.cdx.json" || fail "the list of parts $list.cdx.json"
done

say "the doctor before the first start"
as_kadpuls kadpuls doctor >"$log" 2>&1 || fail "doctor"

say "start"
if [ -d /run/systemd/system ] && [ "$port" = 3000 ]; then
    systemctl start kadpuls || fail "systemctl start"
    wait_until_ready
else
    as_kadpuls kadpuls serve >"$log" 2>&1 &
    wait_until_ready
    started=$(pgrep -u kadpuls -x kadpuls)
    get "$((port + 1))/metrics" | grep -q '^kadpuls_database_up 1' || fail "metrics"
fi
get "$port/" | grep -q '<h1' || fail "the first page"
get "$port/" | grep -q '/pkg/' || echo "  NOT CHECKED: built without the files for browsers"

say "an account, a file, a backup, the doctor"
echo 'et langt passord' | as_kadpuls kadpuls user add kari@example.no --role administrator >>"$log" 2>&1 || fail "user add"
printf 'enhet;navn;type\nA;Enhet A;kad\n' >/var/lib/kadpuls/enheter.csv
as_kadpuls kadpuls import enheter enheter.csv >>"$log" 2>&1 || fail "import"
as_kadpuls kadpuls backup kopi.db >>"$log" 2>&1 || fail "backup while it serves"
as_kadpuls kadpuls doctor >"$log" 2>&1 || fail "doctor"

say "upgrade: settings stay"
echo 'idle_minutes = 7' >>/etc/kadpuls/kadpuls.toml
dpkg -i --force-confold "$deb" >>"$log" 2>&1 || fail "dpkg -i again"
as_kadpuls kadpuls doctor | grep -q 'idle_minutes *7 *file' || fail "the settings were lost"

say "stop"
if [ -n "$started" ]; then
    kill -TERM "$started"
    for _ in $(seq 100); do kill -0 "$started" 2>/dev/null || break; sleep 0.1; done
    kill -0 "$started" 2>/dev/null && fail "it doesn't stop"
    started=
    grep -q 'stopping: finishing' "$log" || true
else
    systemctl stop kadpuls || fail "systemctl stop"
fi

say "the database is damaged: the doctor sees it; a backup brings everything back"
pages=$(($(stat -c %s /var/lib/kadpuls/kadpuls.db) / 4096))
dd if=/dev/urandom of=/var/lib/kadpuls/kadpuls.db bs=4096 seek=$((pages / 3)) count=$((pages / 3)) conv=notrunc status=none
if as_kadpuls kadpuls doctor >"$log" 2>&1; then fail "the doctor sees nothing"; fi
mkdir /var/lib/kadpuls/damaged && mv /var/lib/kadpuls/kadpuls.db* /var/lib/kadpuls/damaged
as_kadpuls kadpuls restore kopi.db >>"$log" 2>&1 || fail "restore"
as_kadpuls kadpuls doctor >>"$log" 2>&1 || fail "the doctor after the restore"
as_kadpuls kadpuls user list | grep -q kari@example.no || fail "the account is lost"
as_kadpuls kadpuls import enheter enheter.csv | grep -q '1 unchanged' || fail "the unit is lost"

say "remove, purge: data stay"
dpkg --remove kadpuls >>"$log" 2>&1 || fail "dpkg --remove"
[ ! -e /usr/bin/kadpuls ] || fail "the program is left"
[ -e /etc/kadpuls/kadpuls.toml ] || fail "removing took the settings"
dpkg --purge kadpuls >>"$log" 2>&1 || fail "dpkg --purge"
[ ! -e /etc/kadpuls/kadpuls.toml ] || fail "purging left the settings"
[ -s /var/lib/kadpuls/kadpuls.db ] || fail "purging took the data"
say "all well"
