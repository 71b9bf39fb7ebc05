import ComplianceReport
import Host

extension HostRecord {
  init(_ facts: HostFacts) {
    self.init(
      kernel: facts.kernel, cpu: facts.processor, cores: facts.cores, memoryBytes: facts.memory,
      filesystem: facts.fileSystem, overcommit: facts.overcommit, thp: facts.transparentHugePages,
      jitterP99Seconds: facts.jitterP99)
  }
}
