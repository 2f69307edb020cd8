//! What differs between a list of tags and a list of repositories.

use crate::oci::Place;

/// What differs between tags and repositories.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub title: &'static str,
    pub one: &'static str,
    pub many: &'static str,
    pub filter: &'static str,
    pub class: &'static str,
    /// Name and class of each.
    pub columns: &'static [(&'static str, &'static str)],
}

impl Words {
    pub fn of(place: &Place) -> Self {
        match place {
            Place::Registry(_) => Self {
                title: "Repositories",
                one: "repository",
                many: "repositories",
                filter: "Filter repositories",
                class: "rows repositories",
                columns: &[("Repository", "")],
            },
            Place::Repository(_) | Place::Layout(_) => Self {
                title: "Tags",
                one: "tag",
                many: "tags",
                filter: "Filter tags",
                class: "rows tags",
                columns: &[
                    ("Tag", ""),
                    ("Digest", "digest"),
                    ("Kind", "kind"),
                    ("Platforms", "platforms-of"),
                    ("Size", "size n"),
                    ("Created", "created"),
                ],
            },
        }
    }
}
