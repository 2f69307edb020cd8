//! What is different between two reports of the same image: then and now.

mod items;

use super::{
    Report,
    model::{Digest, Document, DocumentName, Layer, LeftOut, Verdict},
};

use items::{Item, failures, paths, platforms, problems, signatures};

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

/// Whether these are the same in another order.
fn are_moved(before: &[Item], after: &[Item]) -> bool {
    let mut counts: std::collections::HashMap<&str, isize> = std::collections::HashMap::new();
    for (items, one) in [(before, 1), (after, -1)] {
        for item in items {
            *counts.entry(&item.name).or_default() += one;
        }
    }
    counts.values().all(|count| *count == 0)
        && before
            .iter()
            .map(|item| &item.name)
            .ne(after.iter().map(|item| &item.name))
}

struct Rows {
    rows: Vec<Row>,
    /// Everything could be read this time.
    is_known: bool,
}

impl Rows {
    fn push(&mut self, field: String, change: Change, then: Option<&str>, now: Option<&str>) {
        self.rows.push(Row {
            field,
            change,
            then: then.unwrap_or_default().to_owned(),
            now: now.unwrap_or_default().to_owned(),
        });
    }

    fn add(&mut self, field: &str, then: Option<&str>, now: Option<&str>) {
        let change = match (then, now) {
            (None, None) => return,
            (Some(then), Some(now)) if then == now => Change::Same,
            (Some(_), Some(_)) => Change::Changed,
            (None, Some(_)) => Change::New,
            (Some(_), None) => self.lost(),
        };
        self.push(field.to_owned(), change, then, now);
    }

    /// What there is no more is gone, if everything could be read.
    fn lost(&self) -> Change {
        if self.is_known {
            Change::Gone
        } else {
            Change::Unchecked
        }
    }

    /// A verdict that could be given then, and not now, is no change of what it is about.
    fn add_verdict(&mut self, field: &str, then: Verdict, now: Verdict) {
        let change = match (then, now) {
            _ if then == now => Change::Same,
            (_, Verdict::NotChecked | Verdict::Failed) => Change::Unchecked,
            _ => Change::Changed,
        };
        self.push(
            field.to_owned(),
            change,
            Some(then.word()),
            Some(now.word()),
        );
    }

    fn add_document(
        &mut self,
        name: DocumentName,
        then: Option<&Document>,
        now: Option<&Document>,
    ) {
        let field = |what: &str| format!("{} {what}", name.word());
        let digest =
            |document: Option<&Document>| document.and_then(|one| one.digest.computed.clone());
        let (digest_then, digest_now) = (digest(then), digest(now));
        self.add(
            &field("digest"),
            digest_then.as_deref(),
            digest_now.as_deref(),
        );
        // Of a document that is there no more, or was not there, its digest says it all.
        let (Some(then), Some(now)) = (then, now) else {
            return;
        };
        self.add_verdict(&field("verdict"), then.verdict, now.verdict);
        let number = |size: Option<u64>| size.map(|size| format!("{size} bytes"));
        let pairs = [
            (
                "media type",
                Some(then.media_type.clone()),
                Some(now.media_type.clone()),
            ),
            (
                "content type",
                then.content_type.clone(),
                now.content_type.clone(),
            ),
            ("size", number(then.size.actual), number(now.size.actual)),
            (
                "served by",
                server(then.url.as_deref()),
                server(now.url.as_deref()),
            ),
            (
                "header digest",
                then.digest.header.clone(),
                now.digest.header.clone(),
            ),
        ];
        for (what, then, now) in pairs {
            self.add(&field(what), then.as_deref(), now.as_deref());
        }
    }

    /// Compares two lists by the names of what they hold. What is the same in both is one row. `is_short`: without a row for that.
    fn add_lists(&mut self, field: &str, then: &[Item], now: &[Item], is_short: bool) {
        let same = self.add_items(field, then, now);
        if same > 0 && !is_short {
            let both = same.to_string();
            self.push(field.to_owned(), Change::Same, Some(&both), Some(&both));
        }
    }

