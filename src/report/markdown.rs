//! A report as Markdown (GitHub's dialect, which tickets take), for people.
//!
//! Whatever came from a server or a document stands in a code span, where no Markdown and no HTML means anything; characters that mislead
//! are named in place (`‹U+202E›`), line breaks too. Our own words stand outside.

mod referrers;

use super::{
    Report,
    model::{Document, Layer, NOT_ASKED, Problem, Signature, Size, Verdict},
};
use crate::oci::deceptive::plain;
use std::fmt::Write as _;

/// Longer texts are cut: the JSON has them whole.
const LONGEST: usize = 500;

impl Report {
    /// The report as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# Report on {}\n\n", code(&self.asked.reference));
        self.write_question(&mut out);
        self.write_summary(&mut out);
        self.write_documents(&mut out);
        self.write_platforms(&mut out);
        self.write_layers(&mut out);
        self.write_signatures(&mut out);
        self.write_referrers(&mut out);
        self.write_problems(&mut out);
        let _ = writeln!(
            out,
            "Made by Porthole {} on {}, report version {}. Sizes are bytes, times are UTC.",
            code(&self.porthole),
            code(&self.page),
            self.version
        );
        out
    }

    fn write_question(&self, out: &mut String) {
        let asked = &self.asked;
        let way = match &asked.address {
            Some(address) => format!("{}, {}", asked.way.word(), code(address)),
            None => asked.way.word().to_owned(),
        };
        let rows = [
            ("Made", Some(code(&self.made))),
            ("Typed", asked.typed.as_deref().map(code)),
            ("Reference", Some(code(&asked.reference))),
            ("Platform asked for", asked.platform.as_deref().map(code)),
            ("Platform read", asked.chosen.as_deref().map(code)),
            ("Way", Some(way)),
            ("Kind", Some(self.kind.word().to_owned())),
        ];
        out.push_str("| | |\n|---|---|\n");
        for (name, value) in rows {
            if let Some(value) = value {
                let _ = writeln!(out, "| {name} | {} |", cell(&value));
            }
        }
        out.push('\n');
    }

    fn write_summary(&self, out: &mut String) {
        let summary = &self.summary;
        for (name, phrases) in [
            ("Holds", &summary.holds),
            ("Does not hold", &summary.fails),
            ("Not checked", &summary.open),
        ] {
            let words = if phrases.is_empty() {
                "nothing".to_owned()
            } else {
                // Of a report that was read they may say anything.
                let phrases = phrases.iter().map(|phrase| our_words(phrase));
                phrases.collect::<Vec<_>>().join("; ")
            };
            let _ = writeln!(out, "- **{name}:** {words}");
        }
        let left = self.left_out.as_ref();
        let more = left.and_then(|left| left.problems).unwrap_or(0);
        let problems = (self.problems.len() as u64).saturating_add(more);
        let _ = writeln!(out, "- **Problems:** {problems}");
        if let Some(left) = left {
            let _ = writeln!(out, "- **Left out:** {}", left.words());
        }
        out.push('\n');
    }

    fn write_documents(&self, out: &mut String) {
        if !self.documents.is_empty() || !self.failures.is_empty() {
            out.push_str("## Documents\n\n");
        }
        for document in &self.documents {
            write_document(out, document);
        }
        for failure in &self.failures {
            let _ = writeln!(
                out,
                "The {} could not be read: {}\n",
                failure.name.word(),
                code(&failure.message)
            );
        }
    }

    fn write_platforms(&self, out: &mut String) {
        if self.platforms.is_empty() {
            return;
        }
        out.push_str(
            "## Platforms\n\n| platform | media type | size | digest |\n|---|---|---:|---|\n",
        );
        for entry in &self.platforms {
            let row = [
                code_or(entry.platform.as_deref(), "none"),
                code(&entry.media_type),
                number_or(entry.size),
                code(&entry.digest),
            ];
            write_row(out, &row);
        }
        out.push('\n');
    }

    fn write_layers(&self, out: &mut String) {
        if self.layers.is_empty() {
            return;
        }
        out.push_str("## Layers\n\n| # | verdict | size | digest | diff ID | chain ID |\n|---:|---|---:|---|---|---|\n");
        for layer in &self.layers {
            write_row(out, &layer_row(layer));
        }
        out.push('\n');
        let mut has_notes = false;
        for layer in &self.layers {
            has_notes |= write_layer_notes(out, layer);
        }
        if has_notes {
            out.push('\n');
        }
    }

    fn write_signatures(&self, out: &mut String) {
        if !self.signatures.is_empty() {
            out.push_str("## Signatures\n\n");
            out.push_str("| # | verdict | algorithm | key id | signed | reason |\n|---:|---|---|---|---|---|\n");
        }
        for (position, signature) in self.signatures.iter().enumerate() {
            write_row(out, &signature_row(position + 1, signature));
        }
        if !self.signatures.is_empty() {
            out.push('\n');
        }
        if !self.unsigned.is_empty() {
            let members: Vec<String> = self.unsigned.iter().map(|path| code(path)).collect();
            let _ = writeln!(
                out,
                "Unsigned content, not believed: {}\n",
                members.join(", ")
            );
        }
    }

    fn write_problems(&self, out: &mut String) {
        out.push_str("## Problems\n\n");
        if self.problems.is_empty() {
            out.push_str("None found in the documents that were read.\n\n");
            return;
        }
        for problem in &self.problems {
            write_problem(out, problem);
        }
        out.push('\n');
    }
}

