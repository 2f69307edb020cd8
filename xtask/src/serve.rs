//! `cargo xtask serve`: from a fresh clone to the page in the browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::module;
use crate::process::say;
use crate::tools::Tools;

const PORT: u16 = 8080;

struct Options {
    address: IpAddr,
    port: u16,
    open: bool,
}

/// Installs what is missing, builds, and then is Trunk, which serves until it is stopped.
///
/// # Errors
/// When the port is taken, or a tool or the build fails.
pub fn run(arguments: lexopt::Parser) -> Result<()> {
    let Some(options) = parse(arguments)? else {
        return crate::usage();
    };
    // Before the minutes of installing and building, not after.
    check_free(SocketAddr::new(options.address, options.port))?;
    let tools = Tools::for_the_site()?;
    say("Building the release");
    module::compile(&tools)?;

    let mut trunk = tools.trunk()?;
    trunk.args(["serve", "--release"]);
    trunk.arg("--address").arg(options.address.to_string());
    trunk.arg("--port").arg(options.port.to_string());
    if options.open {
        trunk.arg("--open");
    }
    let address = SocketAddr::new(options.address, options.port);
    say(format!(
        "Serving on http://{address}/ as soon as Trunk has packed the page. Stop with Ctrl+C."
    ));
    become_trunk(trunk)
}

/// On Unix this process becomes Trunk, so that a signal to it reaches the server.
#[cfg(unix)]
fn become_trunk(mut trunk: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(trunk.exec()).context("cannot start trunk")
}

#[cfg(not(unix))]
fn become_trunk(mut trunk: std::process::Command) -> Result<()> {
    crate::process::run(&mut trunk)
}

fn parse(mut arguments: lexopt::Parser) -> Result<Option<Options>> {
    let mut options = Options {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: PORT,
        open: false,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('p') | Long("port") => {
                let port = arguments.value()?;
                options.port = match port.parse() {
                    Ok(0) | Err(_) => bail!("--port takes a number from 1 to 65535, not {port:?}"),
                    Ok(number) => number,
                };
            }
            Long("address") => {
                let address = arguments.value()?;
                options.address = address.parse().map_err(|_| {
                    anyhow::anyhow!(
                        "--address takes an IP address, such as 0.0.0.0, not {address:?}"
                    )
                })?;
            }
            Long("open") => options.open = true,
            Short('h') | Long("help") => return Ok(None),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn check_free(address: SocketAddr) -> Result<()> {
    let Err(error) = TcpListener::bind(address) else {
        return Ok(());
    };
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            let free = (address.port()..u16::MAX)
                .skip(1)
                .take(100)
                .find(|port| TcpListener::bind((address.ip(), *port)).is_ok());
            match free {
                Some(port) => bail!(
                    "another program listens on {address}: stop it, or run `cargo xtask serve --port {port}`"
                ),
                None => bail!(
                    "another program listens on {address}: stop it, or choose a port with --port"
                ),
            }
        }
        std::io::ErrorKind::PermissionDenied => {
            bail!("this user may not listen on {address}: choose a port above 1023 with --port")
        }
        std::io::ErrorKind::AddrNotAvailable => {
            bail!("{} is not an address of this machine", address.ip())
        }
        _ => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_with_the_command_that_works() {
        let other = TcpListener::bind("127.0.0.1:0").expect("loopback is there");
        let address = other.local_addr().expect("it is bound");
        let error = check_free(address)
            .expect_err("the port is taken")
            .to_string();
        assert!(
            error.starts_with(&format!(
                "another program listens on {address}: stop it, or "
            )),
            "{error}"
        );
        assert!(error.contains("--port"), "{error}");
    }

    #[test]
    fn options_are_read_and_wrong_ones_are_explained() {
        let ok = parse(lexopt::Parser::from_args([
            "--port=9000",
            "--open",
            "--address",
            "::1",
        ]));
        let options = ok.expect("these are right").expect("no help was asked for");
        assert_eq!(
            (
                options.port,
                options.open,
                options.address.to_string().as_str()
            ),
            (9000, true, "::1")
        );
        for (arguments, want) in [
            (
                &["--port", "0"][..],
                "--port takes a number from 1 to 65535, not \"0\"",
            ),
            (
                &["--port", "x"],
                "--port takes a number from 1 to 65535, not \"x\"",
            ),
            (
                &["--address", "localhost"],
                "--address takes an IP address, such as 0.0.0.0, not \"localhost\"",
            ),
            (&["--quick"], "invalid option '--quick'"),
        ] {
            let error = parse(lexopt::Parser::from_args(arguments))
                .err()
                .map(|error| error.to_string());
            assert_eq!(error.as_deref(), Some(want));
        }
    }
}
