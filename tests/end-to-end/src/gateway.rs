//! The gateways that are shipped: nginx and Caddy with the files of `deploy/`, Trunk with `Trunk.toml`. Local servers stand in the place of
//! public hosts; of the files nothing else is changed but where they listen and what they may redirect to.

use crate::{DEADLINE, INTERVAL, child::Child, ports::free_address, repository, site};
use std::{
    fmt::Write as _,
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    time::Instant,
};
use tempfile::TempDir;

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `deploy/nginx.conf`.
    Nginx,
    /// `deploy/Caddyfile`.
    Caddy,
    /// `Trunk.toml`.
    Trunk,
}

/// What surrounds a gateway.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Names of `gateways.json`, and the addresses of the local servers in their place.
    pub stand_ins: Vec<(&'static str, String)>,
    /// Whether redirects may lead to local servers; else to where the shipped files let them.
    pub redirects_stay_local: bool,
    /// Whether the local servers speak TLS, as the public hosts do.
    pub over_tls: bool,
    /// A file with the certificate that is trusted, in the place of the system's.
    pub trusted: Option<PathBuf>,
    /// Address of a registry of one's own, and the origin whose pages may read it.
    pub own_registry: Option<(String, String)>,
}

impl Surroundings {
    /// A server in the place of a public host.
    pub fn with(mut self, name: &'static str, address: &str) -> Self {
        self.stand_ins.push((name, address.to_owned()));
        self
    }

    /// Redirects may lead to local servers.
    pub fn following(mut self) -> Self {
        self.redirects_stay_local = true;
        self
    }

    /// The local servers speak TLS; `trusted`: with a certificate that is trusted.
    pub fn over_tls(mut self, trusted: Option<&Path>) -> Self {
        self.over_tls = true;
        self.trusted = trusted.map(Path::to_owned);
        self
    }

    /// A registry of one's own at `address`, that pages of `reader` may read.
    pub fn before(mut self, address: &str, reader: &str) -> Self {
        self.own_registry = Some((address.to_owned(), reader.to_owned()));
        self
    }
}

/// A running server with the page and its gateways.
pub struct Gateway {
    folder: TempDir,
    _child: Child,
    address: String,
    registry_address: String,
}

impl Gateway {
    /// Starts one.
    pub fn start(kind: Kind, surroundings: &Surroundings) -> Self {
        let folder = tempfile::tempdir_in(crate::output()).expect("a folder for a gateway");
        let path = folder.path();
        fill_site(&path.join("site"));
        let (address, registry_address) = (free_address(), free_address());
        let command = match kind {
            Kind::Nginx => nginx(path, surroundings, &address, &registry_address),
            Kind::Caddy => caddy(path, surroundings, &address, &registry_address),
            Kind::Trunk => trunk(path, surroundings, &address),
        };
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let log = path.join("log");
        let child = Child::start("env", &arguments, &log);
        let start = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(
                start.elapsed() < DEADLINE,
                "{kind:?} does not start:\n{}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            std::thread::sleep(INTERVAL);
        }
        Self {
            folder,
            _child: child,
            address,
            registry_address,
        }
    }

    /// `http://127.0.0.1:<port>`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A path below the gateway of a host.
    pub fn url(&self, name: &str, path: &str) -> String {
        format!("http://{}/_gateway/{name}{path}", self.address)
    }

    /// The page's address that shows an image.
    pub fn page(&self, image: &str) -> String {
        let mut url = reqwest::Url::parse(&self.origin()).expect("an address");
        url.query_pairs_mut().append_pair("image", image);
        url.to_string()
    }

    /// Where one's own registry is read: `127.0.0.1:<port>`.
    pub fn registry_address(&self) -> &str {
        &self.registry_address
    }

