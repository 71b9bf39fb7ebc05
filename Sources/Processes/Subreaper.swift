import CLinux

/// Makes this process the parent of its descendants whose own parent ends.
func becomeSubreaper() {
  _ = adopt_orphans()
}