fn write_document(out: &mut String, document: &Document) {
    let _ = writeln!(
        out,
        "### The {}: {}\n",
        document.name.word(),
        document.verdict.word()
    );
    out.push_str("| | expected | actual |\n|---|---|---|\n");
    let none = "–";
    let rows = [
        [
            "digest".to_owned(),
            code_or(document.digest.expected.as_deref(), none),
            code_or(document.digest.computed.as_deref(), none),
        ],
        [
            "Docker-Content-Digest".to_owned(),
            none.to_owned(),
            code_or(document.digest.header.as_deref(), none),
        ],
        [
            "size".to_owned(),
            number_or(document.size.expected),
            number_or(document.size.actual),
        ],
        [
            "media type, sent and decided".to_owned(),
            code_or(document.content_type.as_deref(), none),
            code(&document.media_type),
        ],
    ];
    for row in rows {
        write_row(out, &row);
    }
    let mut served = match &document.url {
        Some(url) => format!("Served from {} ({})", code(url), document.way.word()),
        None => format!(
            "Came {}",
            match document.way {
                super::model::Way::DataField => "in the data field of its descriptor",
                _ => "by hand",
            }
        ),
    };
    for (name, value) in [
        ("through the gateway ", &document.gateway),
        ("at ", &document.arrived),
        ("by the server's clock ", &document.date),
    ] {
        if let Some(value) = value {
            let _ = write!(served, ", {name}{}", code(value));
        }
    }
    if let Some(status) = document.status {
        let _ = write!(served, ", status {status}");
    }
    if document.converted == Some(true) {
        served.push_str(", converted to schema 1 by the registry");
    }
    let _ = writeln!(out, "\n{served}. {}\n", our_words(&document.reason));
}

fn layer_row(layer: &Layer) -> [String; 6] {
    let (diff_id, chain_id) = (&layer.diff_id, &layer.chain_id);
    [
        layer.number.to_string(),
        layer.verdict.word().to_owned(),
        number_or(layer.size.expected.or(layer.size.actual)),
        code_or(layer.digest.expected.as_deref(), "none"),
        diff_id.as_ref().map_or_else(
            || "none".to_owned(),
            |id| format!("{} {}", code(&id.expected), id.verdict.word()),
        ),
        chain_id.as_ref().map_or_else(
            || "none".to_owned(),
            |id| format!("{} {}", code(&id.value), id.verdict.word()),
        ),
    ]
}

