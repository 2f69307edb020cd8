//! *How to get it*: lines for the tools that people have, ready to copy.

mod lines;

use super::{
    copy::view_copy,
    element::{button, element, remark, text},
    text::{plain, view_text},
    use_value::use_value,
};
use crate::oci::LayoutReference;
use std::rc::Rc;
use yew::prelude::*;

pub use lines::{Wanted, commands};

/// A line for one tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The tool.
    pub tool: &'static str,
    /// The line.
    pub line: String,
    /// Whether it prints the index or manifest, and gets nothing else.
    pub prints: bool,
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
        prints: false,
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
            prints: false,
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
        .maybe(current.prints.then(|| remark("prints the document")))
        .child(view_copy("", current.line.clone(), &label, text("Copy")))
        .into()
}
