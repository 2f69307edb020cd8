//! Manifest, config and index entry of one image against each other.

use crate::oci::{
    Config, Descriptor, Manifest, Platform, Problem, history, json::Pointer, problem::Problems,
    rule,
};

/// What an image's manifest, its config and the index entry that led to it say of each other: counts of layers, diff IDs and
/// history, platform of entry and config.
///
/// Pointers of counts point into the config, those of platforms too.
pub fn image(entry: Option<&Descriptor>, manifest: &Manifest, config: &Config) -> Vec<Problem> {
    let problems = Problems::default();
    check(&problems, entry, manifest, config);
    problems.into_vec()
}

/// The same, into `problems`.
pub(super) fn check(
    problems: &Problems,
    entry: Option<&Descriptor>,
    manifest: &Manifest,
    config: &Config,
) {
    if !manifest.is_image() {
        return;
    }
    check_counts(problems, manifest, config);
    if let Some(platform) = entry.and_then(|entry| entry.platform.as_ref()) {
        check_platform(problems, platform, &config.platform);
    }
}

fn check_counts(problems: &Problems, manifest: &Manifest, config: &Config) {
    let (layers, diff_ids) = (manifest.layers.len(), config.diff_ids.len());
    if layers != diff_ids {
        let message = format!("the manifest has {layers} layers, the config {diff_ids} diff IDs");
        let rootfs = Pointer::ROOT.key("rootfs");
        problems.report(&rule::DIFF_ID_COUNT, rootfs.key("diff_ids"), message);
    }
    if let Some(fault) = history::pair(&config.history, layers).fault {
        let noun = if fault.entries == 1 {
            "layer"
        } else {
            "layers"
        };
        let message = format!(
            "the history tells of {} {noun}, the manifest has {}: they cannot be paired",
            fault.entries, fault.layers
        );
        let pointer = Pointer::ROOT.key("history");
        problems.report(&rule::HISTORY_COUNT, pointer, message);
    }
}

/// Only what both name is compared: builders leave out a variant or an os.version on either side.
fn check_platform(problems: &Problems, entry: &Platform, config: &Platform) {
    let pairs = [
        ("os", Some(&entry.os), Some(&config.os)),
        (
            "architecture",
            Some(&entry.architecture),
            Some(&config.architecture),
        ),
        ("variant", entry.variant.as_ref(), config.variant.as_ref()),
        (
            "os.version",
            entry.os_version.as_ref(),
            config.os_version.as_ref(),
        ),
    ];
    for (key, of_entry, of_config) in pairs {
        let (Some(of_entry), Some(of_config)) = (of_entry, of_config) else {
            continue;
        };
        if of_entry != of_config && !of_entry.is_empty() && !of_config.is_empty() {
            let message =
                format!("{key:?} is {of_config:?} in the config, and {of_entry:?} in the index");
            let pointer = Pointer::ROOT.key(key);
            problems.report(&rule::PLATFORM_MISMATCH, pointer, message);
        }
    }
}
