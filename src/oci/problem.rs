//! Problems: what in a document breaks which rule.

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
