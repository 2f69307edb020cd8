//! Image configs of OCI and Docker.

use super::{Annotations, Digest, DocumentError, HistoryEntry, Platform, Problem};
use std::rc::Rc;

/// An image config, read leniently.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// As served.
    pub bytes: Rc<[u8]>,
    /// RFC 3339, as written.
    pub created: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// What it runs on.
    pub platform: Platform,
    /// `config.User`.
    pub user: Option<String>,
    /// `config.Entrypoint`.
    pub entrypoint: Option<Vec<String>>,
    /// `config.Cmd`.
    pub cmd: Option<Vec<String>>,
    /// `config.Labels`.
    pub labels: Annotations,
    /// `rootfs.diff_ids`; `None` for one that is no digest.
    pub diff_ids: Vec<Option<Digest>>,
    /// `history`.
    pub history: Vec<HistoryEntry>,
    /// Every field, for the table: see [`ConfigEntry`]. History and diff IDs are not in it (they have views of their own).
    pub entries: Vec<ConfigEntry>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A row of the config table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigEntry {
    /// The member's own name: `User`, `Entrypoint`, `Env`, `os.version`; unknown members of objects by path, `container_config.Image`.
    pub key: String,
    /// The value.
    pub value: ConfigValue,
    /// Named by the OCI or Docker specification.
    pub known: bool,
}

/// The value of a config entry, in the shape it is shown in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigValue {
    /// A text, number or truth value, as text.
    Text(String),
    /// A command line: shown as a JSON array, each argument marked.
    Arguments(Vec<String>),
    /// One a line: Env, ExposedPorts, Volumes, OnBuild.
    Lines(Vec<String>),
    /// Keys with values: Labels.
    Pairs(Annotations),
    /// Anything else, as JSON text.
    Json(String),
}

impl Config {
    /// Reads a config.
    pub fn parse(_bytes: Rc<[u8]>) -> Result<Self, DocumentError> {
        todo!()
    }
    /// Chain IDs, one a diff ID, as far as the diff IDs are digests.
    pub fn chain_ids(&self) -> Vec<Option<Digest>> {
        todo!()
    }
}
