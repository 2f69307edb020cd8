//! Image configs: image-spec 1.1.1 `config.md`.

use super::{annotations, platform, rules};
use crate::oci::{
    Config, HistoryEntry,
    config::ConfigValue,
    json::Pointer,
    problem::{Problems, excerpt},
    rule::Rule,
};

/// Checks a config.
pub(super) fn check(problems: &Problems, config: &Config) {
    let root = Pointer::ROOT;
    platform::check(problems, root, &config.platform);
    let running = root.key("config");
    annotations::check(problems, running.key("Labels"), &config.labels);
    check_environment(problems, running, config);
    check_ports(problems, running, config);
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

/// An entry without a name is none to runc, which then starts no container.
fn check_environment(problems: &Problems, running: Pointer<'_>, config: &Config) {
    // What is no text is told of by whoever reads it, in the order of the list.
    let told = config.problems.iter();
    let told = told.filter_map(|problem| problem.pointer.strip_prefix("/config/Env/"));
    let mut told = told
        .filter_map(|position| position.parse::<usize>().ok())
        .peekable();
    let list = running.key("Env");
    let entries = lines(config, "Env").iter().enumerate();
    let mut unnamed = entries.filter(|(position, entry)| {
        let has_name = entry.find('=').is_some_and(|end| end > 0);
        told.next_if_eq(position).is_none() && !has_name
    });
    if let Some((position, entry)) = unnamed.next() {
        let message = format!(
            "an entry of \"Env\" is no NAME=value, and runc starts no container with it: {}",
            excerpt(entry)
        );
        report_once(
            problems,
            &rules::CONFIG_ENV,
            list.position(position),
            message,
            unnamed.count(),
        );
    }
}

/// `port`, `port/tcp`, `port/udp`; also what Docker takes: `port/sctp`, and a range of ports (`8000-8010/tcp`).
fn check_ports(problems: &Problems, running: Pointer<'_>, config: &Config) {
    let list = running.key("ExposedPorts");
    let mut faults = lines(config, "ExposedPorts")
        .iter()
        .filter_map(|port| Some((port, fault_of_port(port)?)));
    if let Some((port, fault)) = faults.next() {
        report_once(
            problems,
            &rules::CONFIG_PORT,
            list.key(port),
            format!("{} in \"ExposedPorts\" {fault}", excerpt(port)),
            faults.count(),
        );
    }
}

fn fault_of_port(port: &str) -> Option<&'static str> {
    let (numbers, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| text.parse::<u16>().ok();
    if !is_number(first) || !is_number(last) {
        return Some("has no number of a port");
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Some("is a range that ends before it begins"),
        (Some(_), Some(_)) => {
            let known = ["tcp", "udp", "sctp"];
            let is_known = known
                .iter()
                .any(|known| known.eq_ignore_ascii_case(protocol));
            (!is_known).then_some("names no protocol that has ports: tcp, udp or sctp")
        }
        _ => Some("is no port: they end at 65535"),
    }
}

/// What the member `key` of `config` lists.
fn lines<'c>(config: &'c Config, key: &str) -> &'c [String] {
    let mut entries = config.entries.iter();
    let entry = entries.find(|entry| entry.known && entry.key == key);
    match entry.map(|entry| &entry.value) {
        Some(ConfigValue::Lines(lines)) => lines,
        _ => &[],
    }
}

/// Reports one of several breaches of a kind, and how many more there are.
fn report_once(
    problems: &Problems,
    rule: &Rule,
    pointer: Pointer<'_>,
    message: String,
    more: usize,
) {
    let more = match more {
        0 => String::new(),
        1 => "; 1 more is wrong".to_owned(),
        more => format!("; {more} more are wrong"),
    };
    problems.report(rule, pointer, message + &more);
}
