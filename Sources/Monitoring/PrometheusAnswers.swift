// What Prometheus answers over its HTTP API, as far as it is read:
// https://prometheus.io/docs/prometheus/latest/querying/api/

/// Every answer of the API.
struct PrometheusAnswer<Payload: Decodable>: Decodable {
  var data: Payload
}

/// Rules that are evaluated together.
package struct RuleGroup: Decodable, Sendable, Equatable {
  package var name: String
  /// Seconds between two evaluations.
  package var interval: Double
  package var rules: [Rule]
  /// How many alerts or series a rule may give at most; 0 for any number.
  package var limit: Int?

  package init(name: String, interval: Double, rules: [Rule], limit: Int? = nil) {
    (self.name, self.interval, self.rules, self.limit) = (name, interval, rules, limit)
  }
}

/// One rule, as Prometheus has read it.
package struct Rule: Decodable, Sendable, Equatable {
  package enum Kind: String, Decodable, Sendable { case alerting, recording }

  package var type: Kind
  package var name: String
  /// The expression as Prometheus writes it.
  package var query: String
  /// How long the expression must hold before the alert fires, in seconds.
  package var duration: Double?
  /// How long the alert goes on when the expression does not hold any more, in seconds.
  package var keepFiringFor: Double?
  package var labels: [String: String]?
  package var annotations: [String: String]?
  /// What it says at the moment.
  package var alerts: [RaisedAlert]?
  /// `ok`, `err` or `unknown`.
  package var health: String?
  package var lastError: String?

  package init(type: Kind, name: String, query: String, duration: Double? = nil, keepFiringFor: Double? = nil) {
    (self.type, self.name, self.query) = (type, name, query)
    (self.duration, self.keepFiringFor) = (duration, keepFiringFor)
  }
}

/// An alert that is pending or fires.
package struct RaisedAlert: Decodable, Sendable, Equatable {
  package enum State: String, Decodable, Sendable { case pending, firing }

  package var labels: [String: String]
  package var state: State
}

/// Of Prometheus and of Alertmanager.
struct BuildAnswer: Decodable {
  var version: String
  var revision: String
}

struct RuleAnswer: Decodable {
  var groups: [RuleGroup]
}

struct QueryAnswer: Decodable {
  struct Sample: Decodable {
    var metric: [String: String]
    /// A time in seconds, and the value as a text.
    var value: Instant
  }

  struct Instant: Decodable {
    var value: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      _ = try list.decode(Double.self)
      value = Double(try list.decode(String.self)) ?? .nan
    }
  }

  var result: [Sample]
}
