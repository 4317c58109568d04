#!/bin/sh
# Makes the secrets of a new installation, as an .env file for docker compose. Keep it: the master key opens what people wrote.
#   sh deploy/make-secrets.sh > .env
# Processes of the cluster know each other by a certificate of an authority that signs nothing else: its key is thrown away.
# To change certificates, make new ones; while they are rolled out ACADEMY_TLS_AUTHORITY holds both authorities.
set -eu
umask 077
key=$(openssl ecparam -name prime256v1 -genkey -noout)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Academy cluster" \
  -addext "keyUsage=critical,keyCertSign" -keyout "$made/authority.key" -out "$made/authority.pem" 2>/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=academy" \
  -keyout "$made/member.key" -out "$made/member.csr" 2>/dev/null
printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:academy\n' > "$made/member.ext"
openssl x509 -req -in "$made/member.csr" -CA "$made/authority.pem" -CAkey "$made/authority.key" -CAcreateserial -days 3650 \
  -extfile "$made/member.ext" -out "$made/member.pem" 2>/dev/null
cat <<ENV
POSTGRES_PASSWORD=$(openssl rand -hex 24)
ACADEMY_MASTER_KEY=$(openssl rand -base64 32)
ACADEMY_SIGNING_KEY="$key"
ACADEMY_TLS_CERTIFICATE="$(cat "$made/member.pem")"
ACADEMY_TLS_KEY="$(cat "$made/member.key")"
ACADEMY_TLS_AUTHORITY="$(cat "$made/authority.pem")"
ENV
