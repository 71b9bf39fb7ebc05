import Foundation
import FoundationNetworking
import Processes
import Synchronization

/// What a service of this host answers over HTTP.
struct WebService: Sendable {
  var port: Int

  init(port: Int) { self.port = port }

  var address: String { "127.0.0.1:\(port)" }

  /// Asks for a path.
  ///
  /// - Parameters:
  ///   - query: names and values, in their order.
  ///   - limit: how long the answer may take.
  /// - Throws: `WebError` if there is no answer in time, or one that is not 200.
  func get(_ path: String, _ query: [(String, String)] = [], within limit: Duration = .seconds(10)) throws
    -> Data
  {
    var components = URLComponents()
    (components.scheme, components.host, components.port, components.path) = ("http", "127.0.0.1", port, path)
    if !query.isEmpty { components.queryItems = query.map { URLQueryItem(name: $0.0, value: $0.1) } }
    // A plus in a query is a blank to these servers, and URLComponents leaves it as it is.
    components.percentEncodedQuery = components.percentEncodedQuery?.replacing("+", with: "%2B")
    guard let url = components.url else { throw WebError(path: path, reason: "it is no path") }
    return try Self.answer(to: URLRequest(url: url, timeoutInterval: limit / .seconds(1)), within: limit)
  }

  /// Asks for a path, and reads the answer as JSON.
  ///
  /// - Throws: `WebError`; `DecodingError` if the answer is something else.
  func json<Answer: Decodable>(_ path: String, _ query: [(String, String)] = []) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: try get(path, query))
  }

  /// Whether it answers a path with 200, for `Readiness`.
  func answers(_ path: String) -> Readiness.Answer {
    do {
      _ = try get(path, within: .seconds(2))
      return .ready
    } catch {
      return .notYet("\(error)")
    }
  }

  private static func answer(to request: URLRequest, within limit: Duration) throws -> Data {
    let path = request.url?.path ?? ""
    let result = Mutex<Result<Data, WebError>>(.failure(WebError(path: path, reason: "no answer within \(limit)")))
    let isDone = DispatchSemaphore(value: 0)
    let task = session.dataTask(with: request) { data, response, error in
      let status = (response as? HTTPURLResponse)?.statusCode
      result.withLock {
        if status == 200, let data {
          $0 = .success(data)
        } else {
          let words = data.map { String(decoding: $0.prefix(300), as: UTF8.self) }
          let reason = status.map { "status \($0): \(words ?? "")" } ?? error?.localizedDescription ?? "no answer"
          $0 = .failure(WebError(path: path, reason: reason, status: status))
        }
      }
      isDone.signal()
    }
    task.resume()
    if isDone.wait(timeout: .now() + limit / .seconds(1)) == .timedOut { task.cancel() }
    return try result.withLock { try $0.get() }
  }

  /// No proxy, no cache, no cookies: these are services of our own.
  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.connectionProxyDictionary = [:]
    configuration.httpMaximumConnectionsPerHost = 8
    return URLSession(configuration: configuration)
  }()
}

/// Why a service of this host has not told what it was asked for.
package struct WebError: Error, Equatable, CustomStringConvertible {
  package var path: String
  package var reason: String
  /// The status of its answer; `nil` if there was none.
  package var status: Int?

  /// Whether it answered that it will not do what it was asked, or cannot understand it.
  package var isRefusal: Bool { status.map { (400..<500).contains($0) } ?? false }

  package var description: String { "\(path): \(reason)" }
}
