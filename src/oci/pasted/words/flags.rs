//! Flags of command lines. Nobody knows all of all tools: those that take no value are few, all others are taken to have one, which may be a secret.

use super::split::{Word, strip_quotes};

/// Long flags without a value that stand before an image.
const SWITCHES: &[&str] = &[
    "--",
    "--all",
    "--all-platforms",
    "--all-tags",
    "--allow-insecure-registry",
    "--by-cve",
    "--debug",
    "--descriptor",
    "--detach",
    "--digest-tags",
    "--digests",
    "--disable-content-trust",
    "--env-host",
    "--force",
    "--full-ref",
    "--help",
    "--ignore-unfixed",
    "--include-external",
    "--include-subject",
    "--init",
    "--insecure",
    "--insecure-ignore-tlog",
    "--interactive",
    "--json",
    "--local",
    "--net-host",
    "--no-creds",
    "--no-healthcheck",
    "--no-hosts",
    "--no-progress",
    "--no-tags",
    "--no-trunc",
    "--oci",
    "--only-fixed",
    "--oom-kill-disable",
    "--override",
    "--plain-http",
    "--pretty",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--raw",
    "--raw-body",
    "--read-only",
    "--recursive",
    "--referrers",
    "--remove-signatures",
    "--replace",
    "--require-list",
    "--rm",
    "--rmi",
    "--sig-proxy",
    "--skip-verify",
    "--tls-verify",
    "--tty",
    "--use-api-socket",
    "--v2",
    "--verbose",
    "--yes",
];

/// Short flags without a value, which may stand together: `-it`.
pub(super) const LETTERS: &str = "aDdiPqt";

/// The same of tools that run nothing: theirs is `-v` for more words, not for a volume.
pub(super) const LETTERS_OF_READERS: &str = "aDdikPqrTtvy";

fn takes_value(flag: &str, letters: &str) -> bool {
    if flag.contains('=') || SWITCHES.contains(&flag) {
        return false;
    }
    match flag.strip_prefix("--") {
        Some(_) => true,
        // The first letter that has a value has it in the same word, if anything is behind it: `-p80:80`.
        None => {
            flag.trim_start_matches(|letter| letter == '-' || letters.contains(letter))
                .chars()
                .count()
                == 1
        }
    }
}

/// What follows the flags at the beginning, and their values. `letters`: short flags without one.
pub(super) fn after_flags<'a, 'w>(mut words: &'w [Word<'a>], letters: &str) -> &'w [Word<'a>] {
    while let [flag, rest @ ..] = words
        && flag.text.starts_with('-')
    {
        words = match rest {
            [_value, after @ ..] if takes_value(flag.text, letters) => after,
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
