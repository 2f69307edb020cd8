//! Points in time: `date-time` of RFC 3339, section 5.6, which the image specification asks for.
//!
//! - `T` and `Z` may be lower-case, as the section says. A blank in the place of `T` is refused: the section leaves it to applications,
//!   the grammar does not have it, and Go's parser, which most tools read images with, refuses it.
//! - The day must exist, and a leap second must be where leap seconds are: at the end of a day in UTC.

/// Whether `text` is a date and time of RFC 3339.
///
/// ```
/// use porthole::oci::time::is_rfc3339;
///
/// assert!(is_rfc3339("2024-02-29T23:59:59.5+01:00"));
/// assert!(!is_rfc3339("2023-02-29T23:59:59Z"));
/// assert!(!is_rfc3339("2024-02-29 23:59:59Z"));
/// ```
pub fn is_rfc3339(text: &str) -> bool {
    unix_seconds(text).is_some()
}

/// Seconds since 1970 (UTC) at a date and time of RFC 3339, without the fraction; a leap second is the one behind it. `None` if `text` is none.
///
/// ```
/// use porthole::oci::time::unix_seconds;
///
/// assert_eq!(unix_seconds("1970-01-02T01:00:00.9+01:00"), Some(86_400));
/// assert_eq!(unix_seconds("2016-12-31T23:59:60Z"), unix_seconds("2017-01-01T00:00:00Z"));
/// assert_eq!(unix_seconds("tomorrow"), None);
/// ```
pub fn unix_seconds(text: &str) -> Option<i64> {
    parse(text.as_bytes())
}

fn parse(text: &[u8]) -> Option<i64> {
    let (date_time, rest) = text.split_at_checked(19)?;
    let number = |range: std::ops::Range<usize>| number(date_time.get(range)?);
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let has_marks = marks.iter().all(|(at, mark)| date_time[*at] == *mark);
    if !has_marks || !matches!(date_time[10], b'T' | b't') {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let offset = offset(without_fraction(rest)?)?;
    let is_day = (1..=days_of(year, month)?).contains(&day);
    let day_minute = (hour * 60 + minute - offset).rem_euclid(24 * 60);
    let is_second = second < 60 || (second == 60 && day_minute == 24 * 60 - 1);
    (is_day && hour < 24 && minute < 60 && is_second).then(|| {
        let minutes = hour * 60 + minute - offset;
        i64::from(days_since_1970(year, month, day)) * 86_400 + i64::from(minutes * 60 + second)
    })
}

fn days_since_1970(year: i32, month: i32, day: i32) -> i32 {
    // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of them.
    let year = if month > 2 { year } else { year - 1 };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i32::from(digit - b'0'))
    })
}

fn days_of(year: i32, month: i32) -> Option<i32> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => Some(28 + i32::from(is_leap)),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

/// What stands behind the fraction of a second, if there is one.
fn without_fraction(rest: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = rest.strip_prefix(b".") else {
        return Some(rest);
    };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
    match digits.count() {
        0 => None,
        count => fraction.get(count..),
    }
}

/// Minutes east of UTC.
fn offset(zone: &[u8]) -> Option<i32> {
    match zone {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            let offset = hours * 60 + minutes;
            let is_offset = hours < 24 && minutes < 60;
            is_offset.then_some(if *sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}
