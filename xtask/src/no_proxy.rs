//! The proxy of a company is for what is far away: drivers, registries and servers of the tests are on this machine.

use std::env;
use std::process::Command;

/// What a test connects to.
const LOOPBACK: &str = "127.0.0.1,localhost,::1";

/// Both spellings are read: curl knows the second alone, others the first one before the other.
const VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Keeps what a command connects to on this machine away from any proxy, beside what this user keeps away.
pub fn for_loopback(command: &mut Command) {
    let inherited = VARIABLES.iter().find_map(|name| env::var(name).ok());
    let hosts = with_loopback(inherited.as_deref());
    command.envs(VARIABLES.map(|name| (name, &hosts)));
}

fn with_loopback(inherited: Option<&str>) -> String {
    match inherited {
        // Everything, which stands alone.
        Some("*") => "*".to_owned(),
        None | Some("") => LOOPBACK.to_owned(),
        Some(hosts) => format!("{hosts},{LOOPBACK}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_this_machine_come_beside_those_that_are_named_already() {
        for (inherited, want) in [
            (None, LOOPBACK),
            (Some(""), LOOPBACK),
            (Some("*"), "*"),
            (
                Some(".corp.example"),
                ".corp.example,127.0.0.1,localhost,::1",
            ),
        ] {
            assert_eq!(with_loopback(inherited), want, "{inherited:?}");
        }
        let mut command = Command::new("true");
        for_loopback(&mut command);
        for name in VARIABLES {
            let mut variables = command.get_envs();
            let hosts = variables.find_map(|(variable, value)| {
                (variable == name).then(|| value.unwrap_or_default().to_string_lossy())
            });
            let hosts = hosts.unwrap_or_default();
            assert!(hosts == "*" || hosts.ends_with(LOOPBACK), "{name}: {hosts}");
        }
    }
}
