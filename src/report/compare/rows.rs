//! What a comparison finds, row by row.

use super::{Change, Row, items::Item};
use crate::report::model::{Document, DocumentName, Verdict};
use std::collections::{HashMap, VecDeque};

/// The rows of a comparison, in the order in which they are found.
pub(super) struct Rows {
    pub rows: Vec<Row>,
    /// Everything could be read this time.
    pub is_known: bool,
}

impl Rows {
    pub fn push(&mut self, field: String, change: Change, then: Option<&str>, now: Option<&str>) {
        self.rows.push(Row {
            field,
            change,
            then: then.unwrap_or_default().to_owned(),
            now: now.unwrap_or_default().to_owned(),
        });
    }

    pub fn add(&mut self, field: &str, then: Option<&str>, now: Option<&str>) {
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
    pub fn add_verdict(&mut self, field: &str, then: Verdict, now: Verdict) {
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

    pub fn add_document(
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
    pub fn add_lists(&mut self, field: &str, then: &[Item], now: &[Item], is_short: bool) {
        let same = self.add_items(field, then, now);
        if same > 0 && !is_short {
            let both = same.to_string();
            self.push(field.to_owned(), Change::Same, Some(&both), Some(&both));
        }
    }

    /// Adds what is different; gives the number of what is not. Names may come several times: each time counts.
    fn add_items(&mut self, field: &str, then: &[Item], now: &[Item]) -> usize {
        let mut left: HashMap<&str, VecDeque<&Item>> = HashMap::new();
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
}

/// Scheme, host and port of an address.
fn server(url: Option<&str>) -> Option<String> {
    let url = url?;
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next().unwrap_or_default();
    Some(format!("{scheme}://{host}"))
}
