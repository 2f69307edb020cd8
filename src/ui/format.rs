//! Numbers and dates for people.

pub use crate::oci::grouped;

use crate::oci::TotalSize;
use std::time::Duration;

/// Decimal units, as registries and disks count.
const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/// A size in bytes: `95.1 MB`. Whole numbers only: formatting floating-point numbers costs 15 kB of WebAssembly.
pub fn size(bytes: u64) -> String {
    scaled(bytes, true)
}

/// What many sizes make together: `95.1 MB`, `at least 95.1 MB` where one of them is not known, `not known` if none is.
pub fn total_size(total: TotalSize) -> String {
    match total {
        TotalSize { known, unknown: 0 } => size(known),
        TotalSize { known: 0, .. } => "not known".to_owned(),
        TotalSize { known, .. } => format!("at least {}", size(known)),
    }
}

/// Bytes a second: `268 MB/s`.
pub fn rate(bytes_per_second: u64) -> String {
    format!("{}/s", scaled(bytes_per_second, false))
}

fn scaled(bytes: u64, with_tenths: bool) -> String {
    let (mut unit, mut divisor) = (0, 1_u64);
    // Rounded up to the next unit where it would read "1000.0".
    while unit + 1 < UNITS.len() && bytes.saturating_add(divisor / 20) / 1000 >= divisor {
        unit += 1;
        divisor = divisor.saturating_mul(1000);
    }
    if unit == 0 {
        return format!("{bytes} B");
    }
    if with_tenths {
        let tenth = divisor / 10;
        let tenths = bytes.saturating_add(tenth / 2) / tenth;
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!(
            "{} {}",
            bytes.saturating_add(divisor / 2) / divisor,
            UNITS[unit]
        )
    }
}

/// A size exact to the byte, for titles: `95,123,456 bytes`.
pub fn exact_size(bytes: u64) -> String {
    format!(
        "{} {}",
        grouped(bytes),
        if bytes == 1 { "byte" } else { "bytes" }
    )
}

/// `1 layer`, `3 layers`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number as u64),
        if number == 1 { one } else { many }
    )
}

/// How long: `0.2 s`, `12 s`, `3 min`.
pub fn duration(duration: Duration) -> String {
    let tenths = duration
        .as_secs()
        .saturating_mul(10)
        .saturating_add((u64::from(duration.subsec_millis()) + 50) / 100);
    match tenths {
        0..100 => format!("{}.{} s", tenths / 10, tenths % 10),
        100..1200 => format!("{} s", tenths / 10),
        _ => format!("{} min", tenths.saturating_add(300) / 600),
    }
}

/// The share of `part` in `whole`, in whole percent, rounded down.
pub fn percent(part: u64, whole: u64) -> u64 {
    proportion(part, whole, 100)
}

/// What `part` of `whole` is of `scale`, which is below 2^17: rounded down, and less than `scale` unless it is all.
pub fn proportion(part: u64, whole: u64, scale: u64) -> u64 {
    if part >= whole {
        return if whole == 0 { 0 } else { scale };
    }
    // The product must fit into 64 bits: of sizes that large the last bits do not show.
    let shift = if whole > u64::MAX >> 17 { 17 } else { 0 };
    ((part >> shift) * scale / (whole >> shift)).min(scale - 1)
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The parts of an RFC 3339 time that people read; `None` for anything else and for the zero time that tools write for "not set".
struct Time<'a> {
    year: &'a str,
    month: &'static str,
    day: u8,
    clock: &'a str,
    /// `+hh:mm`; empty in UTC.
    offset: &'a str,
}

fn time(text: &str) -> Option<Time<'_>> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let marks = [(4, b'-'), (7, b'-'), (13, b':')];
    if bytes.len() < 20 || marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
        return None;
    }
    let year = digits(0..4)?;
    let month = MONTHS.get(digits(5..7)?.parse::<usize>().ok()?.checked_sub(1)?)?;
    let day = digits(8..10)?.parse().ok()?;
    let clock = text
        .get(11..16)
        .filter(|_| digits(11..13).is_some() && digits(14..16).is_some())?;
    // `Z`, or `+hh:mm`.
    let offset = text.len().checked_sub(6).and_then(|at| text.get(at..));
    let offset = offset.filter(|offset| offset.starts_with(['+', '-']));
    (year != "0001").then_some(Time {
        year,
        month,
        day,
        clock,
        offset: offset.unwrap_or_default(),
    })
}

