extension EventBuffer {
  /// Appends 24 characters of RFC 3339 in UTC, as in `2026-07-04T14:38:08.999Z`, cutting below the millisecond.
  ///
  /// - Parameter microseconds: Since 1970-01-01T00:00:00Z, neither before it nor after the year 9999.
  mutating func append(timestamp microseconds: Int) {
    let (days, microsecondOfDay) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
    let (secondOfDay, microsecond) = microsecondOfDay.quotientAndRemainder(dividingBy: 1_000_000)
    let (minuteOfDay, second) = secondOfDay.quotientAndRemainder(dividingBy: 60)
    let (hour, minute) = minuteOfDay.quotientAndRemainder(dividingBy: 60)
    let date = CivilDate(daysSince1970: days)
    reserve(24)
    append(twoDigits: date.year / 100)
    append(twoDigits: date.year % 100)
    append("-")
    append(twoDigits: date.month)
    append("-")
    append(twoDigits: date.day)
    append("T")
    append(twoDigits: hour)
    append(":")
    append(twoDigits: minute)
    append(":")
    append(twoDigits: second)
    append(".")
    append(twoDigits: microsecond / 10_000)
    append(word: UInt8(truncatingIfNeeded: 0x30 + microsecond / 1000 % 10))
    append("Z")
  }
}

/// A day of the Gregorian calendar.
struct CivilDate: Equatable {
  let year: Int
  let month: Int
  let day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Converts a count of days, 0 being 1970-01-01.
  ///
  /// Years begin in March, so that a leap day is the last of its year, and are counted in eras of 400 years, which
  /// all have the same 146,097 days.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`,
  /// <https://howardhinnant.github.io/date_algorithms.html>, for days that are not negative.
  init(daysSince1970 days: Int) {
    let daysSinceMarchOfYear0 = days + 719_468
    let (era, dayOfEra) = daysSinceMarchOfYear0.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0)
  }
}
