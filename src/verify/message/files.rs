//! The files of a layer, as words: all entries in one, because there may be a hundred thousand.

use super::{Message, Words, list, number};
use crate::tar::{Entry, EntryKind, Files, TarFault};
use std::str::{FromStr, Split};

/// Behind each field of each entry. No name has it: names end there.
const END: char = '\0';

/// Adds a field.
fn write(words: &mut String, field: &str) {
    words.push_str(field);
    words.push(END);
}

fn write_entry(words: &mut String, entry: &Entry) {
    write(words, &entry.path);
    write(words, entry.kind.name());
    for field in [
        entry.size,
        entry.mode.into(),
        entry.owner,
        entry.group,
        entry.modified,
    ] {
        write(words, &field.to_string());
    }
    write(words, &entry.link);
}

fn read_number<N: FromStr>(fields: &mut Split<'_, char>) -> Option<N> {
    fields.next()?.parse().ok()
}

/// The entry whose path was read already.
fn read_entry(path: &str, fields: &mut Split<'_, char>) -> Option<Entry> {
    let kind = fields.next()?;
    Some(Entry {
        path: path.to_owned(),
        kind: EntryKind::ALL
            .into_iter()
            .find(|known| known.name() == kind)?,
        size: read_number(fields)?,
        mode: read_number(fields)?,
        owner: read_number(fields)?,
        group: read_number(fields)?,
        modified: read_number(fields)?,
        link: fields.next()?.to_owned(),
    })
}

impl Message for Files {
    fn to_words(&self) -> Vec<String> {
        let mut entries = String::new();
        for entry in &self.entries {
            write_entry(&mut entries, entry);
        }
        let (fault, at) = match self.fault {
            None => ("", 0),
            Some(TarFault::NotTar) => ("not-tar", 0),
            Some(TarFault::Broken { position }) => ("broken", position),
            Some(TarFault::Truncated { position }) => ("truncated", position),
            Some(TarFault::TooMany { listed }) => ("too-many", listed),
        };
        list(fault, [number(at), entries])
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        let (fault, at) = (words.text()?, words.number()?);
        let text = words.text()?;
        let mut entries = Vec::new();
        let mut fields = text.split(END);
        while let Some(path) = fields.next() {
            // Behind the last field there is nothing.
            let Some(entry) = read_entry(path, &mut fields) else {
                if path.is_empty() && fields.next().is_none() {
                    break;
                }
                return None;
            };
            entries.push(entry);
        }
        Some(Self {
            entries,
            fault: match fault.as_str() {
                "" => None,
                "not-tar" => Some(TarFault::NotTar),
                "broken" => Some(TarFault::Broken { position: at }),
                "truncated" => Some(TarFault::Truncated { position: at }),
                "too-many" => Some(TarFault::TooMany { listed: at }),
                _ => return None,
            },
        })
    }
}
