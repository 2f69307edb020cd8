//! Problems: what in a document breaks which rule.

use super::{deceptive, json::Pointer, rule::Rule};
use std::cell::RefCell;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Breaks a MUST, or makes the document unusable.
    Error,
    /// Breaks a SHOULD, or is deprecated.
    Warning,
    /// Deserves a look.
    Note,
}

/// One thing that is wrong or odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule's id, kebab-case, stable: `descriptor-size`, `duplicate-key`, `media-type-contradiction`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence with the value in question.
    pub message: String,
    /// JSON pointer into the document, empty for the whole.
    pub pointer: String,
    /// The section of the specification.
    pub specification: Option<&'static str>,
}

impl Problem {
    /// A breach of `rule` at `pointer`.
    pub(crate) fn new(rule: &Rule, pointer: Pointer<'_>, message: String) -> Self {
        Self {
            rule: rule.id,
            severity: rule.severity,
            message,
            pointer: pointer.to_string(),
            specification: rule.specification,
        }
    }
}

/// How many problems of one document are kept, and as many errors beyond them: a hostile one could have a million, and hide an error behind them.
const MOST: usize = 1000;

/// How many bytes of pointers and messages are kept with them: a long name, with a thousand problems below it, would be kept a thousand times.
const MOST_BYTES: usize = 1 << 20;

/// Collects the problems of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Problems(RefCell<Collected>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Collected {
    kept: Vec<Problem>,
    /// Bytes of their pointers and messages.
    bytes: usize,
    dropped: usize,
}

impl Collected {
    fn add(&mut self, severity: Severity, problem: impl FnOnce() -> Problem) {
        let share = 1 + usize::from(severity == Severity::Error);
        if self.kept.len() < share * MOST && self.bytes < share * MOST_BYTES {
            let problem = problem();
            self.bytes += problem.pointer.len() + problem.message.len();
            self.kept.push(problem);
        } else {
            self.dropped += 1;
        }
    }
}

impl Problems {
    /// Notes a breach of `rule`.
    pub fn report(&self, rule: &Rule, pointer: Pointer<'_>, message: String) {
        let problem = || Problem::new(rule, pointer, message);
        self.0.borrow_mut().add(rule.severity, problem);
    }

    /// Takes over the problems that were found elsewhere, and how many are left out there.
    pub fn absorb(&self, others: &Self, change: &dyn Fn(Problem) -> Problem) {
        let others = others.0.take();
        let mut collected = self.0.borrow_mut();
        collected.dropped += others.dropped;
        for problem in others.kept {
            collected.add(problem.severity, || change(problem));
        }
    }

    /// Forgets all but what `stays`: `others` were found in the same text, and tell of the rest.
    pub fn forget(&self, others: &Self, stays: fn(&Problem) -> bool) {
        let mut collected = self.0.borrow_mut();
        collected.kept.retain(stays);
        collected.dropped -= collected.dropped.min(others.0.borrow().dropped);
    }

    /// The problems in the order in which they were found; the last one tells how many are left out, if there are too many.
    pub fn into_vec(self) -> Vec<Problem> {
        let Collected {
            mut kept, dropped, ..
        } = self.0.into_inner();
        if dropped > 0 {
            kept.push(Problem::new(
                &super::rule::TOO_MANY_PROBLEMS,
                Pointer::ROOT,
                format!("{dropped} more problems are not listed"),
            ));
        }
        kept
    }
}

/// A value in a message as it stands in the document, in one line, cut after 80 characters. What deceives is named.
pub fn value_excerpt(json: &str) -> String {
    let end = json.char_indices().nth(LONGEST);
    let shown = &json[..end.map_or(json.len(), |(end, _)| end)];
    let line: Vec<&str> = shown.split(['\n', '\r', '\t']).collect();
    let rest = end.map_or("", |_| "…");
    deceptive::plain(&line.join(" ")) + rest
}

/// Characters that are shown of a text in a message.
const LONGEST: usize = 80;

/// A text for a message: quoted, what is not printable escaped, cut after 80 characters.
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}
