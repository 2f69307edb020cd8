//! The list of gateways and the three servers that are shipped with it name the same hosts.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use porthole::{
    source::{Gateways, registry::endpoints},
    ui::doctor::EXPOSED,
};
use std::{collections::BTreeMap, fs, path::Path};

/// Names, and the hosts behind them.
type Hosts = BTreeMap<String, String>;

const REGISTRIES: [&str; 8] = [
    "cgr.dev",
    "docker.io",
    "gcr.io",
    "ghcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "quay.io",
    "registry.k8s.io",
];

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn wanted() -> Hosts {
    let names = REGISTRIES.into_iter().chain(["auth.docker.io"]);
    names
        .map(|name| {
            let host = match name {
                "docker.io" => "registry-1.docker.io",
                other => other,
            };
            (name.to_owned(), host.to_owned())
        })
        .collect()
}

/// The lines between one that holds `first` and the next that begins with `last`.
fn block<'a>(text: &'a str, first: &str, last: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.contains(first));
    let inside = lines.skip(1);
    inside
        .take_while(|line| !line.trim_start().starts_with(last))
        .collect()
}

/// Two words a line, the second with something around it.
fn pairs(lines: &[&str], before: &str, after: &str) -> Hosts {
    let pair = |line: &&str| {
        let (name, rest) = line.trim().split_once(' ')?;
        let (_, rest) = rest.split_once(before)?;
        let (host, _) = rest.split_once(after)?;
        Some((name.to_owned(), host.to_owned()))
    };
    lines.iter().filter_map(pair).collect()
}

#[test]
fn the_list_leads_each_host_below_the_pages_folder() {
    let list = read("deploy/gateways.json");
    let resolve = |base: &str| Some(format!("https://page.example/{base}"));
    let gateways = Gateways::parse(list.as_bytes(), &resolve).unwrap();
    assert_eq!(list.matches(':').count(), wanted().len());
    for name in wanted().keys() {
        let want = format!("https://page.example/_gateway/{name}");
        assert_eq!(gateways.base(name), Some(want.as_str()));
    }
}

#[test]
fn trunk_forwards_each_and_drops_what_says_who_asks() {
    let text = read("Trunk.toml");
    let mut found = Hosts::new();
    for proxy in text.split("[[proxy]]").skip(1) {
        let value = |key: &str| {
            let mut lines = proxy.lines();
            let found = lines.find_map(|line| line.strip_prefix(&format!("{key} = ")));
            found
                .unwrap_or_else(|| panic!("{key}: {proxy}"))
                .trim_matches('"')
        };
        let name = value("rewrite").trim_start_matches("/_gateway/");
        let host = value("backend").trim_start_matches("https://");
        let part = |text: &str| text.strip_suffix('/').unwrap().to_owned();
        found.insert(part(name), part(host));
        for header in ["Cookie", "Origin", "Referer", "X-Forwarded-Host"] {
            let dropped = format!("{header} = \"\"");
            assert!(value("request_headers").contains(&dropped), "{proxy}");
        }
    }
    assert_eq!(found, wanted());
}

#[test]
fn nginx_and_caddy_forward_each() {
    let nginx = read("deploy/nginx.conf");
    let lines = block(&nginx, "map $gateway $gateway_upstream {", "}");
    assert_eq!(pairs(&lines, "https://", ";"), wanted());
    let caddy = read("deploy/Caddyfile");
    let lines = block(&caddy, "{gateway_upstream} {", "}");
    let mut found = pairs(&lines, "{$GATEWAY_", ":443}");
    for (name, value) in &mut found {
        let (variable, host) = value.split_once(':').unwrap();
        let expected = name.to_ascii_uppercase().replace('.', "_");
        assert_eq!(variable, expected);
        *value = host.to_owned();
    }
    assert_eq!(found, wanted());
}

#[test]
fn the_token_service_of_each_has_a_gateway_that_forwards_its_path() {
    let list = read("deploy/gateways.json");
    let resolve = |base: &str| Some(format!("https://page.example/{base}"));
    let gateways = Gateways::parse(list.as_bytes(), &resolve).unwrap();
    let known = REGISTRIES
        .into_iter()
        .filter_map(|name| endpoints::known(name, "o/n"));
    let mut count = 0;
    for request in known {
        let rebased = gateways.rebase(&request.realm).unwrap();
        let path = rebased.trim_start_matches("https://page.example/_gateway/");
        let (_, path) = path.split_once('/').unwrap();
        // What the servers let through.
        let forwarded = path.starts_with("v2/") || path.trim_end_matches('/') == "token";
        assert!(forwarded, "{rebased}");
        count += 1;
    }
    assert_eq!(count, 6);
    for file in ["deploy/nginx.conf", "deploy/Caddyfile"] {
        assert!(read(file).contains("/v2/.*|/token/?)$"), "{file}");
    }
}

#[test]
fn every_configuration_exposes_the_same_headers() {
    for name in [
        "deploy/nginx.conf",
        "deploy/Caddyfile",
        "docs/registries.md",
    ] {
        let text = read(name);
        let lines = text.lines().map(str::trim_start);
        let lines = lines.filter(|line| !line.contains("proxy_hide_header"));
        let lists: Vec<&str> = lines
            .filter_map(|line| line.split_once("Access-Control-Expose-Headers"))
            .map(|(_, list)| list.trim_matches(|next: char| !next.is_ascii_alphabetic()))
            .map(|list| list.trim_end_matches("\" always"))
            .collect();
        assert_eq!(lists, [EXPOSED], "{name}");
    }
}
