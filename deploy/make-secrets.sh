#!/bin/sh
# Makes the secrets of a new installation, as an .env file for docker compose. Keep it: the master key opens what people wrote.
#   sh deploy/make-secrets.sh > .env
set -eu
umask 077
key=$(openssl ecparam -name prime256v1 -genkey -noout)
cat <<ENV
POSTGRES_PASSWORD=$(openssl rand -hex 24)
ACADEMY_MASTER_KEY=$(openssl rand -base64 32)
ACADEMY_CLUSTER_SECRET=$(openssl rand -hex 32)
ACADEMY_SIGNING_KEY="$key"
ENV
