//! Real servers with a configuration of the test's own: distribution, nginx, Caddy. Each stands where a person's server would.

use crate::{DEADLINE, INTERVAL, child::Child, ports::free_address};
use std::{fs, net::TcpStream, path::Path, time::Instant};
use tempfile::TempDir;

/// A running server on a port of its own. It runs until it is dropped.
pub struct StandIn {
    address: String,
    // Dropped before the folder that it works in.
    _child: Child,
    folder: TempDir,
}

impl StandIn {
    /// Debian's `docker-registry` with this YAML behind the usual storage. `ADDRESS` in it stands for its own address.
    pub fn registry(yaml: &str) -> Self {
        let config = "\
version: 0.1
log: { level: info }
storage:
  filesystem: { rootdirectory: FOLDER/storage }
STORAGE
http:
  addr: ADDRESS
HTTP
";
        let (storage, http) = yaml.split_once("---\n").unwrap_or(("", yaml));
        let config = config.replace("STORAGE\n", storage).replace("HTTP\n", http);
        Self::start("config.yml", &config, |path| {
            ("docker-registry", vec!["serve".to_owned(), path])
        })
    }

    /// nginx with these directives in its `server` block. `ADDRESS` in them stands for its own address.
    pub fn nginx(server: &str) -> Self {
        let listen = if server.contains("ssl_certificate") {
            "listen ADDRESS ssl"
        } else {
            "listen ADDRESS"
        };
        let config = format!(
            "daemon off; user root; worker_processes 1; error_log stderr; pid FOLDER/pid;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type application/octet-stream;
  types {{ text/html html; text/css css; text/javascript js; application/wasm wasm; application/json json; image/svg+xml svg; }}
  client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
  uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
  server {{ {listen};
{server}
  }}
}}
"
        );
        Self::start("nginx.conf", &config, |path| {
            // Not even for a moment into the log of the system.
            let arguments = ["-e", "stderr", "-c", &path];
            ("nginx", arguments.map(str::to_owned).into())
        })
    }

    /// Caddy with this configuration. `ADDRESS` in it stands for its own address.
    pub fn caddy(caddyfile: &str) -> Self {
        let config = format!(
            "{{\n\tadmin off\n\tauto_https off\n\tstorage file_system FOLDER/caddy\n}}\n{caddyfile}"
        );
        Self::start("Caddyfile", &config, |path| {
            let arguments = ["run", "--adapter", "caddyfile", "--config"];
            let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
            arguments.push(path);
            ("caddy", arguments)
        })
    }

    fn start(
        name: &str,
        config: &str,
        command: impl Fn(String) -> (&'static str, Vec<String>),
    ) -> Self {
        let folder = tempfile::tempdir_in(crate::output()).expect("a folder for a server");
        let address = free_address();
        let config = config.replace("ADDRESS", &address).replace(
            "FOLDER",
            folder.path().to_str().expect("a path that is text"),
        );
        let path = folder.path().join(name);
        fs::write(&path, config).expect("a configuration");
        let (program, arguments) = command(path.display().to_string());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let log = folder.path().join("log");
        let child = Child::start(program, &arguments, &log);
        let start = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(
                start.elapsed() < DEADLINE,
                "{program} does not start:\n{}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            std::thread::sleep(INTERVAL);
        }
        Self {
            address,
            _child: child,
            folder,
        }
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The reference of `name` on this server.
    pub fn reference(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// The folder that it works in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A certificate that nobody trusts, and its key: for servers that speak https, and for a registry that wants to know who signs tokens.
pub fn certificate(folder: &Path) -> (String, String) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (certificate, key) = (path("certificate.pem"), path("key.pem"));
    crate::tool::run(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,DNS:porthole.test,IP:127.0.0.1",
            "-keyout",
            &key,
            "-out",
            &certificate,
        ],
    );
    (certificate, key)
}
