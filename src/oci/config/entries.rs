//! The rows of the config table: what people look for first, then what remains, then what no specification names.

use super::{
    ConfigEntry,
    value::{self, ConfigValue, Shape},
};
use crate::oci::{
    fields::Fields,
    json::{Kind, Value, is_same_key},
    problem::Problems,
    rule,
};

type Field = (&'static str, Shape);

/// Members of `config` that both specifications name, in the order of the table.
const RUNNING: [Field; 13] = [
    ("Entrypoint", Shape::Arguments),
    ("Cmd", Shape::Arguments),
    ("User", Shape::Text),
    ("WorkingDir", Shape::Text),
    ("Env", Shape::Lines),
    ("ExposedPorts", Shape::Keys),
    ("Volumes", Shape::Keys),
    ("StopSignal", Shape::Text),
    ("Healthcheck", Shape::Health),
    ("Labels", Shape::Pairs),
    ("Shell", Shape::Arguments),
    ("OnBuild", Shape::Lines),
    ("ArgsEscaped", Shape::Scalar),
];

/// Members of the config itself that people look for.
const IMAGE: [Field; 7] = [
    ("os", Shape::Text),
    ("architecture", Shape::Text),
    ("variant", Shape::Text),
    ("os.version", Shape::Text),
    ("os.features", Shape::Lines),
    ("created", Shape::Text),
    ("author", Shape::Text),
];

/// Members of `config` that only Docker ever wrote: a container's, left over.
const CONTAINER: [Field; 25] = [
    ("Hostname", Shape::Scalar),
    ("Domainname", Shape::Scalar),
    ("AttachStdin", Shape::Scalar),
    ("AttachStdout", Shape::Scalar),
    ("AttachStderr", Shape::Scalar),
    ("Tty", Shape::Scalar),
    ("OpenStdin", Shape::Scalar),
    ("StdinOnce", Shape::Scalar),
    ("Image", Shape::Scalar),
    ("NetworkDisabled", Shape::Scalar),
    ("MacAddress", Shape::Scalar),
    ("StopTimeout", Shape::Scalar),
    ("Memory", Shape::Scalar),
    ("MemorySwap", Shape::Scalar),
    ("MemoryReservation", Shape::Scalar),
    ("KernelMemory", Shape::Scalar),
    ("CpuShares", Shape::Scalar),
    ("Cpuset", Shape::Scalar),
    ("CpuSet", Shape::Scalar),
    ("PortSpecs", Shape::Json),
    ("PublishService", Shape::Scalar),
    ("VolumeDriver", Shape::Scalar),
    ("VolumesFrom", Shape::Scalar),
    ("Dns", Shape::Json),
    ("SecurityOpt", Shape::Json),
];

/// Members of the config itself that only Docker writes or wrote (those of a v1 image among them).
const DOCKER: [Field; 10] = [
    ("docker_version", Shape::Text),
    ("container", Shape::Text),
    ("id", Shape::Text),
    ("parent", Shape::Text),
    ("parent_id", Shape::Text),
    ("layer_id", Shape::Text),
    ("comment", Shape::Text),
    ("throwaway", Shape::Scalar),
    ("checksum", Shape::Text),
    ("Size", Shape::Scalar),
];

/// Members that have views or rows of their own.
const STRUCTURE: [&str; 4] = ["config", "container_config", "rootfs", "history"];

const ROOTFS: [&str; 2] = ["type", "diff_ids"];

/// Members of an entry of `history`.
pub(super) const HISTORY: [&str; 5] = ["created", "created_by", "author", "comment", "empty_layer"];

/// Reports keys in another case, but for those of `history`, of a config, or of the v1Compatibility of a schema-1 manifest.
pub(in crate::oci) fn report_key_case(fields: Fields<'_>) {
    let of_table = |fields: Fields<'_>, table: &[Field]| {
        let keys: Vec<&str> = table.iter().map(|(key, _)| *key).collect();
        fields.report_key_case(&keys);
    };
    of_table(fields, &IMAGE);
    of_table(fields, &DOCKER);
    fields.report_key_case(&STRUCTURE);
    for key in STRUCTURE {
        let Some(members) = fields.get(key).and_then(Value::members) else {
            continue;
        };
        let object = Fields {
            members,
            pointer: &fields.pointer.key(key),
            ..fields
        };
        if key == "rootfs" {
            object.report_key_case(&ROOTFS);
        } else {
            of_table(object, &RUNNING);
            of_table(object, &CONTAINER);
        }
    }
}

