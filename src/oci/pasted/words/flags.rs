//! Flags of command lines. Nobody knows all of all tools: those that take no value are few, all others are taken to have one.

use super::split::{Word, strip_quotes};

/// Long flags without a value that stand before an image.
const SWITCHES: [&str; 33] = [
    "--all",
    "--all-platforms",
    "--all-tags",
    "--debug",
    "--detach",
    "--disable-content-trust",
    "--help",
    "--init",
    "--insecure",
    "--interactive",
    "--json",
    "--no-creds",
    "--no-healthcheck",
    "--no-tags",
    "--no-trunc",
    "--oci",
    "--oom-kill-disable",
    "--override",
    "--plain-http",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--raw",
    "--raw-body",
    "--read-only",
    "--recursive",
    "--replace",
    "--rm",
    "--tls-verify",
    "--tty",
    "--use-api-socket",
    "--v2",
    "--verbose",
];

/// Short flags without a value, which may stand together: `-it`.
const LETTERS: &str = "aDdiPqt";

fn takes_value(flag: &str) -> bool {
    if flag.contains('=') || SWITCHES.contains(&flag) {
        return false;
    }
    match flag.strip_prefix("--") {
        Some(_) => true,
        // The first letter that has a value has it in the same word, if anything is behind it: `-p80:80`.
        None => {
            flag.trim_start_matches(|letter| letter == '-' || LETTERS.contains(letter))
                .chars()
                .count()
                == 1
        }
    }
}

/// What follows the flags at the beginning. Where nothing would be left, the last flag has no value after all.
pub(super) fn after_flags<'a, 'w>(mut words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    while let [flag, rest @ ..] = words
        && flag.text.starts_with('-')
    {
        words = match rest {
            [_value, after @ ..]
                if takes_value(flag.text) && (!after.is_empty() || flag.text == "--platform") =>
            {
                after
            }
            _ => rest,
        };
    }
    words
}

/// The value of a flag, wherever it stands: `--flag value` or `--flag=value`.
pub(super) fn value_of<'a>(words: &[Word<'a>], flag: &str) -> Option<&'a str> {
    words.iter().enumerate().find_map(|(position, word)| {
        let rest = word.text.strip_prefix(flag)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value),
            None if rest.is_empty() => Some(strip_quotes(*words.get(position + 1)?).text),
            None => None,
        }
    })
}