/// The day of an RFC 3339 time: `20 Nov 2026`; what was written, if it is none.
pub fn date(text: &str) -> String {
    time(text).map_or_else(
        || text.to_owned(),
        |time| format!("{} {} {}", time.day, time.month, time.year),
    )
}

/// Day and time of an RFC 3339 time: `20 Nov 2026, 15:04`, or `20 Nov 2026, 15:04 +02:00` where that is not UTC; what was written, if it is none.
pub fn date_and_time(text: &str) -> String {
    time(text).map_or_else(
        || text.to_owned(),
        |time| {
            let Time {
                year,
                month,
                day,
                clock,
                offset,
            } = time;
            let blank = if offset.is_empty() { "" } else { " " };
            format!("{day} {month} {year}, {clock}{blank}{offset}")
        },
    )
}

/// Whether an RFC 3339 time is the zero time that tools write for "not set".
pub fn is_zero_time(text: &str) -> bool {
    text.starts_with("0001-01-01T")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (bytes, want) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (5_649, "5.6 kB"),
            (5_650, "5.7 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (95_123_456, "95.1 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), want);
        }
        assert_eq!(exact_size(1), "1 byte");
        assert_eq!(exact_size(95_123_456), "95,123,456 bytes");
        assert_eq!(grouped(999), "999");
        assert_eq!(count(1, "layer", "layers"), "1 layer");
        assert_eq!(count(10_000, "layer", "layers"), "10,000 layers");
        assert_eq!(rate(268_400_000), "268 MB/s");
        for (milliseconds, want) in [
            (0, "0.0 s"),
            (240, "0.2 s"),
            (9_950, "10 s"),
            (61_000, "61 s"),
            (119_949, "119 s"),
            (200_000, "3 min"),
        ] {
            assert_eq!(duration(Duration::from_millis(milliseconds)), want);
        }
        for (part, whole, want) in [
            (0, 0, 0),
            (1, 3, 33),
            (2, 1, 100),
            (u64::MAX - 1, u64::MAX, 99),
        ] {
            assert_eq!(percent(part, whole), want);
        }
        for (part, whole, want) in [
            (1, 3, 33_333),
            ((1 << 47) - 2, (1 << 47) - 1, 99_999),
            (1 << 62, 1 << 63, 50_000),
            (u64::MAX - 1, u64::MAX, 99_999),
            (u64::MAX, u64::MAX, 100_000),
        ] {
            assert_eq!(proportion(part, whole, 100_000), want);
        }
    }

    #[test]
    fn times_are_shown_as_days_and_anything_else_as_it_was_written() {
        assert_eq!(date("2026-11-20T15:04:05.123456789Z"), "20 Nov 2026");
        assert_eq!(
            date_and_time("2026-11-20T15:04:05+01:00"),
            "20 Nov 2026, 15:04 +01:00"
        );
        for (text, want) in [
            ("2020-01-01T00:00:00Z", "1 Jan 2020, 00:00"),
            ("2020-01-01T00:00:00.123456789z", "1 Jan 2020, 00:00"),
            ("2020-01-01T00:00:00+02:00", "1 Jan 2020, 00:00 +02:00"),
            ("2020-01-01T00:00:00.5-07:30", "1 Jan 2020, 00:00 -07:30"),
        ] {
            assert_eq!(date_and_time(text), want);
        }
        for odd in [
            "yesterday",
            "2026-13-01T00:00:00Z",
            "2026-11-20",
            "0001-01-01T00:00:00Z",
            "2026-1é-20T15:04:05Z",
        ] {
            assert_eq!(date(odd), odd);
        }
    }
}
