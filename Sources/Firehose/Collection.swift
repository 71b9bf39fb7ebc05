extension Firehose {
  /// What a layout with one stream per collection keys by: the NSID of a commit's collection, or the kind of an
  /// event that has none.
  ///
  /// It is nested so that it does not hide Swift's protocol of the same name.
  package enum Collection: String, CaseIterable, Sendable, Codable {
    case like = "app.bsky.feed.like"
    case post = "app.bsky.feed.post"
    case repost = "app.bsky.feed.repost"
    case follow = "app.bsky.graph.follow"
    case block = "app.bsky.graph.block"
    case liveStatus = "app.bsky.actor.status"
    case musicStatus = "fm.teal.alpha.actor.status"
    case identity = "identity"
    case account = "account"
  }

  /// The value of an event's `kind`.
  package enum Kind: String, CaseIterable, Sendable, Codable {
    /// A change of a record in somebody's repository.
    case commit
    /// A change of somebody's handle or keys.
    case identity
    /// An account came, went or was taken down.
    case account
  }
}
