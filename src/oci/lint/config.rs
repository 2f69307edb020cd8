//! Image configs: image-spec 1.1.1 `config.md`.

use super::{annotations, platform, rules};
use crate::oci::{
    Config, HistoryEntry, config::ConfigValue, json::Pointer, problem::Problems, problem::excerpt,
};

/// Checks a config.
pub(super) fn check(problems: &Problems, config: &Config) {
    let root = Pointer::ROOT;
    platform::check(problems, root, &config.platform);
    let running = root.key("config");
    annotations::check(problems, running.key("Labels"), &config.labels);
    let is_escaped = config.entries.iter().any(|entry| {
        entry.key == "ArgsEscaped" && entry.value == ConfigValue::Text("true".to_owned())
    });
    if is_escaped {
        let message =
            "\"ArgsEscaped\" is deprecated; it is there for what Docker built for Windows";
        problems.report(
            &rules::ARGS_ESCAPED,
            running.key("ArgsEscaped"),
            message.to_owned(),
        );
    }
    let history = root.key("history");
    let maintained = |entry: &HistoryEntry| entry.instruction().starts_with("MAINTAINER ");
    if let Some((position, entry)) = config
        .history
        .iter()
        .enumerate()
        .find(|(_, entry)| maintained(entry))
    {
        let message = format!(
            "the instruction MAINTAINER is deprecated, a label takes its place: {}",
            excerpt(&entry.instruction())
        );
        let step = history.position(position);
        problems.report(&rules::MAINTAINER, step.key("created_by"), message);
    }
}
