/// Likes and reposts.
extension EventDraft {
  mutating func appendLike(to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"create","collection":"app.bsky.feed.like","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.feed.like","createdAt":""#)
    bytes.append(timestamp: created)
    appendSubject(to: &bytes)
    closeRecord(to: &bytes)
  }

  mutating func appendRepost(to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"create","collection":"app.bsky.feed.repost","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.feed.repost","createdAt":""#)
    bytes.append(timestamp: created)
    appendSubject(to: &bytes)
    closeRecord(to: &bytes)
  }

  /// Appends the post that is liked or reposted and the repost that led there, if one did.
  private mutating func appendSubject(to bytes: inout EventBuffer) {
    let posted = drawEarlierTime()
    bytes.append(#"","subject":"#)
    appendReference(path: "/app.bsky.feed.post/", time: posted, to: &bytes)
    guard isVia else { return }
    // Halfway, so that the repost comes after the post and before the event.
    let reposted = (posted + timeMicroseconds - 3_000_000) / 2
    bytes.append(#","via":"#)
    appendReference(path: "/app.bsky.feed.repost/", time: reposted, to: &bytes)
  }
}
