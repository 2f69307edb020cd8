//! Rules over documents as a whole, and over several documents of one image; and the catalogue of all rules there are.
//!
//! What is wrong with a single field is said by whoever reads it ([`Document::parse`], [`Config::parse`]): its problems come with the
//! document. What needs more than that field, or is about meaning and not about shape, is here: it runs when the documents are already
//! on the screen. A file for each family of rules. None of them complains of what real tools make, short of what is truly wrong with it.
//! All of it takes time linear in what was read, and reports of one kind are gathered where a document could have thousands.

mod annotations;
mod catalogue;
mod config;
mod descriptor;
mod image;
mod index;
mod layer;
mod manifest;
mod platform;
mod rules;
mod schema1;
mod spdx;
mod uri;

pub use catalogue::{Entry, catalogue, explain};
pub use image::image;
pub use layer::compression;
pub use manifest::{made_manifest, missing_subject};

use super::{Body, Config, Descriptor, Digest, Document, Problem, problem::Problems};

/// What was read of an image.
#[derive(Clone, Copy, Debug)]
pub struct Linted<'a> {
    /// What the reference names.
    pub root: &'a Document,
    /// The digest that the reference asked for.
    pub asked_for: Option<&'a Digest>,
    /// What an index led to.
    pub entry: Option<LintedEntry<'a>>,
    /// The image's config.
    pub config: Option<&'a Config>,
}

/// An entry of an index, and the document behind it.
#[derive(Clone, Copy, Debug)]
pub struct LintedEntry<'a> {
    /// Its position in the index.
    pub position: usize,
    /// What the index says of it.
    pub descriptor: &'a Descriptor,
    /// What is behind it.
    pub document: &'a Document,
}

/// Which of an image's documents a pointer points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The index that the reference names.
    Index,
    /// The manifest: of the reference, or of an entry of the index.
    Manifest,
    /// The config.
    Config,
}

impl Part {
    /// The word for people: `index`, `manifest`, `config`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Manifest => "manifest",
            Self::Config => "config",
        }
    }
}

/// A problem, and the document that it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The document that the problem's pointer points into.
    pub part: Part,
    /// The problem.
    pub problem: Problem,
}

/// Checks the rules of this module.
pub fn lint(linted: &Linted<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |part, problems: Problems| {
        let problems = problems.into_vec().into_iter();
        findings.extend(problems.map(|problem| Finding { part, problem }));
    };
    let root_part = match linted.root.body {
        Body::Index(_) => Part::Index,
        Body::Manifest(_) | Body::Schema1(_) => Part::Manifest,
    };
    let of_root = Problems::default();
    check_document(&of_root, linted.root, linted.asked_for);
    if let Some(entry) = &linted.entry {
        index::check_entry(&of_root, linted, entry);
    }
    add(root_part, of_root);
    if let Some(entry) = &linted.entry {
        let of_entry = Problems::default();
        check_document(&of_entry, entry.document, entry.descriptor.digest.as_ref());
        index::check_nested(&of_entry, linted.root, entry.document);
        add(Part::Manifest, of_entry);
    }
    if let Some(config) = linted.config {
        let of_config = Problems::default();
        let entry = linted.entry.as_ref();
        let document = entry.map_or(linted.root, |entry| entry.document);
        if let Body::Manifest(manifest) = &document.body {
            let descriptor = entry.map(|entry| entry.descriptor);
            image::check(&of_config, descriptor, manifest, config);
        }
        config::check(&of_config, config);
        add(Part::Config, of_config);
    }
    findings
}

fn check_document(problems: &Problems, document: &Document, asked_for: Option<&Digest>) {
    let own = [Some(&document.digest), asked_for];
    let is_own = |digest: &Digest| own.iter().flatten().any(|own| *own == digest);
    match &document.body {
        Body::Index(index) => index::check(problems, document, index, &is_own),
        Body::Manifest(manifest) => manifest::check(problems, document, manifest, &is_own),
        Body::Schema1(schema1) => schema1::check(problems, schema1),
    }
}
