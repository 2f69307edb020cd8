//! *How to get it*: lines for the tools that people have, ready to copy.

use super::{
    copy::view_copy,
    element::{button, element, text},
    text::{plain, view_text},
    use_value::use_value,
};
use crate::oci::{Digest, ImageReference, LayoutReference, Reference, reference::Scheme};
use std::rc::Rc;
use yew::prelude::*;

/// A line for one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The tool.
    pub tool: &'static str,
    /// The line.
    pub line: String,
}

/// The lines for the document with `digest` that `reference` names. Each names the digest, so that what is got is what was shown.
/// `folder`: the absolute URL of a layout.
pub fn commands(
    reference: &ImageReference,
    folder: Option<&str>,
    digest: &Digest,
    is_image: bool,
    accept: &str,
) -> Vec<Command> {
    match reference {
        ImageReference::Registry(reference) => {
            registry_commands(reference, digest, is_image, accept)
        }
        ImageReference::Layout(reference) => {
            layout_commands(folder.unwrap_or(&reference.url), digest)
        }
    }
}

fn registry_commands(
    reference: &Reference,
    digest: &Digest,
    is_image: bool,
    accept: &str,
) -> Vec<Command> {
    let base = reference.base_url();
    let is_plain = reference.scheme == Some(Scheme::Http) || base.starts_with("http://");
    let name = Reference {
        scheme: None,
        ..reference.with_digest(digest.clone())
    }
    .to_string();
    // The brackets of an IPv6 address are a pattern to a shell.
    let (name, source) = (quoted(&name), quoted(&format!("docker://{name}")));
    let insecure = |flag: &'static str| if is_plain { flag } else { "" };
    let mut commands = Vec::new();
    let mut add = |tool, line| commands.push(Command { tool, line });
    if is_image {
        add("docker", format!("docker pull {name}"));
        add(
            "podman",
            format!("podman pull {}{name}", insecure("--tls-verify=false ")),
        );
    }
    let local = reference.repository.rsplit('/').next().unwrap_or_default();
    add(
        "skopeo",
        format!(
            "skopeo copy {}{source} oci:{local}",
            insecure("--src-tls-verify=false ")
        ),
    );
    add(
        "crane",
        format!("crane manifest {}{name}", insecure("--insecure ")),
    );
    let host = quoted(&format!("reg={},tls=disabled", reference.registry));
    let host = format!("--host {host} ");
    add(
        "regctl",
        format!(
            "regctl {}manifest get --format raw-body {name}",
            if is_plain { &host } else { "" }
        ),
    );
    add(
        "oras",
        format!("oras manifest fetch {}{name}", insecure("--plain-http ")),
    );
    let url = quoted(&format!(
        "{base}/v2/{}/manifests/{digest}",
        reference.repository
    ));
    add("curl", format!("curl -sL -H 'Accept: {accept}' {url}"));
    commands
}

fn layout_commands(folder: &str, digest: &Digest) -> Vec<Command> {
    let path = digest.to_string().replacen(':', "/", 1);
    let url = format!("{}/blobs/{path}", folder.trim_end_matches('/'));
    vec![Command {
        tool: "curl",
        line: format!("curl -sL {}", quoted(&url)),
    }]
}

/// The lines for the file that a reference names, if it names one. `is_dockers`: the form of archives that Docker had first.
pub fn file_commands(layout: &LayoutReference, is_dockers: bool) -> Option<Vec<Command>> {
    let name = layout.file_name()?;
    // What begins with a dash would be an option.
    let file = if name.starts_with('-') {
        format!("./{name}")
    } else {
        name
    };
    let load = |tool| Command {
        tool,
        line: format!("{tool} load --input {}", quoted(&file)),
    };
    let mut commands = vec![load("docker"), load("podman")];
    let tag = layout.tag.as_deref();
    // skopeo takes the first colon for the end of the path, and in Docker's form a tag alone for the name of an image.
    let is_name = |tag: &str| tag.contains(':');
    if !file.contains(':') && (!is_dockers || tag.is_none_or(is_name)) {
        let form = if is_dockers { "docker" } else { "oci" };
        let tag = tag.map_or_else(String::new, |tag| format!(":{tag}"));
        commands.push(Command {
            tool: "skopeo",
            line: format!(
                "skopeo inspect {}",
                quoted(&format!("{form}-archive:{file}{tag}"))
            ),
        });
    }
    Some(commands)
}

/// For a shell: in single quotes, if anything in it needs them.
pub fn quoted(text: &str) -> String {
    let is_harmless =
        |character: char| character.is_ascii_alphanumeric() || "/:@._-+~%=,".contains(character);
    if text.chars().all(is_harmless) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Properties of [`Commands`].
#[derive(Properties, PartialEq)]
pub struct CommandsProps {
    /// The lines.
    pub commands: Rc<[Command]>,
}

/// A row of tools, and the line for the chosen one.
#[component]
pub fn Commands(props: &CommandsProps) -> Html {
    let chosen = use_value(0);
    let Some(current) = props
        .commands
        .get(*chosen)
        .or_else(|| props.commands.first())
    else {
        return html! {};
    };
    let tabs = props
        .commands
        .iter()
        .enumerate()
        .map(|(position, command)| {
            let on_click = {
                let chosen = chosen.clone();
                Callback::from(move |_: MouseEvent| chosen.set(position))
            };
            let pressed = (command.tool == current.tool).to_string();
            let tab = button()
                .class("tab")
                .attribute("aria-pressed", pressed)
                .on_click(on_click)
                .text(command.tool);
            tab.into()
        });
    let tabs = element("div")
        .class("tabs")
        .fixed("role", "group")
        .fixed("aria-label", "Get it with")
        .children(tabs);
    let line = element("code")
        .fixed("tabindex", "0")
        .part("command")
        .attribute("title", plain(&current.line))
        .child(view_text(&current.line));
    let label = format!("Copy the line for {}", current.tool);
    element("div")
        .class("get")
        .part("commands")
        .child(tabs)
        .child(line)
        .child(view_copy("", current.line.clone(), &label, text("Copy")))
        .into()
}
