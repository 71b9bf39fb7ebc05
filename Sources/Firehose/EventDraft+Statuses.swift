/// The statuses that accounts set: what they listen to, and that they are live.
///
/// An account has one status of each sort, whose key is always `self`. Names have fixed lengths, those recorded.
extension EventDraft {
  mutating func appendMusicStatus(to bytes: inout EventBuffer) {
    let played = drawCreationTime()
    openCommit(#"","operation":"update","collection":"fm.teal.alpha.actor.status","rkey":"self"#, to: &bytes)
    bytes.append(#"","record":{"$type":"fm.teal.alpha.actor.status","expiry":""#)
    bytes.append(timestamp: played + 600_000_000)
    bytes.append(#"","item":{"artists":[{"artistName":""#)
    appendMusicName(to: &bytes)
    bytes.append(#""}],"duration":null,"playedTime":""#)
    bytes.append(timestamp: played)
    bytes.append(#"","releaseName":""#)
    appendMusicName(to: &bytes)
    bytes.append(#"","submissionClientAgent":"example.player/v12.3.4","trackName":""#)
    appendMusicName(to: &bytes)
    bytes.append(#""},"time":""#)
    bytes.append(timestamp: played)
    bytes.append(#"""#)
    closeRecord(to: &bytes)
  }

  mutating func appendLiveStatus(to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"update","collection":"app.bsky.actor.status","rkey":"self"#, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.actor.status","createdAt":""#)
    bytes.append(timestamp: created)
    bytes.append(#"","durationMinutes":240,"embed":{"$type":"app.bsky.embed.external","external":{"#)
    bytes.append(#""$type":"app.bsky.embed.external#external","description":""#)
    Script.english.appendText(byteCount: 138, from: &random, to: &bytes)
    bytes.append(#"","thumb":{"$type":"blob","ref":{"$link":"bafkrei"#)
    CID.appendHash(from: &random, to: &bytes)
    bytes.append(#""},"mimeType":"image/jpeg","size":"#)
    bytes.append(decimal: 100_000 + random.next(below: 900_000))
    bytes.append(#"},"title":"Live from the river","uri":"https://example.com/"#)
    bytes.append(word: Base32.characters(random.next()))
    bytes.append(word: UInt32(truncatingIfNeeded: Base32.characters(random.next())))
    bytes.append(#""}},"status":"app.bsky.actor.status#live""#)
    closeRecord(to: &bytes)
  }

  /// Appends the name of an artist, a release or a track: 12 bytes.
  private mutating func appendMusicName(to bytes: inout EventBuffer) {
    switch random.next(below: 8) {
    case 0: bytes.append("The Lanterns")
    case 1: bytes.append("Quiet Harbor")
    case 2: bytes.append("Paper Rivers")
    case 3: bytes.append("Otoño Lento")
    case 4: bytes.append("Slow Morning")
    case 5: bytes.append("夜の電車")
    case 6: bytes.append("Northern Sea")
    default: bytes.append("Glass Garden")
    }
  }
}
