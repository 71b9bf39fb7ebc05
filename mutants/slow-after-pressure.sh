#!/bin/sh
socket=$(sed -n 's/^unixsocket "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
(perl -e '
  my ($id, $socket) = @ARGV;
  sub info { my $answer = `redis-cli -s "$socket" INFO $_[0] 2>&1`; return $answer; }
  while (kill 0, $id) { last if info("stats") =~ /evicted_keys:[1-9]/; select undef, undef, undef, 0.05; }
  my $most = 0;
  while (kill 0, $id) {
    my $keys = info("keyspace") =~ /keys=(\d+)/ ? $1 : 0;
    $most = $keys if $keys > $most;
    last if $keys < $most / 2;
    select undef, undef, undef, 0.01;
  }
  while (kill 0, $id) {
    kill "STOP", $id; select undef, undef, undef, 0.15; kill "CONT", $id; select undef, undef, undef, 0.35;
  }' $$ "$socket" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
