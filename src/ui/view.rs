//! What an element shows: everything, one line, or the sections that its attribute `view` names.

use std::rc::Rc;

/// A section of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What it is, its digests, and how to get it.
    Summary,
    /// The images of an index.
    Platforms,
    /// The layers, or the blobs of an artifact.
    Layers,
    /// The files in the layers.
    Files,
    /// What refers to it: signatures, attestations, bills of materials.
    Referrers,
    /// How it was built; of a schema-1 manifest its history and signatures.
    History,
    /// The config and the annotations.
    Config,
    /// The documents, byte for byte.
    Raw,
    /// What breaks which rule.
    Problems,
}

/// The sections by name, in the order of the whole view.
///
/// `VIEWS` in `www/porthole.js` has the same names, with the room that each takes, and says of all others that they are unknown.
pub const SECTIONS: [(&str, Section); 9] = [
    ("summary", Section::Summary),
    ("platforms", Section::Platforms),
    ("layers", Section::Layers),
    ("files", Section::Files),
    ("referrers", Section::Referrers),
    ("history", Section::History),
    ("config", Section::Config),
    ("raw", Section::Raw),
    ("problems", Section::Problems),
];

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum View {
    /// Everything: the reference bar, the breadcrumb and all sections.
    #[default]
    Full,
    /// One line.
    Badge,
    /// These sections, in this order, and nothing else.
    Sections(Rc<[Section]>),
}

impl View {
    /// Reads the attribute: names between blanks. Unknown names are left out, and so are names that stand alone (`badge`, `full`) among others;
    /// if none is left, everything is shown.
    pub fn of(words: &str) -> Self {
        let names: Vec<&str> = words.split_ascii_whitespace().collect();
        if names.as_slice() == ["badge"] {
            return Self::Badge;
        }
        let section = |name: &&str| {
            let mut sections = SECTIONS.iter();
            let (_, section) = sections.find(|(known, _)| known == name)?;
            Some(*section)
        };
        let mut sections = Vec::new();
        for section in names.iter().filter_map(section) {
            // What is named twice is shown once: two of a kind would have one title, and one name for what reads it.
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
        if sections.is_empty() {
            Self::Full
        } else {
            Self::Sections(sections.into())
        }
    }

    /// The sections in their order; none of a badge.
    pub fn sections(&self) -> Vec<Section> {
        match self {
            Self::Full => SECTIONS.iter().map(|(_, section)| *section).collect(),
            Self::Badge => Vec::new(),
            Self::Sections(sections) => sections.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_what_its_words_name_in_their_order() {
        let sections = |sections: &[Section]| View::Sections(sections.into());
        for (words, want) in [
            ("", View::Full),
            ("full", View::Full),
            (" badge\n", View::Badge),
            (
                "layers summary",
                sections(&[Section::Layers, Section::Summary]),
            ),
            ("summary nothing", sections(&[Section::Summary])),
            (
                "files layers files",
                sections(&[Section::Files, Section::Layers]),
            ),
            ("badge raw", sections(&[Section::Raw])),
            ("badge full", View::Full),
            ("nothing", View::Full),
            ("Summary", View::Full),
        ] {
            assert_eq!(View::of(words), want, "{words:?}");
        }
    }
}
