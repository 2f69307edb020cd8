//! What is different between two reports of the same image: then and now.

mod items;
mod layers;
mod rows;

use super::{
    Report,
    model::{Document, DocumentName, LeftOut},
};

use items::{failures, paths, platforms, problems, signatures};
use rows::Rows;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// As it was.
    Same,
    /// Different.
    Changed,
    /// Was there, and is not.
    Gone,
    /// Was not there.
    New,
    /// Known then, and not now: it was not checked this time, or could not be read.
    Unchecked,
}

impl Change {
    /// `data-change` of the DOM contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::New => "new",
            Self::Unchecked => "unchecked",
        }
    }
}

/// One thing that both reports, or one of them, speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is: `index digest`, `layer 3 verdict`, `problem digest-missing`.
    pub field: String,
    /// What became of it.
    pub change: Change,
    /// What was said then; empty if nothing was.
    pub then: String,
    /// What is said now.
    pub now: String,
}

/// Compares two reports: what changed first, then what was not checked, then what is the same.
///
/// When something was made or served, through what, and how long the list of `notChecked` is, counts for nothing.
pub fn compare(then: &Report, now: &Report) -> Vec<Row> {
    let mut rows = Rows {
        rows: Vec::new(),
        is_known: now.failures.is_empty(),
    };
    rows.add("kind", Some(then.kind.word()), known_kind(now));
    rows.add(
        "way",
        Some(then.asked.way.word()),
        Some(now.asked.way.word()),
    );
    rows.add(
        "platform",
        then.asked.chosen.as_deref(),
        now.asked.chosen.as_deref(),
    );
    for name in [
        DocumentName::Index,
        DocumentName::Manifest,
        DocumentName::Config,
    ] {
        rows.add_document(name, document(then, name), document(now, name));
    }
    rows.add_lists("read", &failures(then), &failures(now), true);
    // A config that could not be read leaves nothing unknown of what the manifest and the index list.
    rows.is_known = now
        .failures
        .iter()
        .all(|failure| failure.name == DocumentName::Config)
        // What a list leaves out may still be there.
        && now.left_out.is_none();
    rows.add_lists("platforms", &platforms(then), &platforms(now), false);
    rows.add_layers(then, now);
    rows.add_lists("signatures", &signatures(then), &signatures(now), false);
    let (unsigned_then, unsigned_now) = (paths(then), paths(now));
    rows.add_lists("unsigned content", &unsigned_then, &unsigned_now, true);
    rows.add_lists("problems", &problems(then), &problems(now), false);
    let none = LeftOut::default();
    let left = |report: &Report| report.left_out.as_ref().unwrap_or(&none).lists();
    for ((name, then), (_, now)) in left(then).into_iter().zip(left(now)) {
        let words = |number: Option<u64>| number.map(|number| number.to_string());
        let field = format!("{name} left out");
        rows.add(&field, words(then).as_deref(), words(now).as_deref());
    }
    let rank = |row: &Row| match row.change {
        Change::Changed | Change::Gone | Change::New => 0,
        Change::Unchecked => 1,
        Change::Same => 2,
    };
    let mut rest = rows.rows;
    let mut ranked = Vec::new();
    // Each rank in its order. To sort would take three kilobytes of code.
    for number in 0..=2 {
        let (of_rank, others) = rest.into_iter().partition(|row| rank(row) == number);
        ranked.extend::<Vec<Row>>(of_rank);
        rest = others;
    }
    ranked
}

/// What it is; nothing, if it could not be read.
fn known_kind(report: &Report) -> Option<&'static str> {
    let is_known = !report.documents.is_empty() || report.failures.is_empty();
    is_known.then(|| report.kind.word())
}

fn document(report: &Report, name: DocumentName) -> Option<&Document> {
    report
        .documents
        .iter()
        .find(|document| document.name == name)
}
