#!/bin/sh
# A private PostgreSQL cluster with PostGIS, on a unix socket only.
#   postgis.sh start FOLDER    makes the cluster in an empty folder and starts it; its socket is in FOLDER
#   postgis.sh stop FOLDER     stops it; the folder may be removed then
# Exits with 3 and says so where PostgreSQL or PostGIS is not installed.
set -eu

action=$1
folder=$2

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir 2>/dev/null || true)
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL is not installed" >&2
  exit 3
fi

# the server refuses to run as root
as_server() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case $action in
  start)
    if [ -z "$(find /usr/share/postgresql "$bin/../share" -name postgis.control 2>/dev/null)" ]; then
      echo "PostGIS is not installed" >&2
      exit 3
    fi
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    cd "$folder"
    as_server "$bin/initdb" --pgdata data --auth trust --username planner --no-sync >/dev/null
    # fsync off: nothing in it is to last
    as_server "$bin/pg_ctl" --pgdata data --log log --wait \
      --options "-k $folder -c listen_addresses='' -c fsync=off -c jit=off" start >/dev/null
    ;;
  stop)
    cd "$folder"
    as_server "$bin/pg_ctl" --pgdata data --mode immediate --wait stop >/dev/null
    ;;
esac
