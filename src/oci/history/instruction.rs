//! From the command in a history entry back to the instruction in a Dockerfile.
//!
//! Two builders write history. The classic one writes what the build container ran: a shell and its command, with `#(nop)` in front of
//! what ran nothing, and the build arguments as `|1 NAME=value` in front of all. BuildKit writes the instruction itself, with the shell
//! behind `RUN` and a comment `# buildkit` at the end. Other tools write words of their own, which are left alone.

/// Instructions that may follow `#(nop)`.
const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The instruction that led to `command`.
pub(super) fn of_command(command: &str) -> String {
    let command = command.trim();
    let command = command
        .strip_suffix("# buildkit")
        .unwrap_or(command)
        .trim_end();
    if let Some(instruction) = behind_nop(command) {
        return instruction.to_owned();
    }
    let run = command.strip_prefix("RUN ").map(str::trim_start);
    match (strip_shell(run.unwrap_or(command)), run) {
        (Some(script), _) => format!("RUN {script}"),
        (None, _) => command.to_owned(),
    }
}

/// What stands behind `#(nop)`, if it is an instruction. It counts only directly behind the shell, where the builder writes it and nothing ran
/// before it: anywhere else it is a comment of a script, which can say whatever its author likes.
fn behind_nop(command: &str) -> Option<&str> {
    let script = strip_plain_shell(command).or_else(|| strip_power_shell(command))?;
    let rest = script.strip_prefix("#(nop)")?.trim_start();
    let word = rest.split_whitespace().next()?;
    INSTRUCTIONS.contains(&word).then_some(rest)
}

/// `powershell -Command …`, and the preferences that images of Windows have in their SHELL: `$ErrorActionPreference = 'Stop';`.
fn strip_power_shell(command: &str) -> Option<&str> {
    let (shell, rest) = command.split_once(' ')?;
    let (option, mut rest) = rest.split_once(' ')?;
    let is_shell = matches!(shell, "powershell" | "powershell.exe" | "pwsh");
    if !is_shell || !option.eq_ignore_ascii_case("-Command") {
        return None;
    }
    while rest.starts_with('$') {
        let (preference, behind) = rest.split_once(';')?;
        let (name, value) = preference.split_once('=')?;
        let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        let is_word = |text: &str| text.bytes().all(|letter| letter.is_ascii_alphabetic());
        if !name.trim_end().ends_with("Preference")
            || !is_word(name[1..].trim_end())
            || !is_word(value)
        {
            return None;
        }
        rest = behind.trim_start();
    }
    Some(rest)
}

/// What a shell was given to run, without the shell and the build arguments before it.
fn strip_shell(command: &str) -> Option<&str> {
    if command.starts_with('|') {
        // `|2 A=a value B=b /bin/sh -c …`: values may have blanks, so that the shell must be looked for.
        let starts = command.match_indices(' ').map(|(blank, _)| blank + 1);
        return starts
            .filter_map(|start| command.get(start..))
            .find_map(strip_plain_shell);
    }
    strip_plain_shell(command)
}

/// `/bin/sh -c …`, `/bin/bash -o pipefail -c …`, `cmd /S /C …`.
fn strip_plain_shell(command: &str) -> Option<&str> {
    let (shell, mut rest) = command.split_once(' ')?;
    if shell.eq_ignore_ascii_case("cmd") || shell.eq_ignore_ascii_case("cmd.exe") {
        let options = rest.get(..6)?;
        return options
            .eq_ignore_ascii_case("/S /C ")
            .then(|| rest[6..].trim_start());
    }
    let name = shell.strip_prefix('/')?.rsplit('/').next()?;
    if !matches!(name, "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh") {
        return None;
    }
    // Options up to the one that ends with `c`; `-o` takes a word. Nobody writes many, and a hostile line has a shell in each of its words.
    for _ in 0..16 {
        let (option, behind) = rest.split_once(' ')?;
        let letters = option.strip_prefix('-')?;
        rest = behind.trim_start();
        if letters.ends_with('c') {
            return Some(rest);
        }
        if letters.ends_with('o') {
            rest = rest.split_once(' ')?.1.trim_start();
        }
    }
    None
}
