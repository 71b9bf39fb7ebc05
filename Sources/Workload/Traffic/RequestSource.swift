import Firehose
package import RESP
package import RedisFixture

/// Makes requests and judges their answers; for one thread.
package protocol RequestSource: AnyObject {
  /// Appends the next request to the commands.
  ///
  /// - Returns: the request; `nil` if there is nothing more to ask.
  func next(_ commands: inout CommandBuffer) -> Request?

  /// Takes an answer that is no error.
  ///
  /// - Returns: what is wrong with it, in a word or two such as `stale`; `nil` if it is right.
  func answer(to request: Request, _ reply: ReplyView) -> String?

  /// Takes note that the server answered with an error.
  func refuse(_ request: Request)
}