    /// The folder that it serves.
    pub fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// The built page, with the list of gateways that is shipped.
fn fill_site(to: &Path) {
    fs::create_dir(to).expect("a folder for the page");
    for entry in fs::read_dir(site::folder()).expect("the page").flatten() {
        std::os::unix::fs::symlink(entry.path(), to.join(entry.file_name())).expect("a link");
    }
    let list = to.join("gateways.json");
    fs::remove_file(&list).expect("the page has a list of gateways");
    fs::copy(repository().join("deploy/gateways.json"), list).expect("the shipped list");
}

fn shipped(name: &str) -> String {
    fs::read_to_string(repository().join(name)).expect("a shipped file")
}

/// Replaces what stands in a shipped file exactly once.
fn replace(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// Replaces the one line that begins with these words.
fn replace_line(text: &str, first_words: &str, line: &str) -> String {
    let is_it = |line: &&str| {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        words.starts_with(first_words)
    };
    let lines: Vec<&str> = text.lines().filter(is_it).collect();
    assert_eq!(lines.len(), 1, "{first_words}");
    replace(text, lines[0], line)
}

fn nginx(folder: &Path, surroundings: &Surroundings, address: &str, own: &str) -> Vec<String> {
    let mut text = shipped("deploy/nginx.conf");
    for (from, to) in [
        ("listen 8080;", format!("listen {address};")),
        ("listen 127.0.0.1:8081;", format!("listen {own};")),
        ("/srv/porthole", format!("\"{}/site\"", folder.display())),
    ] {
        text = replace(&text, from, &to);
    }
    let scheme = if surroundings.over_tls {
        "https"
    } else {
        "http"
    };
    for (name, stand_in) in &surroundings.stand_ins {
        text = replace_line(
            &text,
            &format!("{name} https://"),
            &format!("{name} {scheme}://{stand_in};"),
        );
    }
    if let Some(trusted) = &surroundings.trusted {
        let shipped = "/etc/ssl/certs/ca-certificates.crt";
        text = text.replace(shipped, &format!("\"{}\"", trusted.display()));
    }
    if surroundings.redirects_stay_local {
        let local = r#""~^http://127\.0\.0\.1:" $gateway_location;"#;
        text = replace_line(&text, r#""~^https://"#, local);
    }
    if let Some((address, reader)) = &surroundings.own_registry {
        text = replace(
            &text,
            "server 127.0.0.1:5000;",
            &format!("server {address};"),
        );
        text = replace(
            &text,
            "https://porthole.example.com $",
            &format!("{reader} $"),
        );
    }
    fs::write(folder.join("porthole.conf"), text).expect("a file");
    let mut frame = format!(
        "daemon off; master_process off; pid \"{0}/pid\"; error_log stderr;
events {{ }}
http {{
  types {{ text/html html; text/css css; application/javascript js; application/json json; application/wasm wasm; }}
  default_type application/octet-stream;
  access_log \"{0}/access.log\";\n",
        folder.display()
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(frame, "  {kind}_temp_path \"{}/{kind}\";", folder.display()).expect("a text");
    }
    frame.push_str("  include porthole.conf;\n}\n");
    let configuration = folder.join("nginx.conf");
    fs::write(&configuration, frame).expect("a file");
    let words = [
        "nginx",
        "-p",
        text_of(folder),
        "-c",
        text_of(&configuration),
    ];
    words.map(str::to_owned).to_vec()
}

fn caddy(folder: &Path, surroundings: &Surroundings, address: &str, own: &str) -> Vec<String> {
    let mut words = vec![
        format!("XDG_DATA_HOME={}", folder.display()),
        format!("XDG_CONFIG_HOME={}", folder.display()),
        format!("PORTHOLE_ADDRESS=http://{address}"),
        format!("PORTHOLE_ROOT={}/site", folder.display()),
        format!("REGISTRY_ADDRESS=http://{own}"),
    ];
    if !surroundings.over_tls {
        // Something that is no TLS.
        words.push("GATEWAY_TRANSPORT=versions 1.1".to_owned());
    }
    if let Some(trusted) = &surroundings.trusted {
        words.push(format!("SSL_CERT_FILE={}", trusted.display()));
    }
    for (name, stand_in) in &surroundings.stand_ins {
        let variable = name.to_ascii_uppercase().replace('.', "_");
        words.push(format!("GATEWAY_{variable}={stand_in}"));
    }
    if surroundings.redirects_stay_local {
        words.push("GATEWAY_REDIRECTS=^http://(127[.]0[.]0[.]1:[0-9]+)(/[^#]*)".to_owned());
        words.push("GATEWAY_REDIRECTS_PORT=".to_owned());
    }
    if let Some((address, reader)) = &surroundings.own_registry {
        words.push(format!("REGISTRY_UPSTREAM={address}"));
        words.push(format!("REGISTRY_READER={reader}"));
    }
    let file = repository().join("deploy/Caddyfile");
    let run = ["caddy", "run", "--adapter", "caddyfile", "--config"];
    words.extend(run.map(str::to_owned));
    words.push(text_of(&file).to_owned());
    words
}

/// A project of its own around the built page, with the shipped `Trunk.toml`: there is nothing to compile in it.
fn trunk(folder: &Path, surroundings: &Surroundings, address: &str) -> Vec<String> {
    let mut text = shipped("Trunk.toml");
    for (name, stand_in) in &surroundings.stand_ins {
        let host = if *name == "docker.io" {
            "registry-1.docker.io"
        } else {
            name
        };
        let backend = |origin: String| format!("backend = \"{origin}/\"");
        text = replace(
            &text,
            &backend(format!("https://{host}")),
            &backend(format!("http://{stand_in}")),
        );
    }
    text = replace_line(&text, "watch =", "watch = [\"index.html\"]");
    // What the hook builds is among the files of the page already.
    text = replace_line(&text, "command =", "command = \"true\"");
    let configuration = folder.join("Trunk.toml");
    fs::write(&configuration, text).expect("a file");
    let mut copies = String::new();
    for entry in fs::read_dir(folder.join("site"))
        .expect("the page")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = if entry.path().is_dir() { "dir" } else { "file" };
        if name != "index.html" {
            writeln!(
                copies,
                "<link data-trunk rel=\"copy-{kind}\" href=\"site/{name}\">"
            )
            .expect("a text");
        }
    }
    let page = fs::read_to_string(folder.join("site/index.html")).expect("the page");
    let page = replace(&page, "</head>", &format!("{copies}</head>"));
    fs::write(folder.join("index.html"), page).expect("a file");
    let port = address.rsplit(':').next().unwrap_or_default();
    let words = [
        // Trunk takes nothing but a boolean for it.
        "--unset=NO_COLOR",
        "TRUNK_SKIP_VERSION_CHECK=true",
        "trunk",
        "serve",
        "--config",
        text_of(&configuration),
        "--port",
        port,
    ];
    words.map(str::to_owned).to_vec()
}

fn text_of(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}
