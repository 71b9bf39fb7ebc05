/// What servers announce about accounts. It names the account twice.
extension EventDraft {
  mutating func appendIdentity(to bytes: inout EventBuffer) {
    let account = DID(from: &random)
    account.appendCharacters(to: &bytes)
    bytes.append(#"","time_us":"#)
    bytes.append(decimal: timeMicroseconds)
    bytes.append(#","kind":"identity","identity":{"did":"did:plc:"#)
    account.appendCharacters(to: &bytes)
    appendSequenceAndTime(to: &bytes)
  }

  mutating func appendAccount(to bytes: inout EventBuffer) {
    let account = DID(from: &random)
    account.appendCharacters(to: &bytes)
    bytes.append(#"","time_us":"#)
    bytes.append(decimal: timeMicroseconds)
    bytes.append(#","kind":"account","account":{"active":true,"did":"did:plc:"#)
    account.appendCharacters(to: &bytes)
    appendSequenceAndTime(to: &bytes)
  }

  private mutating func appendSequenceAndTime(to bytes: inout EventBuffer) {
    bytes.append(#"","seq":"#)
    // The relay numbers all its events; this is the first recorded number.
    bytes.append(decimal: 31_527_015_470 + index)
    bytes.append(#","time":""#)
    bytes.append(timestamp: drawCreationTime())
    bytes.append(#""}}"#)
  }
}
