import Foundation

/// Numbers as people read them, the same in every locale.
enum HumanFormat {
  /// A whole number with commas between the thousands: `13,000`.
  static func count(_ number: Int) -> String {
    var groups: [String] = []
    var rest = number.magnitude
    while rest >= 1000 {
      groups.append(String(format: "%03d", Int(rest % 1000)))
      rest /= 1000
    }
    groups.append(String(rest))
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }

  /// Bytes in powers of 1024: `512 B`, `1.5 KiB`, `12.3 MiB`.
  static func bytes(_ number: Int) -> String {
    guard number.magnitude >= 1024 else { return "\(number) B" }
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var value = Double(number) / 1024
    var unit = 0
    // 1023.95 would be written 1024.0.
    while abs(value) >= 1023.95, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return String(format: "%.1f %@", value, units[unit])
  }

  /// A time in the two largest units that matter: `0.85 s`, `12.3 s`, `2 min 05 s`, `1 h 04 min`, `3 d 07 h`.
  static func duration(seconds: Double) -> String {
    guard seconds.isFinite else { return "unknown" }
    let seconds = max(0, seconds)
    if seconds < 9.995 { return String(format: "%.2f s", seconds) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(min(seconds.rounded(), 1e15))
    let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60)
    if days > 0 { return String(format: "%d d %02d h", days, hours) }
    if hours > 0 { return String(format: "%d h %02d min", hours, minutes) }
    return String(format: "%d min %02d s", minutes, whole % 60)
  }

  /// A time on a clock, for what changes while it is looked at: `0:07`, `12:30`, `1:02:03`.
  static func clock(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "-:--" }
    let whole = Int(max(0, seconds).rounded(.up))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60) : String(format: "%d:%02d", minutes, whole % 60)
  }

  /// So many a second, to three digits: `0.52 images/s`, `1,234 images/s`, `951 M points/s`.
  static func rate(_ perSecond: Double, _ unit: String) -> String {
    "\(quantity(perSecond))\(unit)/s"
  }

  /// A quantity to about three digits, with `M` and `G` for large ones, and the space before its unit.
  private static func quantity(_ value: Double) -> String {
    guard value.isFinite else { return "- " }
    return switch abs(value) {
    case ..<9.995: String(format: "%.2f ", value)
    case ..<99.95: String(format: "%.1f ", value)
    case ..<999_999.5: "\(count(Int(value.rounded()))) "
    case ..<9.995e6: String(format: "%.2f M ", value / 1e6)
    case ..<99.95e6: String(format: "%.1f M ", value / 1e6)
    case ..<9999.5e6: "\(count(Int((value / 1e6).rounded()))) M "
    default: String(format: "%.1f G ", value / 1e9)
    }
  }
}
