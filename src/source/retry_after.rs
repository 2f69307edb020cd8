//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date that is compared with the answer's own `Date`.

use super::Response;

/// Seconds that an answer asks to wait, where that can be read and understood.
pub fn retry_after(response: &Response) -> Option<u64> {
    seconds(response.header("retry-after")?, response.header("date"))
}

/// Seconds that a value of `Retry-After` stands for.
///
/// A date counts only beside a readable `Date`: the clock of this machine is not the server's.
pub fn seconds(value: &str, date: Option<&str>) -> Option<u64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a very long wait.
        return Some(value.parse().unwrap_or(u64::MAX));
    }
    let then = http_date(value)?;
    let now = http_date(date?)?;
    Some(then.saturating_sub(now))
}

/// Seconds since the year 0 of an `IMF-fixdate` (`Sun, 06 Nov 1994 08:49:37 GMT`); the obsolete forms are not read.
fn http_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.trim().split_once(", ")?;
    let mut parts = date.split(' ');
    let day: u64 = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as u64 + 1;
    let year: u64 = parts.next()?.parse().ok()?;
    let mut time = parts.next()?.split(':').map(str::parse::<u64>);
    let (hour, minute, second) = (time.next()?.ok()?, time.next()?.ok()?, time.next()?.ok()?);
    let is_time = hour < 24 && minute < 60 && second <= 60;
    let is_day = (1..=31).contains(&day) && (1..=9999).contains(&year);
    if parts.next() != Some("GMT") || !is_time || !is_day {
        return None;
    }
    // A year that begins in March puts the leap day at its end.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}
