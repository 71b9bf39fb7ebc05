extension String {
  /// The line without what a terminal would obey: a server's words or those of the command line may hold it.
  var withoutControls: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }))
  }
}
