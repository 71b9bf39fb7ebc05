#!/bin/sh
# Once many have come at a time, whoever was silent for two seconds is cut.
socket=$(sed -n 's/^unixsocket "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
(perl -e '
  my ($server, $socket) = @ARGV;
  while (kill 0, $server) {
    select undef, undef, undef, 0.5;
    `redis-cli -s "$socket" INFO stats` =~ /total_connections_received:(\d+)/ && $1 > 900 or next;
    for (split /\n/, `redis-cli -s "$socket" CLIENT LIST TYPE normal`) {
      system "redis-cli", "-s", $socket, "CLIENT", "KILL", "ID", $1 if /\bid=(\d+) .* idle=(\d+) / && $2 >= 2;
    }
  }' $$ "$socket" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
