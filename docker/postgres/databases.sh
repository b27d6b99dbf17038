#!/usr/bin/env bash
# Runs once, when the data volume is empty: a database for each service with an owner of its own, who is no superuser
# and may enter no other database. The passwords are the files that the services read too.
set -euo pipefail

as_superuser() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

for name in population idnumber card sharing; do
  password="/run/secrets/$name.password"
  [ -s "$password" ] || { echo "$password is missing or empty" >&2; exit 1; }
  # psql reads and quotes the password, so it stands on no command line.
  as_superuser --dbname postgres --set "name=$name" <<SQL
\set password \`cat $password\`
CREATE ROLE :"name" LOGIN NOINHERIT PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
  # An owner who is no superuser finds installed what the migrations use.
  as_superuser --dbname "$name" <<SQL
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION btree_gin;
CREATE EXTENSION btree_gist;
SQL
done
as_superuser --dbname postgres --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
