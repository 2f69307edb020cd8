//! Image configs of OCI and Docker.
//!
//! Implements image-spec 1.1.1 `config.md` and Docker's image specification 1.3.1. The table of fields that the page shows is built in
//! the module `entries`.

mod entries;
mod value;

pub(super) use entries::{entries, report_key_case};
pub use value::ConfigValue;

use super::{
    Annotations, Digest, DocumentError, HistoryEntry, Platform, Problem, chain_id,
    fields::Fields,
    json::{Json, Kind},
    problem::{Problems, excerpt},
    rule,
};
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
    /// The member's own name: `User`, `Entrypoint`, `Env`, `os.version`; members of other objects by path, `container_config.Image`;
    /// unknown members by path, `config.Foo`.
    pub key: String,
    /// JSON pointer to the member, in the config or in the v1Compatibility that it was read from.
    pub pointer: String,
    /// The value.
    pub value: ConfigValue,
    /// Named by the OCI or Docker specification.
    pub known: bool,
}

impl Config {
    /// Reads a config.
    ///
    /// ```
    /// use porthole::oci::Config;
    ///
    /// let bytes = br#"{
    ///     "architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"]},
    ///     "rootfs": {"type": "layers", "diff_ids": []}
    /// }"#;
    /// let config = Config::parse(bytes.as_slice().into())?;
    /// assert_eq!(config.platform.to_string(), "linux/amd64");
    /// assert_eq!(config.cmd, Some(vec!["sh".to_owned()]));
    /// assert_eq!(config.problems, []);
    /// # Ok::<(), porthole::oci::DocumentError>(())
    /// ```
    pub fn parse(bytes: Rc<[u8]>) -> Result<Self, DocumentError> {
        let json = Json::parse(&bytes)?;
        let problems = Problems::default();
        problems.absorb(&json.problems, &|problem| problem);
        let fields = Fields::of_root(&json, &problems)?;
        let platform = read_platform(fields);
        let diff_ids = read_diff_ids(fields);
        let history = read_history(fields);
        let created = fields.time("created", &rule::CONFIG_FIELD);
        let author = fields
            .text("author", &rule::CONFIG_FIELD)
            .filter(|author| !author.is_empty());
        let entries = entries(fields);
        let find = |key: &str| {
            let entry = entries.iter().find(|entry| entry.known && entry.key == key);
            entry.map(|entry| &entry.value)
        };
        let arguments = |key| match find(key) {
            Some(ConfigValue::Arguments(arguments)) => Some(arguments.clone()),
            _ => None,
        };
        let user = match find("User") {
            Some(ConfigValue::Text(user)) => Some(user.clone()),
            _ => None,
        };
        let labels = match find("Labels") {
            Some(ConfigValue::Pairs(labels)) => labels.clone(),
            _ => Annotations::default(),
        };
        let (entrypoint, cmd) = (arguments("Entrypoint"), arguments("Cmd"));
        Ok(Self {
            created,
            author,
            platform,
            user,
            entrypoint,
            cmd,
            labels,
            diff_ids,
            history,
            entries,
            problems: problems.into_vec(),
            bytes,
        })
    }

    /// Chain IDs, one a diff ID, as far as the diff IDs are digests.
    pub fn chain_ids(&self) -> Vec<Option<Digest>> {
        chain_id::chain_ids(&self.diff_ids)
    }
}

fn read_platform(fields: Fields<'_>) -> Platform {
    let required = |key| fields.required_text(key, &rule::CONFIG_PLATFORM);
    Platform {
        os: required("os").unwrap_or_default(),
        architecture: required("architecture").unwrap_or_default(),
        features: Vec::new(),
        ..Platform::read_details(fields, &rule::CONFIG_PLATFORM)
    }
}

fn read_diff_ids(fields: Fields<'_>) -> Vec<Option<Digest>> {
    if !fields.has("rootfs") {
        fields.report_missing(&rule::CONFIG_ROOTFS, "rootfs");
    }
    let diff_ids = fields.object("rootfs", &rule::CONFIG_ROOTFS, |rootfs| {
        let kind = rootfs.required_text("type", &rule::CONFIG_ROOTFS);
        if let Some(kind) = kind.filter(|kind| kind != "layers") {
            let message = format!("\"type\" is {}, not \"layers\"", excerpt(&kind));
            rootfs.report(&rule::CONFIG_ROOTFS, "type", message);
        }
        let list = rootfs.list("diff_ids", &rule::CONFIG_ROOTFS);
        let pointer = rootfs.pointer.key("diff_ids");
        let elements = list.unwrap_or_default().iter().enumerate();
        elements
            .map(|(position, element)| {
                let pointer = pointer.position(position);
                rootfs.digest_of(element, pointer, &rule::CONFIG_DIFF_ID).0
            })
            .collect()
    });
    diff_ids.unwrap_or_default()
}

fn read_history(fields: Fields<'_>) -> Vec<HistoryEntry> {
    let rule = &rule::CONFIG_HISTORY;
    let list = fields.pointer.key("history");
    let elements = fields.list("history", rule).unwrap_or_default();
    let entries = elements.iter().enumerate().map(|(position, element)| {
        if element.kind == Kind::Null {
            return HistoryEntry::default();
        }
        let pointer = list.position(position);
        let entry = fields.object_of(element, &pointer, rule, |entry| {
            entry.report_key_case(&entries::HISTORY);
            let text = |key| entry.text(key, rule).filter(|text| !text.is_empty());
            HistoryEntry {
                created: entry.time("created", rule),
                created_by: text("created_by"),
                author: text("author"),
                comment: text("comment"),
                empty_layer: entry.boolean("empty_layer", rule).unwrap_or(false),
            }
        });
        entry.unwrap_or_default()
    });
    entries.collect()
}
