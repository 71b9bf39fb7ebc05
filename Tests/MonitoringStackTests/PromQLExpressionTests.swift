import Monitoring
import Testing

@Suite("PromQL expressions")
struct ExpressionTests {
  @Test(arguments: [
    ("up == 0", ["up"]),
    (
      "rate(redis_commands_total{cmd=~\"set|get\",instance!=\"a\"}[5m]) > 0",
      ["redis_commands_total{cmd=~\"set|get\",instance!=\"a\"}"]
    ),
    ("sum by (instance) (a) / on (instance) group_left (job) b", ["a", "b"]),
    ("sum without (cmd) (increase(x_total[5m])) > bool 0", ["x_total"]),
    ("max_over_time(a:b:c[1h:5m] offset 1d) unless ignoring (key) d", ["a:b:c", "d"]),
    ("{__name__=~\"redis_.*\"} > 0", ["{__name__=~\"redis_.*\"}"]),
    ("vector(1)", []), ("time() - start() > 1e9 * +Inf", []),
    ("label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\") and on () vector(1)", ["up"]),
    ("count_values(\"by\", up)", ["up"]), ("a and b or c", ["a", "b", "c"]),
  ])
  func `the selectors are those of series`(text: String, selectors: [String]) {
    #expect(PromQLExpression(text).selectors == selectors)
  }

  @Test func `the grouping labels are those of by, on and their like`() {
    let expression = PromQLExpression(
      "sum by (instance, job) (a{x=\"y\"}) / on (instance) group_left (db) max without (cmd) (b)")
    #expect(expression.groupingLabels == ["instance", "job", "db", "cmd"])
  }

  @Test(arguments: [
    ("rate(a[5m]) > 1800", "rate(a[10000ms]) > 1800"),
    ("max_over_time(a[1h30m:1m] offset -2m)", "max_over_time(a[180000ms:2000ms] offset -4000ms)"),
    ("a{b=\"[5m] offset 5m\"} offset 1d", "a{b=\"[5m] offset 5m\"} offset 2880000ms"),
    ("a_5m[1ms]", "a_5m[1ms]"),
  ])
  func `ranges and offsets are shortened, and nothing else`(text: String, shortened: String) {
    #expect(PromQLExpression(text).shortened(by: 30).text == shortened)
  }

  @Test(arguments: [("5m", 300_000), ("1h30m", 5_400_000), ("500ms", 500), ("1d", 86_400_000)])
  func `durations are read as Prometheus writes them`(text: String, milliseconds: Int) {
    #expect(PrometheusDuration(text)?.milliseconds == milliseconds)
  }

  @Test(arguments: ["", "5", "m", "5x", "5m3"]) func `what is no duration is none`(text: String) {
    #expect(PrometheusDuration(text) == nil)
  }
}
