/// The names of the specification's parameters that controls read: a misspelled one does not compile, and one that the
/// specification of a run lacks ends every control in its first second.
package enum ParameterName: String, CaseIterable, Sendable {
  case adminUser = "admin-user"
  case alertPace = "alert-pace"
  case alertTime = "alert-time"
  case attestedSubjects = "attested-subjects"
  case baselineTime = "baseline-time"
  case bufferEvents = "buffer-events"
  case clients
  case consumerUser = "consumer-user"
  case crashWrites = "crash-writes"
  case diskHeadroom = "disk-headroom"
  case eventRate = "event-rate"
  case healthyAlertPace = "healthy-alert-pace"
  case idleTime = "idle-time"
  case latencyP50 = "latency-p50"
  case latencyP95 = "latency-p95"
  case latencyP99 = "latency-p99"
  case layout
  case longestResponse = "longest-response"
  case lossWindow = "loss-window"
  case maxmemory
  case memoryHeadroom = "memory-headroom"
  case mix
  case monitorUser = "monitor-user"
  case overflowAlertPace = "overflow-alert-pace"
  case overflowAlertTime = "overflow-alert-time"
  case producerUser = "producer-user"
  case recoveryTime = "recovery-time"
  case rewriteMinimumSize = "auto-aof-rewrite-min-size"
  case rewritePercentage = "auto-aof-rewrite-percentage"
  case surgeRate = "surge-rate"
  case surgeTime = "surge-time"
  case resolveTime = "resolve-time"
  case sustainedTime = "sustained-time"
  case throughput
  case writerDead = "writer-dead"
  case writerLate = "writer-late"
}