    /// Adds what is different; gives the number of what is not. Names may come several times: each time counts.
    fn add_items(&mut self, field: &str, then: &[Item], now: &[Item]) -> usize {
        let mut left: std::collections::HashMap<&str, std::collections::VecDeque<&Item>> =
            std::collections::HashMap::new();
        for item in now {
            left.entry(&item.name).or_default().push_back(item);
        }
        let mut same = 0;
        for item in then {
            let name = || format!("{field}: {}", item.name);
            let found = left
                .get_mut(&*item.name)
                .and_then(|items| items.pop_front());
            let value = item.value.as_deref();
            match found {
                None => self.push(name(), self.lost(), Some(value.unwrap_or("there")), None),
                Some(found) if found.value == item.value => same += 1,
                Some(found) => {
                    let change = match &found.value {
                        Some(_) => Change::Changed,
                        None => Change::Unchecked,
                    };
                    self.push(name(), change, value, found.value.as_deref());
                }
            }
        }
        for item in now {
            let is_left = left.get_mut(&*item.name).and_then(|items| {
                let is_it = items.front().is_some_and(|one| std::ptr::eq(*one, item));
                is_it.then(|| items.pop_front())
            });
            if is_left.is_some() {
                let name = format!("{field}: {}", item.name);
                let value = item.value.as_deref().unwrap_or("there");
                self.push(name, Change::New, None, Some(value));
            }
        }
        same
    }

    fn add_layers(&mut self, then: &Report, now: &Report) {
        let descriptors = |report: &Report| -> Vec<Item> {
            let layers = report.layers.iter();
            layers
                .map(|layer| Item {
                    name: layer.digest.expected.clone().unwrap_or_default(),
                    value: layer.size.expected.map(|size| format!("{size} bytes")),
                })
                .collect()
        };
        let (before, after) = (descriptors(then), descriptors(now));
        self.add_lists("layers", &before, &after, false);
        if are_moved(&before, &after) {
            self.push("order of layers".to_owned(), Change::Changed, None, None);
        }
        let mut verdicts: std::collections::HashMap<&str, &Layer> =
            std::collections::HashMap::new();
        for layer in &now.layers {
            verdicts.insert(layer.digest.expected.as_deref().unwrap_or_default(), layer);
        }
        let mut same = [0_usize; 2];
        for layer in &then.layers {
            let Some(found) = verdicts.get(layer.digest.expected.as_deref().unwrap_or_default())
            else {
                continue;
            };
            let diff_id = |layer: &Layer| {
                let diff_id = layer.diff_id.as_ref();
                diff_id.map_or(Verdict::NotChecked, |diff_id| diff_id.verdict)
            };
            let pairs = [
                ("verdict", layer.verdict, found.verdict),
                ("diff ID verdict", diff_id(layer), diff_id(found)),
            ];
            for ((what, then, now), same) in pairs.into_iter().zip(&mut same) {
                if then == now {
                    *same += 1;
                } else {
                    self.add_verdict(&format!("layer {} {what}", layer.number), then, now);
                }
            }
            let computed = |digest: &Digest| digest.computed.clone();
            if layer.verdict == Verdict::Mismatch && found.verdict == Verdict::Mismatch {
                let field = format!("layer {} computed digest", layer.number);
                let (then, now) = (computed(&layer.digest), computed(&found.digest));
                if then != now {
                    self.add(&field, then.as_deref(), now.as_deref());
                }
            }
            let (then, now) = (&layer.diff_id, &found.diff_id);
            let expected = |id: &Option<super::model::DiffId>| Some(id.as_ref()?.expected.clone());
            if expected(then) != expected(now) {
                let field = format!("layer {} diff ID", layer.number);
                self.add(&field, expected(then).as_deref(), expected(now).as_deref());
            }
        }
        for (what, same) in ["layer verdicts", "diff ID verdicts"].into_iter().zip(same) {
            if same > 0 {
                let both = same.to_string();
                self.push(what.to_owned(), Change::Same, Some(&both), Some(&both));
            }
        }
    }
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

/// Scheme, host and port of an address.
fn server(url: Option<&str>) -> Option<String> {
    let url = url?;
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next().unwrap_or_default();
    Some(format!("{scheme}://{host}"))
}
