import MET001

/// The names of the measures that controls record, as the specification declares them: a misspelled one does not
/// compile, and one that no shipped specification declares ends every control in its first second.
package enum MeasureName: String, CaseIterable, Sendable {
  case absorbed
  case achieved
  case acknowledged
  case allocatorFragRatio = "allocator-frag-ratio"
  case aofEnabled = "aof-enabled"
  case aofGrowth = "aof-growth"
  case aofLastWriteStatus = "aof-last-write-status"
  case aofLoadTruncated = "aof-load-truncated"
  case aofUseRdbPreamble = "aof-use-rdb-preamble"
  case appendfsync
  case appendonly
  case attestations
  case autoAofRewriteMinSize = "auto-aof-rewrite-min-size"
  case autoAofRewritePercentage = "auto-aof-rewrite-percentage"
  case backlogRoom = "backlog-room"
  case backupTime = "backup-time"
  case bytesOverBound = "bytes-over-bound"
  case bytesPerEvent = "bytes-per-event"
  case causes
  case clearTime = "clear-time"
  case clientsServed = "clients-served"
  case commands
  case commandsFailed = "commands-failed"
  case commandsGranted = "commands-granted"
  case commandsTried = "commands-tried"
  case cpuPerMillionEvents = "cpu-per-million-events"
  case cuts
  case dataFileSystem = "data-file-system"
  case damaged
  case damages
  case databases
  case deadNames = "dead-names"
  case decline
  case declineUpperBound = "decline-upper-bound"
  case delayedFsync = "delayed-fsync"
  case detectedShare = "detected-share"
  case difference
  case dirtyStart = "dirty-start"
  case diskBytesPerEvent = "disk-bytes-per-event"
  case diskShare = "disk-share"
  case driftedAfterRewrite = "drifted-after-rewrite"
  case driftedSettings = "drifted-settings"
  case duplicated
  case duration
  case emptyPanels = "empty-panels"
  case enableDebugCommand = "enable-debug-command"
  case enableProtectedConfigs = "enable-protected-configs"
  case errors
  case events
  case eventsCompared = "events-compared"
  case eventsDrained = "events-drained"
  case eventsHeld = "events-held"
  case eventsLeft = "events-left"
  case eventsLost = "events-lost"
  case eventsLostPerKey = "events-lost-per-key"
  case eventsWrong = "events-wrong"
  case evictedKeys = "evicted-keys"
  case expiredKeys = "expired-keys"
  case exposedAddresses = "exposed-addresses"
  case exposedSockets = "exposed-sockets"
  case exposure
  case exposureOverDistribution = "exposure-over-distribution"
  case failedRewrites = "failed-rewrites"
  case falseAlarms = "false-alarms"
  case files
  case fillAtReport = "fill-at-report"
  case flipped
  case foreign
  case foundShare = "found-share"
  case gapsAfterRemediation = "gaps-after-remediation"
  case gapsWithoutRemediation = "gaps-without-remediation"
  case goneBefore = "gone-before"
  case grantedBacklog = "granted-backlog"
  case highestRate = "highest-rate"
  case holes
  case hostJitter = "host-jitter"
  case hostJitterP99 = "host-jitter-p99"
  case hoursAt2000 = "hours-at-2000"
  case hoursAt343 = "hours-at-343"
  case hoursAt490 = "hours-at-490"
  case hoursAtSpecifiedRate = "hours-at-93.75"
  case hugePageStalls = "huge-page-stalls"
  case idleConnection = "idle-connection"
  case intactShare = "intact-share"
  case kernelGaps = "kernel-gaps"
  case killedRewrites = "killed-rewrites"
  case kills
  case lastClientServed = "last-client-served"
  case latenessP99 = "lateness-p99"
  case leastServed = "least-served"
  case leftBehind = "left-behind"
  case leftInBuffer = "left-in-buffer"
  case loadRate = "load-rate"
  case longest
  case longestLife = "longest-life"
  case longestAfterRecovery = "longest-after-recovery"
  case lossBeyondStall = "loss-beyond-stall"
  case lossWindow = "loss-window"
  case lossWindowDuringFsync = "loss-window-during-fsync"
  case lost
  case lostDuringFsync = "lost-during-fsync"
  case lostEvents = "lost-events"
  case lruError = "lru-error"
  case maxclients
  case maxmemory
  case maxmemoryAfterRestart = "maxmemory-after-restart"
  case maxmemoryInForce = "maxmemory-in-force"
  case maxmemoryPolicy = "maxmemory-policy"
  case maxmemoryPolicyInForce = "maxmemory-policy-in-force"
  case maxmemorySamples = "maxmemory-samples"
  case memoryAfter = "memory-after"
  case memoryAfterClear = "memory-after-clear"
  case memoryAfterRecovery = "memory-after-recovery"
  case memoryBefore = "memory-before"
  case memoryInUse = "memory-in-use"
  case memoryOverLimit = "memory-over-limit"
  case memoryShare = "memory-share"
  case mishaps
  case missingFiles = "missing-files"
  case names
  case namedShare = "named-share"
  case noAppendfsyncOnRewrite = "no-appendfsync-on-rewrite"
  case objections
  case oomErrors = "oom-errors"
  case openAddresses = "open-addresses"
  case otherErrors = "other-errors"
  case outOfOrder = "out-of-order"
  case overcommitMemory = "overcommit-memory"
  case overfill
  case pValue = "p-value"
  case p50
  case p95
  case p99
  case p99AfterRecovery = "p99-after-recovery"
  case p99Growth = "p99-growth"
  case panels
  case peakMemory = "peak-memory"
  case peakMemoryRecommended = "peak-memory-recommended"
  case phantom
  case powerCuts = "power-cuts"
  case powerCutsAfterRewrite = "power-cuts-after-rewrite"
  case protectedMode = "protected-mode"
  case rate
  case readSurvived = "read-survived"
  case readSurvivedDuringRewrite = "read-survived-during-rewrite"
  case readableShare = "readable-share"
  case readers
  case readyTime = "ready-time"
  case recoverySteps = "recovery-steps"
  case refusal
  case refusedAfterHealing = "refused-after-healing"
  case refusedAfterRecovery = "refused-after-recovery"
  case refusedAttempts = "refused-attempts"
  case refusedShare = "refused-share"
  case rejected
  case reported
  case requestsDuringRewrite = "requests-during-rewrite"
  case residentAfterRecovery = "resident-after-recovery"
  case restartTime = "restart-time"
  case resurrected
  case rewrites
  case samplingRate = "sampling-rate"
  case save
  case serviceP99 = "service-p99"
  case setsChecked = "sets-checked"
  case servedDamaged = "served-damaged"
  case settingsCompared = "settings-compared"
  case shortfall
  case sizeDifference = "size-difference"
  case slowing
  case spareFiles = "spare-files"
  case staleReads = "stale-reads"
  case starts
  case startsRefused = "starts-refused"
  case stepsDown = "steps-down"
  case stepsMissing = "steps-missing"
  case stopTime = "stop-time"
  case strayFiles = "stray-files"
  case supported
  case supportedUntil = "supported-until"
  case survivesPowerCut = "survives-power-cut"
  case systemWarnings = "system-warnings"
  case tails
  case tcpBacklog = "tcp-backlog"
  case tcpKeepalive = "tcp-keepalive"
  case timeToReport = "time-to-report"
  case timeToResolve = "time-to-resolve"
  case timeToHeal = "time-to-heal"
  case timeToRecover = "time-to-recover"
  case timeout
  case trials
  case trialsWithLoss = "trials-with-loss"
  case unaccounted
  case unanswered
  case unattested
  case unheededStops = "unheeded-stops"
  case unreported
  case unresolved
  case unreadSurvived = "unread-survived"
  case variation
  case workRefused = "work-refused"
  case writeErrors = "write-errors"
  case writeP99 = "write-p99"
  case wrong
  case wrongAnswers = "wrong-answers"
  case youngestDecileEvicted = "youngest-decile-evicted"
}
