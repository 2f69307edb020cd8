//! What the rules of the second module find, and which documents it was found in.

use super::{inspection_state::Image, later::NotLoaded, shared::Shared};
use crate::{
    inspection::{ConfigDocument, Root},
    oci::{Problem, lint::Finding},
};

/// What was found in the documents, if they could be checked.
pub type Checked = Result<Shared<Vec<Finding>>, NotLoaded>;

/// The documents that are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// What the reference names.
    pub root: Shared<Root>,
    /// The image that is shown, with its config as far as it is known.
    pub image: Option<Image>,
}

impl Subject {
    /// The config, if it was read.
    pub fn config(&self) -> Option<&Shared<ConfigDocument>> {
        self.image.as_ref()?.config.document()
    }
}

/// What was found, and in what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    subject: Option<Subject>,
    documents: Option<Checked>,
    layers: Option<Shared<Vec<Problem>>>,
}

impl Findings {
    /// In the documents; `None` while nobody looked.
    pub fn documents(&self, subject: &Subject) -> Option<&Checked> {
        self.documents.as_ref().filter(|_| self.is_about(subject))
    }

    /// In the layers that were read. The pointers point into the manifest.
    pub fn layers(&self, subject: &Subject) -> &[Problem] {
        match &self.layers {
            Some(found) if self.is_about(subject) => found,
            _ => &[],
        }
    }

    /// Keeps what was found in the documents.
    pub fn set_documents(&mut self, subject: Subject, found: Checked) {
        self.turn_to(subject);
        self.documents = Some(found);
    }

    /// Keeps what was found in the layers.
    pub fn set_layers(&mut self, subject: Subject, found: Shared<Vec<Problem>>) {
        self.turn_to(subject);
        self.layers = Some(found);
    }

    fn is_about(&self, subject: &Subject) -> bool {
        self.subject.as_ref() == Some(subject)
    }

    fn turn_to(&mut self, subject: Subject) {
        if !self.is_about(&subject) {
            *self = Self {
                subject: Some(subject),
                ..Self::default()
            };
        }
    }
}
