import Monitoring
import Testing

@Suite("Alertmanager's configuration")
struct AlertmanagerConfigurationTests {
  /// Route and inhibition, with these waiting times.
  private static func routing(nobody: String, wait: String, interval: String, again: String) -> String {
    """
    route:
      receiver: on-call
      group_by:
      - instance
      routes:
      - receiver: nobody
        matchers:
        - severity="none"
        group_wait: \(nobody)
      group_wait: \(wait)
      group_interval: \(interval)
      repeat_interval: \(again)
    inhibit_rules:
    - source_matchers:
      - group_wait="10s"
      equal:
      - instance
    """
  }

  private let configuration = AlertmanagerConfiguration(
    text: """
      global:
        resolve_timeout: 5m
        smtp_auth_password: <secret>
      \(routing(nobody: "30s", wait: "10s", interval: "1m", again: "4h"))
      mute_time_intervals:
      - name: weekend
        time_intervals:
        - weekdays: ["saturday:sunday"]
      receivers:
      - name: on-call
        pagerduty_configs:
        - send_resolved: true
          routing_key: <secret>
      - name: mail
        email_configs:
        - send_resolved: false
          to: a@example.org
      - name: nobody
      templates:
      - /etc/alertmanager/*.tmpl
      """)

  @Test func `receivers are replaced, and nothing of them is left`() {
    #expect(
      configuration.redirected(to: "http://127.0.0.1:1/", shortenedBy: 30) == """
        \(Self.routing(nobody: "1000ms", wait: "333ms", interval: "2000ms", again: "480000ms"))
        receivers:
        - name: on-call
          webhook_configs: [{url: "http://127.0.0.1:1/", send_resolved: true}]
        - name: mail
          webhook_configs: [{url: "http://127.0.0.1:1/", send_resolved: false}]
        - name: nobody

        """)
  }

  @Test func `who hears that it is over is known`() {
    #expect(configuration.resolvingReceivers == ["on-call"])
  }

  /// A configuration with a route that is muted at times, or with nothing in place of the times.
  private static func routes(muted times: String) -> String {
    """
    route:
      receiver: a
      routes:
      - receiver: b
        matchers:
        - severity="warning"
    \(times)    continue: true
      - receiver: c
    receivers:
    - name: a

    """
  }

  @Test func `times at which a route is muted are left out`() {
    let times = ["mute_time_intervals:", "- weekend", "active_time_intervals:", "- day"].map { "    \($0)\n" }.joined()
    let muted = AlertmanagerConfiguration(text: Self.routes(muted: times))
    #expect(muted.isMutedAtTimes && !configuration.isMutedAtTimes)
    #expect(muted.redirected(to: "http://127.0.0.1:1/", shortenedBy: 1) == Self.routes(muted: ""))
  }
}