/// All rows of a config, or of the v1Compatibility of a schema-1 manifest. Reports fields of `config` that have the wrong shape.
pub(in crate::oci) fn entries(fields: Fields<'_>) -> Vec<ConfigEntry> {
    let mut entries = Vec::new();
    // The config's own fields were read and reported before.
    let unreported = Problems::default();
    let quiet = Fields {
        problems: &unreported,
        ..fields
    };
    report_key_case(fields);
    fields.object("config", &rule::CONFIG_FIELD, |config| {
        push(&mut entries, config, "", &RUNNING);
    });
    push(&mut entries, quiet, "", &IMAGE);
    push(&mut entries, quiet, "", &DOCKER);
    quiet.object("config", &rule::CONFIG_FIELD, |config| {
        push(&mut entries, config, "", &CONTAINER);
    });
    quiet.object("rootfs", &rule::CONFIG_FIELD, |rootfs| {
        push(&mut entries, rootfs, "rootfs.", &[("type", Shape::Text)]);
    });
    quiet.object("container_config", &rule::CONFIG_FIELD, |container| {
        push(&mut entries, container, "container_config.", &RUNNING);
        push(&mut entries, container, "container_config.", &CONTAINER);
    });
    push_unknown(&mut entries, quiet);
    entries
}

fn push(entries: &mut Vec<ConfigEntry>, fields: Fields<'_>, prefix: &str, known: &[Field]) {
    for (key, shape) in known {
        if let Some(value) = value::read(fields, key, *shape) {
            entries.push(ConfigEntry {
                key: format!("{prefix}{key}"),
                pointer: fields.pointer.key(key).to_string(),
                value,
                known: true,
            });
        }
    }
}

/// Members that no specification names, wherever they stand, and known objects and lists that are none.
fn push_unknown(entries: &mut Vec<ConfigEntry>, fields: Fields<'_>) {
    let is_of = |table: &[Field], key: &str| is_among(table.iter().map(|(known, _)| *known), key);
    let is_structure = |key: &str| is_among(STRUCTURE, key);
    push_rest(entries, fields, "", |key| {
        is_of(&IMAGE, key) || is_of(&DOCKER, key) || is_structure(key)
    });
    for key in STRUCTURE {
        let fits = |value: &Value| match key {
            "history" => value.elements().is_some(),
            _ => value.members().is_some(),
        };
        push_unfit(entries, fields, "", key, fits);
    }
    for key in ["config", "container_config"] {
        fields.object(key, &rule::CONFIG_FIELD, |object| {
            push_rest(entries, object, &format!("{key}."), |key| {
                is_of(&RUNNING, key) || is_of(&CONTAINER, key)
            });
        });
    }
    fields.object("rootfs", &rule::CONFIG_FIELD, |rootfs| {
        push_unfit(entries, rootfs, "rootfs.", "diff_ids", |value| {
            value.elements().is_some()
        });
        push_rest(entries, rootfs, "rootfs.", |key| is_among(ROOTFS, key));
    });
    let history = match fields.get("history").map(|history| &history.kind) {
        Some(Kind::Array(history)) => history.as_slice(),
        _ => &[],
    };
    let list = fields.pointer.key("history");
    for (position, entry) in history.iter().enumerate() {
        let pointer = list.position(position);
        if entry.kind != Kind::Null && entry.members().is_none() {
            entries.push(ConfigEntry {
                key: format!("history.{position}"),
                pointer: pointer.to_string(),
                value: value::unknown(fields, entry),
                known: true,
            });
        }
        fields.object_of(entry, &pointer, &rule::CONFIG_HISTORY, |entry| {
            push_rest(entries, entry, &format!("history.{position}."), |key| {
                is_among(HISTORY, key)
            });
        });
    }
}

/// Written in another case a key is read all the same.
fn is_among<'k>(known: impl IntoIterator<Item = &'k str>, key: &str) -> bool {
    known.into_iter().any(|known| is_same_key(known, key))
}

/// A known member that is not what it should be, so that its own view has nothing to show.
fn push_unfit(
    entries: &mut Vec<ConfigEntry>,
    fields: Fields<'_>,
    prefix: &str,
    key: &str,
    fits: impl Fn(&Value) -> bool,
) {
    if let Some(value) = fields.get(key).filter(|value| !fits(value)) {
        entries.push(ConfigEntry {
            key: format!("{prefix}{key}"),
            pointer: fields.pointer.key(key).to_string(),
            value: value::unknown(fields, value),
            known: true,
        });
    }
}

fn push_rest(
    entries: &mut Vec<ConfigEntry>,
    fields: Fields<'_>,
    prefix: &str,
    is_known: impl Fn(&str) -> bool,
) {
    for member in fields.members {
        if is_known(&member.key) {
            continue;
        }
        let value: ConfigValue = value::unknown(fields, &member.value);
        entries.push(ConfigEntry {
            key: format!("{prefix}{}", member.key),
            pointer: fields.pointer.key(&member.key).to_string(),
            value,
            known: false,
        });
    }
}