/// What a row has no room for: whether there was anything.
fn write_layer_notes(out: &mut String, layer: &Layer) -> bool {
    let mut notes = Vec::new();
    // What nobody asked for stands in the row already.
    if layer.verdict != Verdict::Verified && layer.reason != NOT_ASKED {
        notes.push(our_words(&layer.reason));
    }
    if layer.verdict == Verdict::Mismatch {
        if let Some(computed) = &layer.digest.computed {
            notes.push(format!("Computed: {}.", code(computed)));
        }
        if let Size {
            actual: Some(actual),
            ..
        } = layer.size
        {
            notes.push(format!("Bytes read: {actual}."));
        }
    }
    if let Some(diff_id) = &layer.diff_id
        && diff_id.verdict != Verdict::Verified
        && layer.verdict == Verdict::Verified
    {
        notes.push(format!("Diff ID: {}", our_words(&diff_id.reason)));
        if let Some(computed) = &diff_id.computed {
            notes.push(format!("Computed: {}.", code(computed)));
        }
    }
    if !layer.urls.is_empty() {
        let urls: Vec<String> = layer.urls.iter().map(|url| code(url)).collect();
        notes.push(format!("May be had at {}.", urls.join(", ")));
    }
    if !notes.is_empty() {
        let _ = writeln!(out, "- Layer {}: {}", layer.number, notes.join(" "));
    }
    !notes.is_empty()
}

fn signature_row(number: usize, signature: &Signature) -> [String; 6] {
    let signed = match (&signature.time, signature.signed_bytes) {
        (Some(time), Some(bytes)) => format!("{}, the first {bytes} bytes", code(time)),
        (Some(time), None) => code(time),
        (None, Some(bytes)) => format!("the first {bytes} bytes"),
        (None, None) => "–".to_owned(),
    };
    [
        number.to_string(),
        signature.verdict.word().to_owned(),
        code(&signature.algorithm),
        code_or(signature.key_id.as_deref(), "–"),
        signed,
        our_words(&signature.reason),
    ]
}

fn write_problem(out: &mut String, problem: &Problem) {
    let _ = write!(
        out,
        "- **{}** {} in {}",
        problem.severity.word(),
        code(&problem.rule),
        code(&problem.document)
    );
    if !problem.pointer.is_empty() {
        let _ = write!(out, " at {}", code(&problem.pointer));
    }
    let ranges = problem.bytes.iter();
    let ranges: Vec<String> = ranges
        .take(3)
        .map(|range| format!("{}–{}", range.start, range.end))
        .collect();
    if !ranges.is_empty() {
        let _ = write!(out, ", bytes {}", ranges.join(", "));
    }
    let _ = writeln!(out, ": {}", code(&problem.message));
    if let Some(specification) = &problem.specification {
        let _ = writeln!(out, "  ({})", code(specification));
    }
}

fn write_row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// What stands between the bars of a table: bars are escaped. Behind a backslash that would not help, so there it is named.
fn cell(text: &str) -> String {
    text.replace("\\|", "\\‹U+007C›").replace('|', "\\|")
}

/// Text of others, inert: a code span that none of its backticks ends, on one line.
fn code(text: &str) -> String {
    let mut shown = plain(text)
        .replace('\n', "‹U+000A›")
        .replace('\t', "‹U+0009›");
    if let Some((end, _)) = shown.char_indices().nth(LONGEST) {
        shown.truncate(end);
        shown.push('…');
    }
    // An empty code span is none.
    if shown.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let mut longest = 0;
    let mut run = 0;
    for character in shown.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let is_bare = !shown.starts_with(['`', ' ']) && !shown.ends_with(['`', ' ']);
    if is_bare {
        format!("{fence}{shown}{fence}")
    } else {
        format!("{fence} {shown} {fence}")
    }
}

/// Our own words stand as they are; a sentence that quotes something else becomes a code span.
fn our_words(text: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || " ,.;:()'-+/".contains(character);
    let is_ours = text.chars().all(is_plain) && !text.contains("://") && !text.contains("www.");
    if is_ours && text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        code(text)
    }
}

fn code_or(text: Option<&str>, otherwise: &str) -> String {
    text.map_or_else(|| otherwise.to_owned(), code)
}

fn number_or(number: Option<u64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}
